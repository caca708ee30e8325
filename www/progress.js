// What is being done, and what was stopped.

import { byId, show } from "./dom.js";
import { many, one, say, sayCount } from "./language.js";

/** @import { Progress } from "./protocol" */
/** @import { State } from "./page" */

/**
 * @param {() => void} stop
 * @param {() => void} again
 */
export function watchProgress(stop, again) {
  byId("stop").addEventListener("click", stop);
  byId("again").addEventListener("click", again);
}

/** @param {State} state */
export function drawProgress({ slow, silent, progress, stopping }) {
  if (slow) byId("main").setAttribute("aria-busy", "true");
  else byId("main").removeAttribute("aria-busy");
  byId("busy-say").textContent = stopping ? say`Stopping …` : silent ? say`Nothing has been heard from the inspection for a while. If the browser has ended it, press Stop and inspect again.` : progress ? describeProgress(progress) : say`Reading the inputs …`;
  if (progress) byId("busy-share", HTMLProgressElement).value = progress.share;
  show(byId("busy"), slow);
}

/** @param {State} state */
export function drawStopped({ stopped }) {
  show(byId("stopped"), stopped !== null);
  if (stopped === "nothing") byId("stopped-say").textContent = say`Stopped. Your inputs are still here.`;
  else if (stopped) byId("stopped-say").textContent = say`Stopped. ${stopped.inspected} of ${stopped.count} cases were inspected before that.`;
}

/** @param {Progress} progress */
function describeProgress(progress) {
  if (progress.step === "inspecting") {
    const number = progress.index + 1;
    return say`Inspecting case ${number} of ${progress.count}: ${progress.check} …`;
  }
  const [read, all] = [progress.at, progress.size].map((bytes) => Math.round(bytes / 1e6));
  const { name, found } = progress;
  return sayCount(found, one`Reading {1}: {2} of {3} MB, 1 assertion so far …`, many`Reading {1}: {2} of {3} MB, {0} assertions so far …`, name, read, all);
}
