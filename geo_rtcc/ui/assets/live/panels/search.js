/** The search field and what it finds. */
import { button, el } from "../dom.js";
import { icon } from "../icons.js";

/** @import {Desk} from "../desk.js" */
/** @import {Selection} from "../types.js" */

const LIMIT = 12;
const PAUSE_MS = 120;

/** @param {Desk} desk */
export function search(desk) {
  const list = el("ul", { class: "results panel", role: "listbox", id: "results", hidden: true });
  list.setAttribute("aria-label", "Found");
  const field = el("input", {
    type: "search", placeholder: "Search", title: "Plate, address, unit, camera, area (/)",
    role: "combobox", "aria-expanded": "false", "aria-controls": "results",
    "aria-autocomplete": "list", "aria-label": "Search plate, address, unit, camera or area",
    autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/",
  });
  const element = el("div", { class: "search menu" }, icon("search"), field, list);
  /** @type {{selection: Selection, title: string, line: string}[]} */
  let found = [];
  let at = 0, timer = 0;
  // Look in so many ms; never without one.
  const wait = (/** @type {number} */ ms = 0) => {
    clearTimeout(timer);
    timer = ms && setTimeout(show, ms);
  };
  const shut = () => {
    wait();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    if (desk.shell.closeMenu === shut) desk.shell.closeMenu = null;
  };
  const point = () => {
    [...list.querySelectorAll("[role=option]")].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) option.scrollIntoView({ block: "nearest" });
    });
    if (found.length) field.setAttribute("aria-activedescendant", `result-${at}`);
  };
  const choose = (/** @type {number} */ index, /** @type {boolean} */ go) => {
    const chosen = found[index];
    if (!chosen) return;
    desk.focus.select(chosen.selection);
    if (go) desk.focus.goTo();
    shut();
  };
  const show = () => {
    wait();
    const text = field.value.trim();
    found = text ? desk.model.search(text, LIMIT) : [];
    at = 0;
    if (!text) return shut();
    list.replaceChildren(...found.map((one, index) => option(one, index, choose)));
    if (!found.length) list.append(el("li", { class: "none", text: "Nothing found" }));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    if (desk.shell.closeMenu !== shut) desk.shell.closeMenu?.();
    desk.shell.closeMenu = shut;
    point();
  };
  field.addEventListener("input", () => wait(PAUSE_MS));
  field.addEventListener("focus", () => field.value && show());
  field.addEventListener("keydown", (event) => {
    const { key } = event;
    // Whoever types and acts at once acts on what was typed, not on what was found before.
    if (timer && ["ArrowDown", "ArrowUp", "Enter"].includes(key)) show();
    if (key === "ArrowDown") at = Math.min(found.length - 1, at + 1);
    else if (key === "ArrowUp") at = Math.max(0, at - 1);
    else if (key === "Enter") choose(at, event.shiftKey);
    else if (key === "Escape" && list.hidden) {
      // The first Escape closes the list, the next leaves the field, one more clears the selection.
      wait();
      field.blur();
      event.stopPropagation();
    } else return;
    if (key !== "Escape") event.preventDefault();
    point();
  });
  return { element, remove: () => wait() };
}

/**
 * @param {{title: string, line: string}} one
 * @param {number} index
 * @param {(index: number, go: boolean) => void} choose
 */
function option({ title, line }, index, choose) {
  const words = el("span", { class: "both" },
    el("b", { text: title }), el("small", { text: line }));
  const go = button({ label: `Go to ${title}`, icon: icon("target"), kind: "plain" }, (event) => {
    event.stopPropagation();
    choose(index, true);
  });
  go.tabIndex = -1;
  return el("li", {
    role: "option", id: `result-${index}`, onclick: () => choose(index, false),
  }, words, go);
}
