/** What is not loaded or left out, quietly. */
import { el, keyed } from "../dom.js";
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
    topics: ["agency", "time"],
    update() {
      const sentences = notes(desk);
      element.hidden = !sentences.length;
      keyed(list, sentences, (text) => text, (text, old) => old ?? el("li", { text }));
    },
  };
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
