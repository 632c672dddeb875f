/** A button that opens a small sheet below it; one at a time. */
import { el } from "../dom.js";
import { icon } from "../icons.js";

/** @import {Desk} from "../desk.js" */

/**
 * @param {Desk} desk
 * @param {{name: string, fill: (sheet: HTMLElement) => void}} what  `fill` fills it anew each time
 */
export function menu(desk, { name, fill }) {
  const words = el("span", { class: "words" });
  const opener = el("button", { type: "button", class: "button", "aria-expanded": "false" });
  opener.append(words, icon("down"));
  const sheet = el("div", {
    class: "sheet panel", role: "group", "aria-label": name, hidden: true,
  });
  const element = el("div", { class: "menu" }, opener, sheet);
  const shut = () => {
    const root = /** @type {ShadowRoot} */ (element.getRootNode());
    const focused = element.contains(root.activeElement);
    sheet.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    desk.shell.closeMenu = null;
    if (focused) opener.focus();
  };
  opener.addEventListener("click", () => {
    if (!sheet.hidden) return shut();
    desk.shell.closeMenu?.();
    fill(sheet);
    sheet.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    desk.shell.closeMenu = shut;
  });
  return {
    element,
    /** @param {string} text @param {boolean} active */
    show(text, active) {
      words.textContent = text;
      opener.classList.toggle("is-on", active);
      if (!sheet.hidden) refill(sheet, fill);
    },
  };
}

/**
 * Fill a sheet anew and leave the focus and the scroll position where they were.
 *
 * @param {HTMLElement} sheet
 * @param {(sheet: HTMLElement) => void} fill
 */
function refill(sheet, fill) {
  const active = /** @type {ShadowRoot} */ (sheet.getRootNode()).activeElement;
  const value = active instanceof HTMLInputElement ? active.value : null, top = sheet.scrollTop;
  fill(sheet);
  sheet.scrollTop = top;
  if (value === null) return;
  const inputs = [...sheet.querySelectorAll("input")];
  inputs.find((input) => input.value === value)?.focus();
}

/**
 * A checkbox with its words.
 *
 * @param {{label: string, value: string, on: boolean, kind?: string}} what
 * @param {(on: boolean) => void} act
 */
export function tick({ label, value, on, kind = "" }, act) {
  const box = el("input", { type: "checkbox", value });
  box.checked = on;
  box.addEventListener("change", () => act(box.checked));
  return el("label", { class: `tick ${kind}`.trim() }, box, el("span", { text: label }));
}
