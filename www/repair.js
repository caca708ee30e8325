// Make it right: the corrected assertion beside the present one, and the texts that carry it out.

import { copyButton, copyLabelled } from "./copy.js";
import { byId, element, fromTemplate, buttonElement, within } from "./dom.js";
import { phrase, say } from "./language.js";
import { goToFinding } from "./navigation.js";
import { valueElement } from "./values.js";

/** @import { RepairOptions } from "./protocol" */
/** @import { RepairReport, Snippet } from "./report" */

/** The groups of commands, in the order they are needed. */
/** @type {[string, string][]} */
const COMMANDS = [
  ["federated", phrase`Register the token's issuer`],
  ["sign", phrase`Sign it where the private key is`],
  ["register", phrase`Register the certificate`],
  ["list", phrase`See what is registered, and remove what is stale`],
  ["test", phrase`Try it`],
  ["logs", phrase`Find it in the logs`],
];

/** The corrected parts. */
const CORRECTED = {
  header: { title: phrase`Header`, label: phrase`The corrected header`, copy: phrase`Copy the corrected header`, copied: phrase`Copied the corrected header` },
  claims: { title: phrase`Claims`, label: phrase`The corrected claims`, copy: phrase`Copy the corrected claims`, copied: phrase`Copied the corrected claims` },
};

/** @type {number | undefined} */
let countdown;

/** Forgets the correction that was drawn. */
export function forgetRepair() {
  clearInterval(countdown);
}

/**
 * Draws a correction.
 * @param {RepairReport} repair
 * @param {RepairOptions} options what it was made for
 * @param {(options: RepairOptions) => void} ask for another one
 */
export function drawRepair(repair, options, ask) {
  clearInterval(countdown);
  const body = byId("repair-body");
  // What somebody is about to press or to copy stays where it is.
  const chosen = /** @type {HTMLSelectElement | null} */ (body.querySelector("#stack"))?.value;
  const focused = body.contains(document.activeElement) ? document.activeElement?.id : "";
  body.replaceChildren();
  if (repair.problem !== null) {
    body.append(element("p", "", say`There is no correction yet: ${repair.problem}.`));
    if (repair.needs_tenant) body.append(tenantElement(options, ask));
  } else {
    body.append(changesElement(repair), algorithmElement(options, ask), tokenElement(repair, () => ask(options)), stacksElement(repair.snippets, chosen));
  }
  for (const [group, title] of COMMANDS) {
    const mine = repair.snippets.filter((snippet) => snippet.group === group);
    if (mine.length === 0) continue;
    const details = element("details", "commands", element("summary", "", say(title)), ...mine.map(snippetElement));
    if (group === "test") details.append(fromTemplate("t-answers"));
    body.append(details);
  }
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * Asks for the tenant, which nothing tells.
 * @param {RepairOptions} options
 * @param {(options: RepairOptions) => void} ask
 */
function tenantElement(options, ask) {
  const form = /** @type {HTMLFormElement} */ (fromTemplate("t-tenant"));
  const field = /** @type {HTMLInputElement} */ (within(form, "input"));
  field.value = options.tenant ?? "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask({ ...options, tenant: field.value });
  });
  return form;
}

/** @param {RepairReport} repair */
function changesElement({ changes, header, claims, certificate }) {
  const shown = element("div", "changes");
  for (const [part, object] of /** @type {["header" | "claims", Record<string, unknown>][]} */ ([["header", header], ["claims", claims]])) {
    const { title, label, copy, copied } = CORRECTED[part];
    const mine = changes.filter((change) => change.part === part);
    const rows = mine.map((change) => {
      const row = fromTemplate("t-change", { ".change-name": change.name });
      const before = change.before === null ? element("span", "quiet", say`absent`) : valueElement(change.before, { most: 60 });
      const after = change.after === null ? element("span", "quiet", say`left out`) : valueElement(change.after, { most: 60 });
      within(row, ".change-before").append(before);
      within(row, ".change-after").append(after, ...change.findings.map((id) => buttonElement("link", () => goToFinding(id), id)));
      row.dataset.asked = String(change.findings.length > 0);
      return row;
    });
    const json = JSON.stringify(object, null, 2);
    const code = element("pre", "code", json);
    code.tabIndex = 0;
    code.setAttribute("aria-label", say(label));
    shown.append(element("div", "part",
      element("h3", `part-${part}`, say(title)),
      rows.length > 0 ? element("ul", "", ...rows) : element("p", "quiet", say`Nothing to compare with.`),
      element("details", "", element("summary", "", say`As JSON`), code, copyButton(json, say(copy), say(copied))),
    ));
  }
  return element("div", "", element("p", "", say`For the certificate ${certificate}. Changed members that a finding asks for are marked.`), shown);
}

/**
 * @param {RepairOptions} options
 * @param {(options: RepairOptions) => void} ask
 */
function algorithmElement(options, ask) {
  const shown = fromTemplate("t-algorithm");
  const select = /** @type {HTMLSelectElement} */ (within(shown, "select"));
  select.value = options.alg ?? "PS256";
  select.addEventListener("change", () => ask({ ...options, alg: select.value }));
  return shown;
}

/**
 * The signed assertion with the life it has left.
 * @param {RepairReport} repair
 * @param {() => void} again signs it afresh
 */
function tokenElement({ token, expires }, again) {
  if (token === null) {
    return element("p", "", say`It is not signed: there is no private key here. Add the PFX or the key to have it signed on this machine, or sign it where the key is, as below.`);
  }
  const left = element("span", "left");
  const tick = () => {
    const seconds = Math.floor((Date.parse(expires) - Date.now()) / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    left.textContent = seconds > 0 ? say`It can be used for ${time} more.` : say`It has expired; sign it again.`;
  };
  tick();
  countdown = setInterval(tick, 1000);
  const parts = token.split(".");
  const text = element("pre", "token", ...["header", "claims", "signature"].flatMap((part, index) => [index > 0 ? "." : "", element("span", `part-${part}`, parts[index] ?? "")]));
  text.tabIndex = 0;
  text.setAttribute("aria-label", say`The corrected assertion, signed`);
  const copies = copyLabelled(() => token, say`Copy signed assertion`, say`Copied the signed assertion`);
  const buttons = element("p", "fields", copies, buttonElement("", again, say`Sign again`));
  return element("div", "signed", element("p", "", say`Signed on this machine, and inspected again without a cause.`, " ", left), buttons, text);
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
 * A text to copy, with the lines marked that the finding is about.
 * @param {Snippet} snippet
 */
function snippetElement({ title, text, marked, group }) {
  const lines = text.trimEnd().split("\n");
  const code = element("pre", "code", ...lines.flatMap((line, index) => [element("span", marked.includes(index + 1) ? "line-marked" : "", line), "\n"]));
  code.tabIndex = 0;
  code.setAttribute("aria-label", title);
  const head = element("p", "snippet-head", ...(group === "stack" ? [] : [element("strong", "", title)]), copyButton(text.trimEnd(), say`Copy "${title}"`, say`Copied "${title}"`));
  return element("div", "snippet", head, code);
}
