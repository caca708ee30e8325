// Questions to the worker that wait for their answers.

/** @import { Answer, QuestionName, Questions } from "./protocol" */

/** Keeps what waits, by the number of its question. */
export function createPending() {
  /** @type {Map<number, {resolve: (answer: Answer) => void, reject: (problem: Error) => void}>} */
  const waiting = new Map();
  let last = 0;
  const take = (/** @type {number} */ number) => {
    const found = waiting.get(number);
    waiting.delete(number);
    return found;
  };
  return {
    /**
     * Puts a question, and promises its answer.
     * @template {QuestionName} Name
     * @param {Name} _what
     * @param {(number: number) => void} send
     * @returns {Promise<Questions[Name]["answer"]>}
     */
    ask(_what, send) {
      last += 1;
      const number = last;
      const answer = new Promise((/** @type {(answer: Answer) => void} */ resolve, reject) => waiting.set(number, { resolve, reject }));
      send(number);
      // The worker answers the question that was asked.
      return /** @type {Promise<Questions[Name]["answer"]>} */ (answer);
    },
    /**
     * @param {number} number
     * @param {Answer} answer
     */
    answer(number, answer) {
      take(number)?.resolve(answer);
    },
    /**
     * @param {number} number
     * @param {string} problem
     */
    refuse(number, problem) {
      take(number)?.reject(new Error(problem));
    },
    /**
     * Nobody will answer any of them.
     * @param {string} problem
     */
    giveUp(problem) {
      for (const number of [...waiting.keys()]) this.refuse(number, problem);
    },
  };
}
