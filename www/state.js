// The page's state: one object, and what is drawn of it.

/** @import { State } from "./page" */

/**
 * A part of the page, and what of the state it shows.
 * @typedef {{shows: (keyof State)[], draw: (state: State) => void}} Area
 */

/** @typedef {ReturnType<typeof createStore>} Store */

/**
 * Before anything was given.
 * @returns {State}
 */
export function initialState() {
  return {
    phase: "starting",
    language: "",
    given: [],
    exampleItems: [],
    text: "",
    passwords: [],
    items: [],
    intake: "folded",
    clock: "",
    examples: [],
    example: "",
    progress: null,
    slow: false,
    silent: false,
    stopping: false,
    stopped: null,
    problem: null,
    outcome: null,
    shown: null,
    repair: null,
    restore: null,
  };
}

/**
 * Holds the state, and draws every area that shows what has changed.
 * @param {State} state
 */
export function createStore(state) {
  /** @type {Area[]} */
  let areas = [];
  return {
    /** @type {Readonly<State>} */
    state,
    /** @param {Area[]} shown */
    show(shown) {
      areas = shown;
    },
    /** @param {Partial<State>} changes */
    update(changes) {
      const keys = /** @type {(keyof State)[]} */ (Object.keys(changes));
      const changed = new Set(keys.filter((key) => state[key] !== changes[key]));
      Object.assign(state, changes);
      for (const { shows, draw } of areas) if (shows.some((key) => changed.has(key))) draw(state);
    },
  };
}
