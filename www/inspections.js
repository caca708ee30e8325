// What happens to the state: inputs and clock in, report out, and nothing kept that is no longer true.

import { byId } from "./dom.js";
import { startEngine } from "./engine.js";
import { forgetTexts, itemsOf, withFiles, withoutItem, withText } from "./items.js";
import { loadCatalogue, speak } from "./language.js";
import { openParts } from "./open-parts.js";

/** @import { Catalogue, Outcome } from "./protocol" */
/** @import { CaseReport } from "./report" */
/** @import { Item, Problem, State } from "./page" */
/** @import { Store } from "./state.js" */

/** Milliseconds after which an inspection is said to be running, and can be stopped. */
const BUSY_DELAY_MS = 300;

/**
 * @param {Store} store
 * @param {() => Worker} createWorker
 * @param {Promise<WebAssembly.Module>} module
 * @param {Catalogue} catalogue
 */
export function createInspections({ state, update }, createWorker, module, catalogue) {
  /** @type {number | undefined} */
  let busyDelay;
  /** The verdict gets the focus when it comes. */
  let focusVerdict = false;
  /** The time that the inspection is for, and that the last result is for. */
  let [clock, lastClock] = ["", ""];

  const engine = startEngine(createWorker, module, {
    ready: (examples) => update({ examples, ...(state.items.length === 0 && settled()) }),
    spoken: (examples) => update({ examples }),
    report: showOutcome,
    shown: showCase,
    repaired(report, index, options) {
      if (index !== state.shown?.index) return;
      update({ repair: { report, index, options } });
      update({ restore: null });
    },
    progress: (progress) => update({ progress, silent: false }),
    silent: () => update({ silent: true }),
    // The clock is the one option that a person gives.
    refused: (message, at) => (at === "options" ? inspect(lastClock, { kind: "clock", message }) : showProblem({ kind: "refused", message })),
    broke: (message) => showProblem({ kind: "broke", message }),
    failed: (message) => update({ ...settled(), phase: "failed", problem: { kind: "failed", message } }),
  }, catalogue);

  /**
   * What is so once nothing runs any more.
   * @returns {Partial<State>}
   */
  function settled() {
    clearTimeout(busyDelay);
    return { phase: state.phase === "failed" ? "failed" : "ready", slow: false, silent: false, stopping: false, progress: null };
  }

  /**
   * Inspects what there is, for the time that is given. If that cannot be read, it is inspected for the time before, so that the
   * verdict is always about what is here.
   * @param {string} wanted
   * @param {Problem | null} problem
   */
  function inspect(wanted = state.clock, problem = null) {
    clock = wanted.trim();
    if (problem) focusVerdict = false;
    const items = itemsOf(state);
    update({ items, stopped: null, restore: null });
    if (state.phase === "failed") return;
    engine.drop();
    update({ ...settled(), problem });
    if (items.length === 0) {
      lastClock = "";
      update({ example: "", outcome: null, shown: null, repair: null });
      return;
    }
    update({ phase: "working" });
    busyDelay = setTimeout(() => update({ slow: true }), BUSY_DELAY_MS);
    engine.inspect(items, { passwords: state.passwords, ...(clock && { at: clock }) });
  }

  /**
   * Somebody adds files or a text: the verdict is what is looked at now.
   * @param {Partial<State>} changes
   */
  function addInputs(changes) {
    changeInputs({ intake: "folded", ...changes });
  }

  /**
   * Somebody adds something. What is added to an example is somebody's own case, at its own time.
   * @param {Partial<State>} changes
   */
  function changeInputs(changes) {
    update(changes);
    if (state.example) {
      const given = state.given.filter((item) => !state.exampleItems.includes(item));
      update({ given, exampleItems: [], example: "", clock: "" });
    }
    inspect();
  }

  /** @param {Outcome} outcome */
  function showOutcome(outcome) {
    const { summaries, count, stopped } = outcome;
    lastClock = clock;
    const { restore } = state;
    const chosen = restore && restore.index < summaries.length ? restore.index : outcome.chosen;
    const locked = outcome.report.inputs.some(({ needs_password: asks }) => asks);
    const intake = locked ? (state.intake === "open" ? "open" : "locked") : state.intake === "locked" ? "folded" : state.intake;
    update({
      ...settled(),
      intake,
      outcome: { ...outcome, chosen, items: state.items },
      stopped: stopped ? { inspected: summaries.length, count } : null,
    });
    if (chosen === outcome.chosen) showCase(outcome.shown, chosen);
    else engine.show(chosen);
    if (focusVerdict) byId("verdict").focus({ preventScroll: true });
    focusVerdict = false;
  }

  /**
   * @param {CaseReport} shownCase
   * @param {number} index
   */
  function showCase(shownCase, index) {
    update({ shown: { case: shownCase, index } });
    // There is something to correct if there is an assertion, or an error that refused one.
    const correctable = shownCase.assertion !== null || shownCase.summary.code !== null;
    const options = state.restore?.index === index ? state.restore.options : {};
    if (correctable) {
      update({ repair: "awaited" });
      engine.repair(index, options);
    } else update({ repair: null, restore: null });
  }

  /** @param {Problem} problem */
  function showProblem(problem) {
    update({ ...settled(), problem, outcome: null, shown: null, repair: null });
  }

  return {
    engine,
    inspect,
    /** @param {File[]} files */
    addFiles: (files) => addInputs({ given: withFiles(state.given, files) }),
    /** @param {string} text */
    addText(text) {
      if (text.trim()) addInputs({ given: withText(state.given, text) });
    },
    /** @param {string} text */
    changeText: (text) => update({ text }),
    typed: () => changeInputs({}),
    /** @param {string} password */
    addPassword: (password) => changeInputs({ passwords: [...state.passwords, password] }),
    /** @param {Item} item */
    remove(item) {
      update(withoutItem(state, item));
      inspect();
    },
    toggleIntake: () => update({ intake: state.intake === "folded" ? "open" : "folded" }),
    openIntake: () => update({ intake: "open" }),
    /** Forgets everything. The worker ends, and with it whatever it holds in memory. */
    clear() {
      forgetTexts();
      update({ text: "", given: [], exampleItems: [], example: "", passwords: [], clock: "", intake: "folded" });
      inspect();
      if (state.phase !== "failed") engine.restart();
    },
    /**
     * Inspects for another time.
     * @param {string} clock
     * @param {boolean} focus whether the verdict gets the focus
     */
    setClock(clock, focus) {
      focusVerdict = focus;
      update({ clock });
      inspect();
    },
    again() {
      focusVerdict = true;
      inspect();
    },
    /** @param {string} id */
    loadExample(id) {
      const example = state.examples.find((one) => one.id === id);
      if (!example) return;
      focusVerdict = true;
      update({ text: "", intake: "folded", given: example.inputs, exampleItems: example.inputs, example: example.id, clock: example.at });
      inspect();
    },
    /** Stops what runs. If it kept nothing, the inputs are still there. */
    stop() {
      update({ stopping: true });
      engine.stop(() => {
        update({ ...settled(), stopped: "nothing", outcome: null, shown: null, repair: null });
        byId("again").focus();
      });
    },
    /**
     * Everything in another language; one is where one was.
     * @param {string} language
     * @param {() => boolean} wanted whether it still is the language that was chosen
     */
    async translate(language, wanted) {
      const next = await loadCatalogue(language);
      if (!wanted()) return;
      speak(language, next);
      engine.speak(next);
      update({ language });
      // What somebody stopped is not begun again: what was found stays as it was said.
      if (state.stopped) return;
      const options = state.repair && state.repair !== "awaited" ? state.repair.options : {};
      const before = { index: state.shown?.index ?? 0, options, open: openParts() };
      focusVerdict = false;
      // The module keeps its sentences as it has said them.
      inspect();
      if (state.items.length > 0) update({ restore: before });
    },
  };
}
