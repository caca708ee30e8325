// Nothing of what was given is left in the document, hidden parts and fields included.

import { byId } from "./dom.js";

/** What is drawn of a case. */
const OF_CASE = ["questions", "repair-body", "assertion-title", "token", "members", "signature", "certificates", "when-drawn", "when-listed", "findings", "guide", "errors"];

/** What else is drawn of the inputs. */
const OF_INPUTS = ["cases", "inputs", "glimpse", "verdict-said", "clock-say", "at-problem", "failure", "busy-say", "stopped-say", "announcer", "share-say", "share-actions", "share-preview", "workbench-say", "preflight-say"];

/** Empties what was drawn of a case. */
export function emptyCase() {
  for (const id of OF_CASE) byId(id).replaceChildren();
  for (const part of document.querySelectorAll("#chain ol, #thumbprints thead, #thumbprints tbody, #unpaired ul, #when-say")) part.replaceChildren();
  Object.assign(byId("token"), { onpointerover: null, onpointerleave: null });
}

/** Empties all that was drawn, and every field. */
export function emptyPage() {
  emptyCase();
  for (const id of OF_INPUTS) byId(id).replaceChildren();
  for (const id of ["text", "at", "workbench-text"]) /** @type {HTMLInputElement | HTMLTextAreaElement} */ (byId(id)).value = "";
  const text = byId("text", HTMLTextAreaElement);
  text.placeholder = text.dataset.placeholder ?? text.placeholder;
  byId("new-certificate", HTMLFormElement).reset();
}
