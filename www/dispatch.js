// Messages between page and worker, each given to what handles its type.

/** @import { Handlers } from "./protocol" */

/**
 * @template {{type: string}} Message
 * @param {Handlers<Message>} handlers
 * @param {Message} message
 */
export function dispatch(handlers, message) {
  // The table has a handler for each type, which takes messages of that type.
  const handle = /** @type {((message: Message) => void) | undefined} */ (handlers[/** @type {Message["type"]} */ (message.type)]);
  handle?.(message);
}
