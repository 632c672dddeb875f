/** On a phone: one panel at a time, chosen at the bottom. */
import { el } from "../dom.js";
import { icon } from "../icons.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel, PanelName} from "../shell.js" */

const TABS = /** @type {const} */ ([
  ["map", "Map"], ["queue", "Queue"], ["layers", "Layers"], ["table", "Table"], ["bar", "Time"],
]);

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const { shell } = desk;
  const buttons = TABS.map(([name, label]) => el("button", {
    type: "button", onclick: () => press(name),
  }, icon(name === "bar" ? "clock" : name), el("span", { text: label }), el("i")));
  const press = (/** @type {string} */ name) => {
    if (name === "bar") return shell.toggle("bar");
    for (const each of /** @type {PanelName[]} */ (["queue", "layers", "table"])) {
      shell.set(each, each === name);
    }
  };
  const element = el("nav", { class: "tabs panel", "aria-label": "Panels" }, ...buttons);
  return {
    element,
    topics: ["open", "queue"],
    update() {
      const { open } = shell, waiting = desk.model.queue().filter((item) => !item.acknowledged);
      TABS.forEach(([name], index) => {
        const on = name === "map" ? !open.queue && !open.layers && !open.table : open[name];
        buttons[index].setAttribute("aria-pressed", String(on));
      });
      const badge = /** @type {HTMLElement} */ (buttons[1].lastElementChild);
      badge.textContent = waiting.length ? String(waiting.length) : "";
    },
  };
}
