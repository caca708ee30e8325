// The page's conductor: inputs and clock in, report out, and nothing shown that is no longer true.

import { CASE_AREAS, openParts, reopen } from "./open-parts.js";
import { byId, show } from "./dom.js";
import { clearVerdict } from "./verdict.js";
import { collectTexts, loadCatalogue, preferredLanguage, speak } from "./language.js";
import { createStore, initialState } from "./state.js";
import { DAY, localMoment, sayLength } from "./times.js";
import { drawCase } from "./case.js";
import { drawCases } from "./cases.js";
import { drawChosenExample, drawExamples, watchExamples } from "./examples.js";
import { drawClock, watchClock } from "./clock.js";
import { drawProblem } from "./problem.js";
import { drawProgress, drawStopped } from "./progress.js";
import { drawRepair } from "./repair.js";
import { drawShortcuts, watchShortcuts } from "./shortcuts.js";
import { drawTheme, watchTheme } from "./theme.js";
import { drawTrust, watchTrust } from "./trust.js";
import { forgetTicks } from "./guide.js";
import { prepareEngine, startEngine } from "./engine.js";
import { unpackModule } from "./unpack.js";
import { createInputList } from "./input-list.js";
import { drawText, watchInputs } from "./inputs.js";
import { itemsOf, withFiles, withoutItem, withText } from "./items.js";
import { watchNewCertificate } from "./new-certificate.js";
import { watchPrint } from "./print.js";
import { watchSharing } from "./sharing.js";
import { watchWorkbench } from "./workbench.js";

/** @import { Catalogue, Outcome, RepairOptions, SessionOptions } from "./protocol" */
/** @import { CaseReport } from "./report" */
/** @import { OpenParts } from "./open-parts.js" */
/** @import { Problem, State } from "./page" */

/** Milliseconds after which an inspection is said to be running, and can be stopped. */
const BUSY_DELAY_MS = 300;

/** The whole file has been read. */
function documentRead() {
  return new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve);
    else resolve(undefined);
  });
}

/**
 * Starts the page, in a language that is spoken already.
 * @param {string} firstLanguage
 * @param {Catalogue} catalogue
 * @param {ReturnType<typeof prepareEngine>} prepared
 * @param {Promise<WebAssembly.Module>} module
 */
function startPage(firstLanguage, catalogue, prepared, module) {
  const inputList = createInputList(
    (item) => {
      update(withoutItem(state, item));
      inspect();
    },
    (password) => changeInputs({ passwords: [...state.passwords, password] }),
  );
  const store = createStore(initialState(firstLanguage), [
    { shows: ["phase", "items", "example"], draw: drawPhase },
    { shows: ["problem", "language"], draw: drawProblem },
    { shows: ["text"], draw: drawText },
    { shows: ["clock", "shown", "language"], draw: drawClock },
    { shows: ["examples"], draw: drawExamples },
    { shows: ["examples", "example"], draw: drawChosenExample },
    { shows: ["slow", "progress", "stopping", "phase"], draw: drawProgress },
    { shows: ["stopped"], draw: drawStopped },
    { shows: ["items", "outcome"], draw: drawInputs },
    { shows: ["outcome"], draw: drawOutcome },
    { shows: ["shown"], draw: drawShown },
    { shows: ["repair"], draw: drawCorrection },
    { shows: ["language"], draw: drawWords },
  ]);
  const { state, update } = store;
  /** @type {number | undefined} */
  let busyDelay;
  /** The verdict gets the focus when it comes. */
  let focusVerdict = false;
  /** @type {{index: number, options: RepairOptions, open: OpenParts} | undefined} where to be again once the report comes in another language */
  let place;

  const engine = startEngine(prepared, module, {
    ready: (examples) => update({ examples, ...(state.items.length === 0 && { phase: settledPhase() }) }),
    spoken: (examples) => update({ examples }),
    report: showOutcome,
    shown: showCase,
    repaired(report, index, options) {
      if (index === state.shown?.index) update({ repair: { report, index, options } });
    },
    progress: (progress) => update({ progress }),
    // The clock is the one option that a person gives.
    refused: (message, at) => showProblem({ kind: at === "options" ? "clock" : "refused", message }),
    broke: (message) => showProblem({ kind: "broke", message }),
    failed(message) {
      clearTimeout(busyDelay);
      update({ phase: "failed", slow: false, problem: { kind: "failed", message } });
    },
  }, catalogue);
  const sharing = watchSharing((request) => engine.ask("share", request), () => printing.prepare());
  const printing = watchPrint((shownCase, report) => drawCase(shownCase, report, state.clock), (index) => engine.ask("print", { index, ...sharing.redaction() }));
  const drawCertificate = watchNewCertificate((request) => engine.ask("certify", request));
  const drawWorkbench = watchWorkbench((text) => engine.ask("identify", { text }));

  /** The phase once nothing runs any more. */
  function settledPhase() {
    return state.phase === "failed" ? "failed" : "ready";
  }

  /** Nothing runs any more. */
  function settled() {
    clearTimeout(busyDelay);
    return { phase: /** @type {State["phase"]} */ (settledPhase()), slow: false, stopping: false, progress: null };
  }

  /** Inspects what there is, for the time that is given. */
  function inspect(/** @type {SessionOptions} */ extra = {}) {
    place = undefined;
    const items = itemsOf(state);
    const failed = state.phase === "failed";
    update({ items, stopped: null, ...(failed ? {} : { problem: null }) });
    if (failed) return;
    engine.drop();
    update(settled());
    if (items.length === 0) {
      update({ example: "", outcome: null, shown: null, repair: null });
      return;
    }
    update({ phase: "working" });
    busyDelay = setTimeout(() => update({ slow: true }), BUSY_DELAY_MS);
    const at = state.clock.trim();
    engine.inspect(items, { passwords: state.passwords, ...(at && { at }), ...extra });
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
    const chosen = place && place.index < summaries.length ? place.index : outcome.chosen;
    update({
      ...settled(),
      outcome: { ...outcome, chosen, items: state.items },
      stopped: stopped ? { inspected: summaries.length, count } : null,
    });
    if (place) reopen(["cases"], place.open);
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
    const options = place?.index === index ? place.options : {};
    if (!correctable) place = undefined;
    update({ repair: correctable ? "awaited" : null });
    if (correctable) engine.repair(index, options);
  }

  /** @param {Problem} problem */
  function showProblem(problem) {
    update({ ...settled(), problem, outcome: null, shown: null, repair: null });
  }

  /** @param {State} now */
  function drawPhase({ phase, items, example }) {
    document.body.dataset.state = phase;
    document.body.dataset.inputs = items.length === 0 ? "none" : example ? "example" : "own";
    if (phase === "working") delete byId("verdict").dataset.ready;
    show(byId("clear"), items.length > 0);
  }

  /** @param {State} now */
  function drawInputs({ items, outcome }) {
    inputList.draw(items, outcome?.items === items ? outcome : null);
  }

  /** @param {State} now */
  function drawOutcome({ outcome }) {
    show(byId("result"), outcome !== null);
    show(byId("share"), outcome !== null);
    if (outcome) {
      drawCases(outcome, (index) => engine.show(index));
      sharing.draw();
      drawWorkbench();
    } else show(byId("cases"), false);
  }

  /** @param {State} now */
  function drawShown({ shown, outcome, clock }) {
    if (!shown || !outcome) {
      clearVerdict();
      printing.clear();
      return;
    }
    drawCase(shown.case, outcome.report, clock.trim());
    printing.draw(shown.case, outcome.report, shown.index);
    if (place?.index === shown.index) reopen(CASE_AREAS, place.open);
  }

  /** @param {State} now */
  function drawCorrection({ repair }) {
    show(byId("repair"), repair !== null);
    byId("repair").ariaBusy = String(repair === "awaited");
    if (repair === null || repair === "awaited") return;
    const { index, options, report } = repair;
    drawRepair(report, options, (other) => engine.repair(index, other));
    if (place?.index === index) reopen(["repair-body"], place.open);
    place = undefined;
  }

  /** What the scripts have said, in another language. */
  function drawWords() {
    drawTrust();
    drawTheme();
    drawShortcuts();
    drawCertificate();
  }

  /** @param {string} id */
  function loadExample(id) {
    const example = state.examples.find((one) => one.id === id);
    if (!example) return;
    focusVerdict = true;
    update({ text: "", given: example.inputs, exampleItems: example.inputs, example: example.id, clock: example.at });
    inspect();
  }

  /**
   * Everything in another language; one is where one was.
   * @param {string} language
   */
  async function translate(language) {
    const catalogue = await loadCatalogue(language);
    // Another one may have been chosen in the meantime.
    if (byId("language", HTMLSelectElement).value !== language) return;
    speak(language, catalogue);
    engine.speak(catalogue);
    update({ language });
    // What somebody stopped is not begun again: what was found stays as it was said.
    if (state.stopped) return;
    const options = state.repair && state.repair !== "awaited" ? state.repair.options : {};
    const before = { index: state.shown?.index ?? 0, options, open: openParts() };
    inputList.forgetRows();
    focusVerdict = false;
    // The module keeps its sentences as it has said them.
    inspect();
    if (state.items.length > 0) place = before;
    else drawWorkbench();
  }

  watchInputs({
    addFiles: (files) => changeInputs({ given: withFiles(state.given, files) }),
    addText(text) {
      if (text.trim()) changeInputs({ text: withText(state.text, text) });
    },
    changeText: (text) => update({ text }),
    typed: () => changeInputs({}),
  });
  watchExamples(loadExample);
  watchClock((clock, because) => {
    focusVerdict = because === "chosen";
    update({ clock });
    inspect();
  });
  byId("stop").addEventListener("click", () => {
    update({ stopping: true });
    engine.stop(() => {
      update({ ...settled(), stopped: "nothing", outcome: null, shown: null, repair: null });
      byId("again").focus();
    });
  });
  byId("again").addEventListener("click", () => {
    focusVerdict = true;
    inspect();
  });
  byId("clear").addEventListener("click", () => {
    forgetTicks();
    update({ text: "", given: [], exampleItems: [], example: "", passwords: [], clock: "" });
    inspect();
    byId("text").focus();
  });
  byId("skip").addEventListener("click", (event) => {
    // Without a fragment in the address.
    event.preventDefault();
    const verdict = byId("verdict");
    (verdict.hidden ? byId("text") : verdict).focus();
  });
  const languages = byId("language", HTMLSelectElement);
  languages.value = firstLanguage;
  languages.addEventListener("change", () => translate(languages.value));
  watchTrust();
  watchTheme();
  watchShortcuts();
  drawWords();
  // For tests: inspects again with extra options, such as {break_check: "audience"}, which makes that check panic.
  window.assertionInspector = { inspectAgain: inspect };
}

const prepared = prepareEngine();
await documentRead();
const module = unpackModule();
// If it cannot be compiled, the engine says so.
module.catch(() => {});
collectTexts(document);
const language = preferredLanguage();
const catalogue = await loadCatalogue(language);
speak(language, catalogue);
startPage(language, catalogue, prepared, module);
await module;
// The browser loads what it needs to say numbers and times when they are first said. While the worker starts the module, nobody
// waits for it.
sayLength(DAY);
localMoment(0);
