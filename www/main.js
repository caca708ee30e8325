// The page's conductor: inputs and clock in, report out, and nothing drawn that is no longer true.
"use strict";

/** Milliseconds after which an inspection is said to be running. */
const PATIENCE = 300;

function startPage() {
  const clock = /** @type {HTMLInputElement} */ (byId("at"));
  const failure = byId("failure");
  /** @type {Example[]} */
  let examples = [];
  /** @type {EngineOptions} */
  let extra = {};
  /** @type {Item[]} */
  let inspected = [];
  let example = false;
  /** @type {number | undefined} */
  let patience;

  const state = (/** @type {string} */ name) => (document.body.dataset.state = name);
  const inputs = watchInputs((because) => {
    // What is added to an example is somebody's own case, at its own time.
    if (example && because !== "removed") {
      example = false;
      clock.value = "";
      inputs.dropExample();
    }
    inspect();
  });

  const engine = startEngine({
    ready(offered) {
      examples = offered;
      for (const button of document.querySelectorAll("[data-example]")) button.removeAttribute("disabled");
      state("ready");
    },
    report(report) {
      settle();
      drawReport(report);
    },
    progress(check) {
      byId("busy-say").textContent = `Inspecting: ${check.replaceAll("_", " ")} …`;
    },
    refused(message) {
      settle();
      byId("at-problem").textContent = message;
      show(byId("at-problem"), true);
    },
    failed(message) {
      settle();
      state("failed");
      failure.textContent = `The inspector could not be started in this browser: ${message}. It needs WebAssembly and workers; a current Firefox, Chrome, Edge or Safari has both.`;
      show(failure, true);
    },
  });

  function settle() {
    clearTimeout(patience);
    show(byId("busy"), false);
    show(byId("at-problem"), false);
    state("ready");
  }

  function inspect() {
    inspected = inputs.current();
    show(byId("invitation"), inspected.length === 0);
    show(byId("clear"), inspected.length > 0);
    show(byId("at-now"), clock.value !== "");
    if (inspected.length === 0) {
      engine.stop();
      settle();
      byId("inputs").replaceChildren();
      show(byId("result"), false);
      show(byId("cases"), false);
      clearVerdict();
      return;
    }
    state("working");
    delete byId("verdict").dataset.ready;
    clearTimeout(patience);
    patience = setTimeout(() => show(byId("busy"), true), PATIENCE);
    const options = clock.value.trim() ? { at: clock.value.trim(), ...extra } : extra;
    engine.inspect(inspected.map(({ name, file, text }) => (file ? { name, file } : { name, text })), options);
  }

  /** @param {InspectionReport} report */
  function drawReport(report) {
    inputs.list(inspected, report);
    drawCases(report, (shownCase) => {
      drawVerdict(shownCase);
      drawQuestions(shownCase);
      drawAssertion(shownCase.assertion);
      drawThumbprints(shownCase);
      drawFindings(shownCase);
      drawGuide(shownCase);
    });
    drawCertificates(report);
    drawErrors(report);
    show(byId("result"), true);
  }

  for (const button of document.querySelectorAll("[data-example]")) {
    button.addEventListener("click", () => {
      const chosen = examples.find((one) => one.id === /** @type {HTMLElement} */ (button).dataset.example);
      if (!chosen) return;
      inputs.replace(chosen.inputs);
      clock.value = chosen.at;
      example = true;
      inspect();
      byId("verdict").focus({ preventScroll: true });
    });
  }
  clock.addEventListener("change", inspect);
  byId("at-now").addEventListener("click", () => {
    clock.value = "";
    inspect();
    clock.focus();
  });
  byId("stop").addEventListener("click", () => {
    engine.stop();
    settle();
  });
  byId("clear").addEventListener("click", () => {
    clock.value = "";
    inputs.clear();
    byId("text").focus();
  });
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
  byId("policy").textContent = (policy?.getAttribute("content") ?? "").replaceAll("; ", ";\n");
  watchTheme();

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

/**
 * Shows the cases to choose from, where there are several, and draws the chosen one.
 * @param {InspectionReport} report
 * @param {(shownCase: CaseReport) => void} draw
 */
function drawCases(report, draw) {
  const area = byId("cases");
  show(area, report.cases.length > 1);
  const list = element("ul", "case-list");
  report.cases.slice(0, 500).forEach((one, index) => {
    const status = one.findings.find((finding) => finding.id === one.verdict.finding)?.status ?? "pass";
    const button = element("button", "case", element("span", "sign"), ` ${index + 1}. `, one.verdict.headline);
    button.setAttribute("type", "button");
    button.setAttribute("aria-pressed", String(index === 0));
    mark(button, status);
    button.addEventListener("click", () => {
      for (const other of list.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
      draw(one);
    });
    list.append(element("li", "", button));
  });
  area.replaceChildren(element("h2", "", `${report.cases.length} assertions`), list);
  const first = report.cases[0];
  if (first) draw(first);
}

startPage();
