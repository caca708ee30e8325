// A thumbprint in one notation in, every notation out.

import { copyNamed } from "./copy.js";
import { byId, element } from "./dom.js";
import { say } from "./language.js";
import { valueElement } from "./values.js";

/** @import { Identified } from "./report" */

/**
 * The workbench: any value in any notation in, every notation out, and whose it is.
 * @param {(text: string) => Promise<Identified>} identify
 */
export function watchWorkbench(identify) {
  const field = byId("workbench-text", HTMLInputElement);
  const draw = async () => {
    const text = field.value;
    const area = byId("workbench-say");
    if (!text.trim()) return area.replaceChildren();
    const found = await identify(text).catch(() => undefined);
    // While it was worked out, more may have been typed, or the inspection begun anew.
    if (!found || field.value !== text) return;
    const { what, notations, belongs } = found;
    const rows = notations.flatMap(({ label, value }) => [element("dt", "", label), element("dd", "", valueElement(value, { most: 120 }), copyNamed(value, label))]);
    const owners = belongs.length > 0 ? belongs : notations.length > 0 ? [say`Nothing among the inputs has it.`] : [];
    area.replaceChildren(element("p", "", say`This is ${what}.`), ...owners.map((one) => element("p", "", element("strong", "", one))), element("dl", "facts notations", ...rows));
  };
  field.addEventListener("input", draw);
  return draw;
}
