"use strict";
{
  const SHOWN = 30;
  const AROUND = 90;

  const entries = JSON.parse(document.getElementById("words").textContent);
  // People copy a code with its letters or without; each finds the other.
  const forms = (word) => {
    const lower = word.toLowerCase();
    const number = /^aadsts(\d+)$/.exec(lower);
    return number ? [lower, number[1]] : lower;
  };
  const search = new MiniSearch({
    fields: ["title", "said", "text"],
    processTerm: forms,
    searchOptions: {
      boost: { title: 3, said: 2 },
      prefix: (word) => word.length > 2 && !/\d/.test(word),
      // A number with another digit is another code.
      fuzzy: (word) => (word.length > 4 && !/\d/.test(word) ? 0.2 : false),
    },
  });
  search.addAll(entries);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));

  const element = (name, text, into) => {
    const made = document.createElement(name);
    made.textContent = text;
    into.append(made);
    return made;
  };

  const excerpt = (entry, words) => {
    const whole = `${entry.said} ${entry.text}`.trim();
    const lower = whole.toLowerCase();
    const places = words.map((word) => lower.indexOf(word)).filter((place) => place >= 0);
    const first = Math.max(0, Math.min(...places, lower.length) - AROUND);
    const from = places.length && first ? whole.indexOf(" ", first) + 1 : 0;
    const to = whole.length > from + 3 * AROUND ? whole.lastIndexOf(" ", from + 3 * AROUND) : whole.length;
    return `${from ? "… " : ""}${whole.slice(from, to)}${to < whole.length ? " …" : ""}`;
  };

  const show = (query) => {
    const found = query.trim() ? search.search(query) : [];
    const list = document.getElementById("results");
    list.replaceChildren();
    for (const one of found.slice(0, SHOWN)) {
      const entry = byId.get(one.id);
      const item = element("li", "", list);
      const link = element("a", entry.title, item);
      link.href = entry.id;
      if (entry.of) element("span", entry.of, item);
      element("p", excerpt(entry, one.queryTerms), item);
    }
    const count = found.length === 1 ? "1 place" : `${found.length} places`;
    const most = found.length > SHOWN ? `, the best ${SHOWN} of them here` : "";
    document.getElementById("count").textContent = query.trim() ? `${count}${most}` : "Type your error, its code, or what you see.";
  };

  const field = document.querySelector("input[name=q]");
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", () => show(field.value));
  show(field.value);
  if (!field.value) field.focus();
}
