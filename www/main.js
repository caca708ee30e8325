// The page's conductor: inputs and clock in, report out, and nothing drawn that is no longer true.
"use strict";

/** Milliseconds after which an inspection is said to be running, and can be stopped. */
const PATIENCE = 300;

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
      examples = offered;
      offerMore(offered);
      for (const button of exampleButtons) button.disabled = false;
      if (inspected.length === 0) settle();
    },
    report(outcome) {
      settle();
      report = outcome.report;
      inputs.list(inspected, report, outcome.unreadable);
      drawErrors(report);
      drawUnpaired(report);
      drawCases(outcome, (index) => engine.show(index));
      drawCase(outcome.shown);
      askRepair(outcome.shown, outcome.chosen);
      show(byId("result"), true);
      show(byId("share"), true);
      drawShare();
      drawWorkbench();
      show(byId("stopped"), outcome.stopped);
      if (outcome.stopped) {
        byId("stopped-say").textContent = `Stopped. ${outcome.summaries.length} of ${outcome.count} cases were inspected before that.`;
      }
      if (focusVerdict) verdict.focus({ preventScroll: true });
      focusVerdict = false;
    },
    shown(shownCase, index) {
      drawCase(shownCase);
      askRepair(shownCase, index);
    },
    repaired(repair, index, wish) {
      byId("repair").ariaBusy = "false";
      if (index === shownIndex) drawRepair(repair, wish, (other) => engine.repair(index, other));
    },
    progress(say, share) {
      byId("busy-say").textContent = `${say} …`;
      /** @type {HTMLProgressElement} */ (byId("busy-share")).value = share;
    },
    refused(message) {
      settle();
      clearResult();
      const clockIsWrong = clock.value.trim() !== "" && /time/i.test(message);
      say(clockIsWrong ? "at-problem" : "failure", clockIsWrong ? `Clock: ${message}` : `This could not be inspected: ${message}`);
      if (clockIsWrong) clock.setAttribute("aria-invalid", "true");
    },
    broke(message) {
      settle();
      clearResult();
      say("failure", `The inspection broke off, and that is a fault of this page, not of your files. They are still here and unchanged; take one out and see whether the rest can be inspected. What the module said: ${message}`);
    },
    failed(message) {
      settle();
      document.body.dataset.state = "failed";
      say("failure", `The inspector could not be started in this browser. It needs WebAssembly and workers, which a current Firefox, Chrome, Edge or Safari has unless they were switched off. What the browser said: ${message}`);
    },
  });

  /**
   * @param {string} id
   * @param {string} problem
   */
  function say(id, problem) {
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
  }

  function inspect() {
    inspected = inputs.current();
    document.body.dataset.inputs = inspected.length === 0 ? "none" : example ? "example" : "own";
    for (const button of exampleButtons) button.setAttribute("aria-pressed", String(button.dataset.example === example));
    if (moreExamples.value !== example) moreExamples.value = "";
    show(byId("clear"), inspected.length > 0);
    show(byId("at-now"), clock.value !== "");
    show(byId("stopped"), false);
    clock.removeAttribute("aria-invalid");
    say("at-problem", "");
    if (document.body.dataset.state === "failed") return;
    say("failure", "");
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
    byId("busy-say").textContent = "Reading the inputs …";
    patience = setTimeout(() => {
      byId("main").setAttribute("aria-busy", "true");
      show(byId("busy"), true);
    }, PATIENCE);
    const at = clock.value.trim();
    const items = inspected.map(({ name, file, text }) => (file ? { name, file } : { name, text }));
    engine.inspect(items, { passwords: inputs.passwords(), ...(at ? { at } : {}), ...extra });
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
    if (useful) engine.repair(index, {});
  }

  /** @param {CaseReport} shownCase */
  function drawCase(shownCase) {
    if (!report) return;
    drawVerdict(shownCase);
    drawQuestions(shownCase);
    drawAssertion(shownCase, Date.parse(shownCase.at));
    drawThumbprints(shownCase);
    drawCertificates(report, shownCase);
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
    const own = new Set([...exampleButtons].map((button) => button.dataset.example));
    for (const { id, title, say } of offered.filter((one) => !own.has(one.id))) {
      const option = /** @type {HTMLOptionElement} */ (element("option", "", `${title}: ${say}`));
      option.value = id;
      moreExamples.append(option);
    }
    moreExamples.disabled = false;
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
    byId("busy-say").textContent = "Stopping …";
    engine.stop(() => {
      settle();
      clearResult();
      byId("stopped-say").textContent = "Stopped. Your inputs are still here.";
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
  const drawShare = watchSharing((format, redacted) => engine.ask("share", { format, redacted }));
  watchNewCertificate((key, subject, days, password) => engine.ask("certify", { key, subject, days, password }));
  const drawWorkbench = watchWorkbench((text) => engine.ask("identify", { text }));
  openForPrint();
  showTrust();
  watchTheme();
  watchShortcuts();

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

/** On paper nothing can be opened any more, so that what matters is opened for it. */
function openForPrint() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("#findings details:not([open])"))];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

startPage();
