// The report to hand over.

import { copyButton } from "./copy.js";
import { byId, buttonElement } from "./dom.js";
import { joinSentences, say } from "./language.js";
import { saveButton } from "./save.js";
import { visible } from "./unseen.js";

/** @import { Questions } from "./protocol" */

/**
 * The report to hand over: exactly what would leave is shown before it does.
 * @param {(request: Questions["share"]["request"]) => Promise<string>} write
 * @param {() => void} changed called when something else is to be left out
 */
export function watchSharing(write, changed) {
  const format = byId("share-format", HTMLSelectElement);
  const redacted = byId("share-redacted", HTMLInputElement);
  const shortIds = byId("share-short-ids", HTMLInputElement);
  const details = byId("share", HTMLDetailsElement);
  const redaction = () => ({ redacted: redacted.checked, short_ids: shortIds.checked });
  const draw = async () => {
    if (!details.open) return;
    const written = await write({ format: format.value, ...redaction() }).catch(() => undefined);
    // The inspection was begun anew: it will be drawn for that one.
    if (written === undefined) return;
    const text = visible(written);
    const markdown = format.value === "markdown";
    byId("share-preview").textContent = text;
    byId("share-actions").replaceChildren(
      copyButton(text, say`Copy the report`, say`Copied the report`),
      saveButton(markdown ? "assertion-inspection.md" : "assertion-inspection.json", text, markdown ? "text/markdown" : "application/json", say`Save as a file`),
      buttonElement("", () => print(), say`Print or save as PDF`),
    );
    const ids = shortIds.checked ? say`Of every id only the first eight characters are in it, and of every token only the header.` : say`Client ids, tenant ids and names are in it.`;
    byId("share-say").textContent = joinSentences([
      redacted.checked
        ? say`The signatures of tokens and the values of secret parameters are cut; keys and passwords are never part of a report. A secret that nothing marks as one, such as in a claim or a name, stays in it.`
        : say`The tokens in it are whole: until they expire, whoever has one can sign in as the application.`,
      ids,
      say`The same holds for what is printed.`,
    ]);
  };
  details.addEventListener("toggle", draw);
  format.addEventListener("change", draw);
  for (const box of [redacted, shortIds]) {
    box.addEventListener("change", () => {
      // Ids that are cut in one place and whole in a token are no secret.
      shortIds.disabled = !redacted.checked;
      shortIds.checked &&= redacted.checked;
      draw();
      changed();
    });
  }
  return { draw, redaction };
}
