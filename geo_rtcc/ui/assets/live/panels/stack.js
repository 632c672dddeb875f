/** A list to choose from, where several records lie under one click. */
import { el } from "../dom.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */

const MOST = 40;

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const title = el("h2"), list = el("ul");
  const element = el("section", { class: "stack panel", hidden: true, "aria-label": "Choose one" },
    title, list);
  element.addEventListener("keydown", (event) => arrows(event, list));
  /** @type {unknown} */
  let shown = null;
  return {
    element,
    topics: ["selection"],
    update() {
      const { choice } = desk.focus;
      element.hidden = !choice;
      if (choice === shown) return;
      shown = choice;
      if (!choice) return;
      title.textContent = `${choice.found.length} here`;
      list.replaceChildren(...choice.found.slice(0, MOST).flatMap((found) => {
        const told = desk.focus.tell(found);
        if (!told) return [];
        const [[, name], ...rest] = told.lines;
        const more = rest.slice(0, 2).map(([, text]) => text).join(" · ");
        const choose = () => desk.focus.select(found);
        return [el("li", {}, el("button", { type: "button", onclick: choose },
          el("b", { text: name }), el("small", { text: more })))];
      }));
      put(element, choice.at, desk);
      list.querySelector("button")?.focus();
    },
  };
}

/**
 * Put the list beside the click, inside the map.
 *
 * @param {HTMLElement} element
 * @param {{x: number, y: number}} at
 * @param {Desk} desk
 */
function put(element, at, desk) {
  const { clientWidth, clientHeight } = desk.root, room = desk.shell.room();
  const right = clientWidth - room.right - element.offsetWidth - 8;
  const low = clientHeight - room.bottom - element.offsetHeight - 8;
  element.style.left = `${Math.max(room.left + 8, Math.min(at.x + 12, right))}px`;
  element.style.top = `${Math.max(room.top + 8, Math.min(at.y + 12, low))}px`;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} list
 */
function arrows(event, list) {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!by) return;
  const buttons = [...list.getElementsByTagName("button")];
  const root = /** @type {ShadowRoot} */ (list.getRootNode());
  const at = buttons.findIndex((each) => each === root.activeElement);
  buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
  event.preventDefault();
}
