/** What is not loaded or left out, quietly. */
import { el, keyed } from "../dom.js";
import { back } from "../histogram.js";
import { count } from "../words.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const list = el("ul"), element = el("section", { class: "notes panel", "aria-label": "Notes" });
  element.append(list);
  return {
    element,
    topics: ["agency", "time", "filter", "counts"],
    update() {
      const sentences = [...notes(desk), ...unmatched(desk)];
      element.hidden = !sentences.length;
      keyed(list, sentences, (text) => text, (text, old) => old ?? note(text));
    },
  };
}

/**
 * A sentence in which no option of a command is broken at its hyphens.
 *
 * @param {string} text
 */
function note(text) {
  return el("li", {}, ...text.split(/(--\S+)/).map((part, index) =>
    index % 2 ? el("span", { class: "whole", text: part }) : part));
}

/**
 * Say that it is the filters that leave no call, where there may be some.
 *
 * @param {Desk} desk
 * @returns {string[]}
 */
function unmatched({ model, filter, source, times, shown }) {
  const { areas, shifts, categories, onView } = filter;
  const filtered = areas.length + shifts.length + categories.length > 0 || !onView;
  if (!filtered || !source.hasSnapshot || !shown.has("calls") || model.calls().length) return [];
  return [`No call of the ${back(times.moment.windowS)} looked at matches the filters.`];
}

/**
 * @param {Pick<Desk, "data" | "model">} desk
 * @returns {string[]}
 */
export function notes({ data, model }) {
  const found = [...(data.notes ?? [])];
  if (model.beyond > 0) {
    found.push(`${count(model.beyond, "older call")} of this window are not on the map: it holds ` +
      "as many as it can draw.");
  }
  return found;
}
