// Bytes of the inputs, which the page reads for the worker: in WebKit, the worker of a page from file:// cannot read files.

/** @import { FromWorker } from "./protocol" */

/**
 * Asks for bytes from one place to another. There are none if the file is a folder, or is gone or changed since it was dropped.
 * @callback ReadBytes
 * @param {number} from
 * @param {number} to
 * @returns {Promise<Uint8Array | undefined>}
 */

/** @param {(message: FromWorker) => void} post */
export function createPageReader(post) {
  /** @type {Map<number, (bytes: Uint8Array | undefined) => void>} bytes that were asked for */
  const awaited = new Map();
  let last = 0;
  return {
    /**
     * Reads an input of a run.
     * @param {number} run
     * @param {number} input
     * @returns {ReadBytes}
     */
    reader(run, input) {
      return (from, to) => {
        last += 1;
        const number = last;
        post({ type: "read", run, number, input, from, to });
        return new Promise((resolve) => awaited.set(number, resolve));
      };
    },
    /**
     * Takes bytes that the page has read.
     * @param {number} number
     * @param {ArrayBuffer | undefined} bytes
     */
    receive(number, bytes) {
      awaited.get(number)?.(bytes && new Uint8Array(bytes));
      awaited.delete(number);
    },
  };
}
