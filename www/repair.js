// Make it right: the corrected assertion beside the present one, and the texts that carry it out.
"use strict";

/** @typedef {import("./report").RepairReport} RepairReport */
/** @typedef {import("./report").Snippet} Snippet */
/** @typedef {{tenant?: string, alg?: string}} RepairWish */

/** The groups of commands, in the order they are needed. */
const COMMANDS = [
  ["federated", "Register the token's issuer"],
  ["sign", "Sign it where the private key is"],
  ["register", "Register the certificate"],
  ["list", "See what is registered, and remove what is stale"],
  ["test", "Try it"],
  ["logs", "Find it in the logs"],
];

/** @type {number | undefined} */
let countdown;

/**
 * Draws a correction.
 * @param {RepairReport} repair
 * @param {RepairWish} wish what it was made for
 * @param {(wish: RepairWish) => void} ask for another one
 */
function drawRepair(repair, wish, ask) {
  clearInterval(countdown);
  const body = byId("repair-body");
  // What somebody is about to press or to copy stays where it is.
  const chosen = /** @type {HTMLSelectElement | null} */ (body.querySelector("#stack"))?.value;
  const focused = body.contains(document.activeElement) ? document.activeElement?.id : "";
  body.replaceChildren();
  if (repair.problem !== null) {
    body.append(element("p", "", `There is no correction yet: ${repair.problem}.`));
    if (repair.needs_tenant) body.append(tenantElement(wish, ask));
  } else {
    body.append(changesElement(repair), algorithmElement(wish, ask), tokenElement(repair), stacksElement(repair.snippets, chosen));
  }
  for (const [group, title] of COMMANDS) {
    const mine = repair.snippets.filter((snippet) => snippet.group === group);
    if (mine.length === 0) continue;
    const details = element("details", "commands", element("summary", "", title ?? ""), ...mine.map(snippetElement));
    if (group === "test") details.append(fromTemplate("t-answers"));
    body.append(details);
  }
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * Asks for the tenant, which nothing tells.
 * @param {RepairWish} wish
 * @param {(wish: RepairWish) => void} ask
 */
function tenantElement(wish, ask) {
  const form = /** @type {HTMLFormElement} */ (fromTemplate("t-tenant"));
  const field = /** @type {HTMLInputElement} */ (within(form, "input"));
  field.value = wish.tenant ?? "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask({ ...wish, tenant: field.value });
  });
  return form;
}

/** @param {RepairReport} repair */
function changesElement({ changes, header, claims, certificate }) {
  const shown = element("div", "changes");
  for (const [part, object] of /** @type {["header" | "claims", Record<string, unknown>][]} */ ([["header", header], ["claims", claims]])) {
    const mine = changes.filter((change) => change.part === part);
    const rows = mine.map((change) => {
      const row = fromTemplate("t-change", { ".change-name": change.name });
      const before = change.before === null ? element("span", "quiet", "absent") : valueElement(change.before, { most: 60 });
      const after = change.after === null ? element("span", "quiet", "left out") : valueElement(change.after, { most: 60 });
      within(row, ".change-before").append(before);
      within(row, ".change-after").append(after, ...change.findings.map((id) => pressable("link", () => goToFinding(id), id)));
      row.dataset.asked = String(change.findings.length > 0);
      return row;
    });
    const json = JSON.stringify(object, null, 2);
    const code = element("pre", "code", json);
    code.tabIndex = 0;
    code.setAttribute("aria-label", `The corrected ${part}`);
    shown.append(element("div", "part",
      element("h3", `part-${part}`, part === "header" ? "Header" : "Claims"),
      rows.length > 0 ? element("ul", "", ...rows) : element("p", "quiet", "Nothing to compare with."),
      element("details", "", element("summary", "", "As JSON"), code, copyButton(json, `the corrected ${part}`)),
    ));
  }
  return element("div", "", element("p", "", `For the certificate ${certificate}. Changed members that a finding asks for are marked.`), shown);
}

/**
 * @param {RepairWish} wish
 * @param {(wish: RepairWish) => void} ask
 */
function algorithmElement(wish, ask) {
  const shown = fromTemplate("t-algorithm");
  const select = /** @type {HTMLSelectElement} */ (within(shown, "select"));
  select.value = wish.alg ?? "PS256";
  select.addEventListener("change", () => ask({ ...wish, alg: select.value }));
  return shown;
}

/**
 * The signed assertion with the life it has left.
 * @param {RepairReport} repair
 */
function tokenElement({ token, expires }) {
  if (token === null) {
    return element("p", "", "It is not signed: there is no private key here. Add the PFX or the key to have it signed on this machine, or sign it where the key is, as below.");
  }
  const left = element("span", "left");
  const tick = () => {
    const seconds = Math.floor((Date.parse(expires) - Date.now()) / 1000);
    left.textContent = seconds > 0 ? `can be used for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} more` : "has expired; change the algorithm there and back for a fresh one";
  };
  tick();
  countdown = setInterval(tick, 1000);
  const parts = token.split(".");
  const text = element("pre", "token", ...["header", "claims", "signature"].flatMap((part, index) => [index > 0 ? "." : "", element("span", `part-${part}`, parts[index] ?? "")]));
  text.tabIndex = 0;
  text.setAttribute("aria-label", "The corrected assertion, signed");
  return element("div", "signed", element("p", "", "Signed on this machine, and inspected again without a cause. It ", left, ". ", copyButton(token, "the signed assertion")), text);
}

/**
 * The code of one stack, to be chosen.
 * @param {Snippet[]} snippets
 * @param {string} [chosen]
 */
function stacksElement(snippets, chosen) {
  const stacks = snippets.filter(({ group }) => group === "stack");
  const shown = fromTemplate("t-stack");
  const select = /** @type {HTMLSelectElement} */ (within(shown, "select"));
  select.append(...stacks.map(({ id, title }) => {
    const option = /** @type {HTMLOptionElement} */ (element("option", "", title));
    option.value = id;
    return option;
  }));
  if (chosen) select.value = chosen;
  const area = within(shown, ".stack-text");
  const draw = () => {
    const snippet = stacks.find(({ id }) => id === select.value);
    area.replaceChildren(...(snippet ? [snippetElement(snippet)] : []));
  };
  select.addEventListener("change", draw);
  draw();
  return shown;
}

/**
 * A text to copy; the lines that the finding is about are marked.
 * @param {Snippet} snippet
 */
function snippetElement({ title, text, marked, group }) {
  const lines = text.trimEnd().split("\n");
  const code = element("pre", "code", ...lines.flatMap((line, index) => [element("span", marked.includes(index + 1) ? "line-marked" : "", line), "\n"]));
  code.tabIndex = 0;
  code.setAttribute("aria-label", title);
  const head = element("p", "snippet-head", ...(group === "stack" ? [] : [element("strong", "", title)]), copyButton(text.trimEnd(), `"${title}"`));
  return element("div", "snippet", head, code);
}
