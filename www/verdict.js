// The verdict: one sentence, both values, how sure, and what to do; then the four questions.
"use strict";

/**
 * Draws the verdict of a case.
 * @param {CaseReport} shownCase
 */
function drawVerdict(shownCase) {
  const { verdict, findings } = shownCase;
  const lead = findings.find((finding) => finding.id === verdict.finding);
  const area = byId("verdict");
  const status = lead?.status ?? (shownCase.assertion ? "pass" : "skipped");
  const title = element("h2", "verdict-title", element("span", "sign", STATUSES[status].sign), ` ${verdict.headline}`);
  within(title, ".sign").setAttribute("aria-hidden", "true");
  const parts = [title];
  if (lead) {
    const sure = lead.confidence ? `${lead.confidence} · ` : "";
    parts.push(element("p", "verdict-meta", `${sure}${STATUSES[lead.status].word} · `, element("code", "", lead.id)));
    const proofs = element("div", "verdict-evidence");
    proofs.append(...lead.evidence.slice(0, 2).map((evidence) => evidenceElement(evidence)));
    parts.push(proofs);
    const advice = element("div", "verdict-advice");
    advice.append(element("h3", "", "Do this"), adviceList(lead.advice));
    if (lead.advice.length > 0) parts.push(advice);
    if (lead.explanation) parts.push(element("p", "verdict-why", lead.explanation));
  }
  if (verdict.unchecked.length > 0) {
    const list = element("ul", "unchecked");
    for (const one of verdict.unchecked) {
      list.append(element("li", "", element("strong", "", `Not checked: ${one.what}.`), ` It needs ${one.needs}.`));
    }
    parts.push(list);
  }
  area.replaceChildren(...parts);
  area.dataset.status = status;
  area.dataset.finding = verdict.finding ?? "none";
  area.dataset.ready = "true";
  show(area, true);
}

/** Takes the verdict away: there is none. */
function clearVerdict() {
  const area = byId("verdict");
  area.replaceChildren();
  delete area.dataset.ready;
  delete area.dataset.finding;
  show(area, false);
}

/**
 * Steps to take, numbered where there are several.
 * @param {string[]} advice
 */
function adviceList(advice) {
  const list = element(advice.length > 1 ? "ol" : "ul", "advice");
  list.append(...advice.map((step) => element("li", "", step)));
  return list;
}

/**
 * Draws the four questions with their answers.
 * @param {CaseReport} shownCase
 */
function drawQuestions(shownCase) {
  const rows = shownCase.questions.map((question) => {
    const row = element("li", "question", element("span", "sign"), element("span", "question-title", question.title));
    row.append(element("span", "visually-hidden", ` ${STATUSES[question.state].word}: `), element("span", "question-answer", question.answer));
    within(row, ".sign").setAttribute("aria-hidden", "true");
    mark(row, question.state);
    return row;
  });
  byId("questions").replaceChildren(...rows);
}
