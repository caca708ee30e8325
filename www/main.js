// The page's conductor: inputs and clock in, report out, and nothing drawn that is no longer true.
"use strict";

/** Milliseconds after which an inspection is said to be running, and can be stopped. */
const PATIENCE = 300;

/** @typedef {{index: number, wish: RepairWish, open: Map<string, boolean[]>}} Place a case, its correction, and what is open */

/** Areas that a case is drawn into, with parts that can be opened. */
const CASE_AREAS = ["members", "certificates", "findings"];

function startPage() {
  const clock = /** @type {HTMLInputElement} */ (byId("at"));
  const verdict = byId("verdict");
  const moreExamples = /** @type {HTMLSelectElement} */ (byId("more-examples"));
  const exampleButtons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-example]"));
  /** @type {Example[]} */
  let examples = [];
  let example = "";
  /** @type {EngineOptions} */
  let extra = {};
  /** @type {Item[]} */
  let inspected = [];
  /** @type {InspectionReport | undefined} */
  let report;
  let shownIndex = 0;
  let focusVerdict = false;
  /** @type {RepairWish} */
  let shownWish = {};
  /** @type {Place | undefined} where to be again once the report comes in another language */
  let place;
  /** Says why the inspector could not be started, where it could not. */
  let sayFailure = () => {};
  /** @type {number | undefined} */
  let patience;

  const inputs = watchInputs((because) => {
    // What is added to an example is somebody's own case, at its own time.
    if (example && because !== "removed") {
      clock.value = "";
      inputs.dropExample();
      example = "";
    }
    inspect();
  });

  const engine = startEngine({
    ready(offered) {
      offerMore(offered);
      for (const button of exampleButtons) button.disabled = false;
      if (inspected.length === 0) settle();
    },
    spoken: offerMore,
    report(outcome) {
      settle();
      report = outcome.report;
      inputs.list(inspected, report, outcome.unreadable);
      const chosen = place && place.index < outcome.summaries.length ? place.index : outcome.chosen;
      drawCases({ ...outcome, chosen }, (index) => engine.show(index));
      if (place) reopen(["cases"], place.open);
      if (chosen === outcome.chosen) showCase(outcome.shown, chosen);
      else engine.show(chosen);
      show(byId("result"), true);
      show(byId("share"), true);
      drawShare();
      drawWorkbench();
      show(byId("stopped"), outcome.stopped);
      if (outcome.stopped) {
        byId("stopped-say").textContent = say`Stopped. ${outcome.summaries.length} of ${outcome.count} cases were inspected before that.`;
      }
      if (focusVerdict) verdict.focus({ preventScroll: true });
      focusVerdict = false;
    },
    shown: showCase,
    repaired(repair, index, wish) {
      byId("repair").ariaBusy = "false";
      if (index !== shownIndex) return;
      shownWish = wish;
      drawRepair(repair, wish, (other) => engine.repair(index, other));
      if (place?.index === index) reopen(["repair-body"], place.open);
      place = undefined;
    },
    progress(progress) {
      byId("busy-say").textContent = sayProgress(progress);
      /** @type {HTMLProgressElement} */ (byId("busy-share")).value = progress.share;
    },
    refused(message, at) {
      settle();
      clearResult();
      // The clock is the one option that a person gives.
      if (at === "options") {
        complain("at-problem", say`Clock: ${message}`);
        clock.setAttribute("aria-invalid", "true");
      } else complain("failure", say`This could not be inspected: ${message}`);
    },
    broke(message) {
      settle();
      clearResult();
      complain("failure", say`The inspection broke off, and that is a fault of this page, not of your files. They are still here and unchanged; take one out and see whether the rest can be inspected. Report it with what the module said, and without your files: ${message}`);
    },
    failed(message) {
      settle();
      document.body.dataset.state = "failed";
      sayFailure = () => complain("failure", say`The inspector could not be started in this browser. It needs WebAssembly and workers, which a current Firefox, Chrome, Edge or Safari has unless they were switched off. What the browser said: ${message}`);
      sayFailure();
    },
  }, words);

  /**
   * @param {string} id
   * @param {string} problem
   */
  function complain(id, problem) {
    byId(id).textContent = problem;
    show(byId(id), problem !== "");
  }

  /** Nothing runs any more. */
  function settle() {
    clearTimeout(patience);
    show(byId("busy"), false);
    byId("main").removeAttribute("aria-busy");
    if (document.body.dataset.state !== "failed") document.body.dataset.state = "ready";
  }

  function clearResult() {
    clearVerdict();
    show(byId("result"), false);
    show(byId("cases"), false);
    show(byId("share"), false);
    printing.cleared();
  }

  function inspect() {
    place = undefined;
    inspected = inputs.current();
    document.body.dataset.inputs = inspected.length === 0 ? "none" : example ? "example" : "own";
    for (const button of exampleButtons) button.setAttribute("aria-pressed", String(button.dataset.example === example));
    chooseMore();
    show(byId("clear"), inspected.length > 0);
    show(byId("at-now"), clock.value !== "");
    show(byId("stopped"), false);
    clock.removeAttribute("aria-invalid");
    complain("at-problem", "");
    if (document.body.dataset.state === "failed") return;
    complain("failure", "");
    inputs.list(inspected);
    engine.drop();
    settle();
    if (inspected.length === 0) {
      example = "";
      clearResult();
      return;
    }
    document.body.dataset.state = "working";
    delete verdict.dataset.ready;
    byId("busy-say").textContent = say`Reading the inputs …`;
    patience = setTimeout(() => {
      byId("main").setAttribute("aria-busy", "true");
      show(byId("busy"), true);
    }, PATIENCE);
    const at = clock.value.trim();
    const items = inspected.map(({ name, file, text }) => (file ? { name, file } : { name, text }));
    engine.inspect(items, { passwords: inputs.passwords(), ...(at ? { at } : {}), ...extra });
  }

  /**
   * @param {CaseReport} shownCase
   * @param {number} index
   */
  function showCase(shownCase, index) {
    if (!report) return;
    drawCase(shownCase, report);
    printing.drawn(shownCase, report, index);
    if (place?.index === index) reopen(CASE_AREAS, place.open);
    askRepair(shownCase, index);
  }

  /**
   * There is something to correct where there is an assertion, or an error that refused one.
   * @param {CaseReport} shownCase
   * @param {number} index
   */
  function askRepair(shownCase, index) {
    shownIndex = index;
    const useful = shownCase.assertion !== null || shownCase.summary.code !== null;
    show(byId("repair"), useful);
    byId("repair").ariaBusy = String(useful);
    if (useful) engine.repair(index, place?.index === index ? place.wish : {});
    else place = undefined;
  }

  /**
   * @param {CaseReport} shownCase
   * @param {InspectionReport} from the report that it is a case of
   */
  function drawCase(shownCase, from) {
    drawErrors(from);
    drawUnpaired(from);
    const told = shownCase.at_source === "error";
    clock.placeholder = told ? say`as the error says` : say`now`;
    drawVerdict(shownCase);
    if (told && clock.value.trim()) within(verdict, ".verdict-clock").append(" ", say`The error tells its own time, which goes before the one you gave.`);
    drawQuestions(shownCase);
    drawAssertion(shownCase, Date.parse(shownCase.at));
    drawThumbprints(shownCase);
    drawCertificates(from, shownCase);
    drawChain(from, shownCase);
    drawWhen(from, shownCase);
    drawFindings(shownCase);
    drawGuide(shownCase);
  }

  /** @param {string | undefined} id */
  function lend(id) {
    const chosen = examples.find((one) => one.id === id);
    if (!chosen) return;
    inputs.lend(chosen.inputs);
    clock.value = chosen.at;
    example = chosen.id;
    focusVerdict = true;
    inspect();
  }

  /**
   * Those that have no button of their own are to be chosen from a list.
   * @param {Example[]} offered
   */
  function offerMore(offered) {
    examples = offered;
    const own = new Set([...exampleButtons].map((button) => button.dataset.example));
    const options = offered.filter((one) => !own.has(one.id)).map((one) => {
      const option = /** @type {HTMLOptionElement} */ (element("option", "", say`${one.title}: ${one.say}`));
      option.value = one.id;
      return option;
    });
    for (const former of [...moreExamples.options].slice(1)) former.remove();
    moreExamples.append(...options);
    moreExamples.disabled = false;
    chooseMore();
  }

  /** The list says which of its examples is shown, if one is. */
  function chooseMore() {
    moreExamples.value = example;
    if (moreExamples.value !== example) moreExamples.value = "";
  }

  /** Says again what the scripts of the page have said. */
  function drawWords() {
    drawTrust();
    drawTheme();
    drawShortcuts();
    drawCertificate();
    sayFailure();
  }

  /**
   * Everything in another language; one is where one was.
   * @param {string} wanted
   */
  function translate(wanted) {
    words = speak(wanted);
    engine.speak(words);
    drawWords();
    // What somebody stopped is not begun again: what was found stays as it was said.
    if (!byId("stopped").hidden) return;
    const before = { index: shownIndex, wish: shownWish, open: openParts() };
    inputs.forgetRows();
    focusVerdict = false;
    // The module keeps its sentences as it has said them.
    inspect();
    if (inspected.length > 0) place = before;
    else drawWorkbench();
  }

  for (const button of exampleButtons) button.addEventListener("click", () => lend(button.dataset.example));
  moreExamples.addEventListener("change", () => lend(moreExamples.value));
  clock.addEventListener("change", inspect);
  document.addEventListener("clock", (event) => {
    clock.value = /** @type {CustomEvent<string>} */ (event).detail;
    focusVerdict = true;
    inspect();
  });
  byId("at-now").addEventListener("click", () => {
    clock.value = "";
    inspect();
    clock.focus();
  });
  byId("stop").addEventListener("click", () => {
    byId("busy-say").textContent = say`Stopping …`;
    engine.stop(() => {
      settle();
      clearResult();
      byId("stopped-say").textContent = say`Stopped. Your inputs are still here.`;
      show(byId("stopped"), true);
      byId("again").focus();
    });
  });
  byId("again").addEventListener("click", () => {
    focusVerdict = true;
    inspect();
  });
  byId("clear").addEventListener("click", () => {
    clock.value = "";
    forgetTicks();
    inputs.clear();
    byId("text").focus();
  });
  byId("skip").addEventListener("click", (event) => {
    // Without a fragment in the address.
    event.preventDefault();
    (verdict.hidden ? byId("text") : verdict).focus();
  });
  const { draw: drawShare, wish: redaction } = watchSharing((format, wish) => engine.ask("share", { format, ...wish }), () => printing.prepare());
  const printing = watchPrint(drawCase, (index) => engine.ask("print", { index, ...redaction() }));
  const drawCertificate = watchNewCertificate((key, subject, days, password) => engine.ask("certify", { key, subject, days, password }));
  const drawWorkbench = watchWorkbench((text) => engine.ask("identify", { text }));
  const speech = /** @type {HTMLSelectElement} */ (byId("language"));
  speech.value = language;
  speech.addEventListener("change", () => translate(speech.value));
  watchTrust();
  watchTheme();
  watchShortcuts();
  drawWords();
  // The browser loads what it needs to say numbers and times when they are first said: while the module starts, nobody waits.
  sayLength(DAY);
  localMoment(0);

  // For tests: inspects again with extra options, such as {break_check: "audience"}, which makes that check panic.
  Object.assign(window, {
    assertionInspector: {
      inspectAgain(/** @type {EngineOptions} */ options) {
        extra = options;
        inspect();
        extra = {};
      },
    },
  });
}

/** @param {Progress} progress */
function sayProgress(progress) {
  if (progress.step === "inspecting") {
    const number = progress.index + 1;
    return say`Inspecting case ${number} of ${progress.count}: ${progress.check} …`;
  }
  const [read, all] = [progress.at, progress.size].map((bytes) => Math.round(bytes / 1e6));
  const { name, found } = progress;
  return found === 1
    ? say`Reading ${name}: ${read} of ${all} MB, 1 assertion so far …`
    : say`Reading ${name}: ${read} of ${all} MB, ${found} assertions so far …`;
}

/**
 * The parts of an area that can be opened.
 * @param {string} id
 * @returns {HTMLDetailsElement[]}
 */
function partsOf(id) {
  return [...byId(id).querySelectorAll("details")];
}

/** Which parts are open, in every area that is drawn anew. */
function openParts() {
  return new Map(["cases", ...CASE_AREAS, "repair-body"].map((id) => [id, partsOf(id).map(({ open }) => open)]));
}

/**
 * Opens what was open, where an area still has the same parts.
 * @param {string[]} areas
 * @param {Map<string, boolean[]>} open
 */
function reopen(areas, open) {
  for (const id of areas) {
    const [parts, before] = [partsOf(id), open.get(id) ?? []];
    if (parts.length === before.length) parts.forEach((part, index) => (part.open = before[index] ?? part.open));
  }
}

startPage();
