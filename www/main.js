// The page, put together and started.

import { createAreas } from "./areas.js";
import { watchClock } from "./clock.js";
import { byId } from "./dom.js";
import { emptyPage } from "./empty.js";
import { watchExamples } from "./examples.js";
import { forgetTicks } from "./guide.js";
import { watchFold } from "./fold.js";
import { watchInputs } from "./inputs.js";
import { createInspections } from "./inspections.js";
import { collectTexts, loadCatalogue, preferredLanguage, speak } from "./language.js";
import { watchSkipLink } from "./navigation.js";
import { watchProgress } from "./progress.js";
import { watchShortcuts } from "./shortcuts.js";
import { createStore, initialState } from "./state.js";
import { watchTheme } from "./theme.js";
import { DAY_MS, localMoment, formatDuration } from "./times.js";
import { watchTrust } from "./trust.js";
import { unpackModule } from "./unpack.js";
import { watchUnseen } from "./unseen.js";
import { prepareWorkers } from "./workers.js";

/** @import { Catalogue } from "./protocol" */

/** Waits until the whole file has been read. */
function documentRead() {
  return new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve);
    else resolve(undefined);
  });
}

/**
 * Starts the page, in a language that is spoken already.
 * @param {string} language
 * @param {Catalogue} catalogue
 * @param {() => Worker} createWorker
 * @param {Promise<WebAssembly.Module>} module
 */
function startPage(language, catalogue, createWorker, module) {
  const store = createStore(initialState());
  const inspections = createInspections(store, createWorker, module, catalogue);
  store.show(createAreas(inspections));
  store.update({ language });

  watchInputs(inspections);
  watchFold(inspections.toggleIntake, inspections.openIntake);
  watchExamples(inspections.loadExample);
  watchClock((clock, because) => inspections.setClock(clock, because === "chosen"));
  watchProgress(inspections.stop, inspections.again);
  byId("clear").addEventListener("click", () => {
    forgetTicks();
    inspections.clear();
    emptyPage();
    byId("text").focus();
  });
  const languages = byId("language", HTMLSelectElement);
  languages.value = language;
  languages.addEventListener("change", () => {
    const chosen = languages.value;
    inspections.translate(chosen, () => languages.value === chosen);
  });
  watchUnseen();
  watchSkipLink();
  watchTrust();
  watchTheme();
  watchShortcuts();
}

const createWorker = await prepareWorkers();
await documentRead();
const module = unpackModule();
// If it cannot be compiled, the engine says so.
module.catch(() => {});
collectTexts(document);
const language = preferredLanguage();
// A damaged list of sentences leaves the English ones.
const catalogue = await loadCatalogue(language).catch(() => loadCatalogue("en"));
speak(language, catalogue);
startPage(language, catalogue, createWorker, module);
// If it cannot be compiled, the engine has said so.
await module.catch(() => {});
// The browser loads what it needs to say numbers and times when they are first said. While the worker starts the module, nobody
// waits for it.
formatDuration(DAY_MS);
localMoment(0);
