// The engine: one worker with the module in it. Starts it, asks it, stops it, and works around a check that breaks.

import { say } from "./language.js";
import { createPending } from "./pending.js";
import { createWorkerHost } from "./worker-host.js";

/** @import { CaseReport, RepairReport } from "./report" */
/** @import { Catalogue, Example, FromWorker, Handlers, Outcome, Progress, Question, QuestionName, Questions, RepairOptions, SessionOptions } from "./protocol" */
/** @import { Item } from "./page" */

/**
 * @typedef {object} EngineEvents
 * @property {(examples: Example[]) => void} ready the module is up, for the first time
 * @property {(examples: Example[]) => void} spoken the examples in the language that is spoken now
 * @property {(outcome: Outcome) => void} report
 * @property {(shown: CaseReport, index: number) => void} shown a case that was asked for
 * @property {(report: RepairReport, index: number, options: RepairOptions) => void} repaired a correction that was asked for
 * @property {(progress: Progress) => void} progress
 * @property {(message: string, at: "options" | "inputs") => void} refused the inputs or options cannot be used
 * @property {(message: string) => void} broke the inspection could not be completed
 * @property {(message: string) => void} failed the module cannot be started
 * @property {() => void} silent nothing has been heard from the worker for long
 */

/** Milliseconds after which a worker that says nothing may have been ended by the browser. */
const SILENCE_MS = 15_000;

/** Milliseconds in which a worker must say that it has heard that it is to stop: a megabyte of log on a slow machine takes some. One that hangs is ended. */
const STOP_GRACE_MS = 5000;

/** Milliseconds that a worker then has to bring together what it found. */
const STOPPING_MS = 30_000;

/**
 * Starts the engine.
 * @param {() => Worker} createWorker
 * @param {Promise<WebAssembly.Module>} module
 * @param {EngineEvents} events
 * @param {Catalogue} catalogue what the module speaks
 */
export function startEngine(createWorker, module, events, catalogue) {
  const pending = createPending();
  let ready = false;
  let startedBefore = false;
  /** The number of the last inspection. Answers that belong to another one are no longer of interest. */
  let run = 0;
  /** @type {{items: Item[], options: SessionOptions} | null} what is asked and not answered yet */
  let wanted = null;
  /** Where in its source the module broke last. */
  let place = "";
  /** @type {number | undefined} */
  let silence;
  /** @type {(() => void) | undefined} what to do if nothing could be kept of what was stopped */
  let giveUp;
  /** @type {number | undefined} */
  let grace;

  /**
   * Gives up what is being stopped, unless it has ended by then.
   * @param {number} milliseconds
   */
  function giveUpAfter(milliseconds) {
    clearTimeout(grace);
    grace = setTimeout(() => giveUp?.(), milliseconds);
  }

  /** Somebody waits for the worker from now on. */
  function listen() {
    clearTimeout(silence);
    silence = setTimeout(() => wanted && events.silent(), SILENCE_MS);
  }

  function launch() {
    ready = false;
    pending.giveUp(say`the inspection was begun anew`);
    host.launch(catalogue);
  }

  function send() {
    if (!ready || !wanted) return;
    run += 1;
    const inputs = wanted.items.map(({ name, file, text }) => (file ? { name, size: file.size } : { name, size: 0, text: text ?? "" }));
    host.post({ type: "inspect", run, inputs, options: wanted.options });
    listen();
  }

  /**
   * Does something with an answer to the inspection that is awaited.
   * @template {{run: number}} Message
   * @param {(message: Message) => void} handle
   * @returns {(message: Message) => void}
   */
  function whileWanted(handle) {
    return (message) => {
      if (message.run === run && wanted) handle(message);
    };
  }

  /** @type {Handlers<FromWorker>} */
  const handlers = {
    ready({ examples }) {
      ready = true;
      if (startedBefore) events.spoken(examples);
      else events.ready(examples);
      startedBefore = true;
      send();
    },
    failed: ({ message }) => events.failed(message),
    spoken: ({ examples }) => events.spoken(examples),
    panicked(message) {
      place = message.place;
    },
    answer: ({ number, answer }) => pending.answer(number, answer),
    stopping: () => giveUpAfter(STOPPING_MS),
    unanswered: ({ number, problem }) => pending.refuse(number, problem),
    case({ run: of, shown, index }) {
      if (of === run) events.shown(shown, index);
    },
    repair({ run: of, repair, index, options }) {
      if (of === run) events.repaired(repair, index, options);
    },
    read: whileWanted(({ number, input, from, to }) => host.answerRead(number, wanted?.items[input]?.file?.slice(from, to))),
    progress: whileWanted(({ progress }) => {
      listen();
      events.progress(progress);
    }),
    report: whileWanted(({ outcome }) => {
      wanted = null;
      events.report(outcome);
    }),
    refused: whileWanted(({ message, at }) => {
      wanted = null;
      events.refused(message, at);
    }),
    trapped: whileWanted(({ check, message }) => inspectWithout(check, message)),
  };

  /**
   * The instance is lost; a fresh one inspects again without the check that broke it.
   * @param {string} check
   * @param {string} message
   */
  function inspectWithout(check, message) {
    const skip = wanted?.options.skip ?? [];
    if (wanted && check && !skip.includes(check)) {
      wanted = { items: wanted.items, options: { ...wanted.options, skip: [...skip, check] } };
    } else {
      wanted = null;
      events.broke(`${message} ${place}`);
    }
    launch();
  }

  /**
   * The worker has an error that it does not handle, or none could be started.
   * @param {string} problem
   */
  function lost(problem) {
    if (!ready) return events.failed(problem || say`the worker could not be started`);
    const busy = wanted !== null;
    wanted = null;
    if (busy) events.broke(problem || say`the worker ended`);
    launch();
  }

  const host = createWorkerHost(createWorker, module, handlers, lost);
  launch();
  return {
    /**
     * From now on, the module speaks another language. What it has said stays in the former one.
     * @param {Catalogue} other
     */
    speak(other) {
      catalogue = other;
      host.post({ type: "speak", catalogue });
    },
    /**
     * Inspects. An inspection that still runs is given up.
     * @param {Item[]} items
     * @param {SessionOptions} options
     */
    inspect(items, options) {
      const busy = ready && wanted !== null;
      wanted = { items, options };
      if (busy) launch();
      else send();
    },
    /**
     * Asks for a case of the last inspection.
     * @param {number} index
     */
    show(index) {
      host.post({ type: "case", run, index });
    },
    /**
     * Asks for the correction of a case.
     * @param {number} index
     * @param {RepairOptions} options
     */
    repair(index, options) {
      host.post({ type: "repair", run, index, options });
    },
    /**
     * Asks something that is not an inspection.
     * @template {QuestionName} Name
     * @param {Name} what
     * @param {Questions[Name]["request"]} request
     */
    ask(what, request) {
      const question = /** @type {Question} */ ({ what, request });
      return pending.ask(what, (number) => host.post({ type: "ask", number, question }));
    },
    /** Ends the worker, with all that it holds, and starts another. */
    restart() {
      wanted = null;
      launch();
    },
    /** Gives up what runs; the next inspection starts afresh. */
    drop() {
      if (wanted && ready) launch();
      wanted = null;
    },
    /**
     * Stops what runs and keeps what was found. Calls back if nothing could be kept.
     * @param {() => void} lost
     */
    stop(lost) {
      const stopping = run;
      giveUp = () => {
        if (wanted === null || run !== stopping) return;
        this.drop();
        lost();
      };
      host.post({ type: "stop" });
      giveUpAfter(STOP_GRACE_MS);
    },
  };
}
