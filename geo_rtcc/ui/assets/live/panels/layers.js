/** Layers as toggles, with a legend that doubles as counter and as filter. */
import { button, el, keyed, say } from "../dom.js";
import { icon, mark } from "../icons.js";
import { callKey, cameraKey, cellKey, hitKey, unitKey } from "./legend.js";
import { tick } from "./menu.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */

const LAYERS = /** @type {const} */ ([
  ["calls", "Calls"], ["hits", "Hits"], ["units", "Units"], ["cameras", "Cameras"],
]);

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const toggles = el("div", { class: "toggles" }), counters = el("ul", { class: "counters" });
  const key = el("div", { class: "keys" }), cells = el("div", { class: "choice" });
  const left = el("p", { class: "hint" });
  counters.setAttribute("aria-label", "Calls by category; a category can be left out");
  const element = el("aside", { class: "layers panel", "aria-label": "Layers and legend" },
    head("Layers and legend", () => desk.shell.set("layers", false)),
    el("div", { class: "scroll" }, toggles, cells, counters, left, key));
  let drawn = "";
  return {
    element,
    topics: ["layers", "counts", "filter", "look", "agency", "open"],
    update() {
      if (!desk.shell.open.layers) return;
      showToggles(desk, toggles);
      showCells(desk, cells);
      showCounters(desk, counters);
      say(left, withoutPoint(desk.model.withoutPoint()));
      const now = `${desk.look.theme} ${[...desk.shown].sort()}`;
      if (now !== drawn) key.replaceChildren(...legend(desk));
      drawn = now;
    },
  };
}

/**
 * @param {string} title
 * @param {() => void} shut
 * @param {(Node | null)[]} more
 */
export function head(title, shut, ...more) {
  return el("div", { class: "head" }, el("h2", { text: title }), ...more,
    button({ label: `Close: ${title}`, icon: icon("close"), kind: "plain" }, shut));
}

/** @param {Desk} desk */
function legend({ look, shown, layers }) {
  return [
    ...(shown.has("calls") ? callKey(look) : []),
    ...(shown.has("hits") ? hitKey(look) : []),
    ...(shown.has("units") ? unitKey(look) : []),
    ...(shown.has("cameras") ? cameraKey(look) : []),
    ...(layers.resolution ? cellKey(look, layers.resolution) : []),
  ];
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} box
 */
function showToggles(desk, box) {
  const { model, shown } = desk;
  /** @type {Record<string, number | null>} */
  const counts = {
    calls: model.calls().length, hits: model.hits().length, units: model.units().length,
    cameras: model.cameras().length, base: null,
  };
  const rows = [...LAYERS, /** @type {const} */ (["base", "Base map"])];
  keyed(box, rows.map(([name, label]) => ({ name, label })), ({ name }) => name, (row, old) => {
    const made = old ?? el("div", { class: "toggle" },
      tick({ label: row.label, value: row.name, on: true, kind: "switch" }, (on) =>
        desk.setLayer(row.name, on)), el("span", { class: "n" }));
    const [input] = made.getElementsByTagName("input"), n = counts[row.name];
    input.checked = shown.has(row.name);
    say(/** @type {HTMLElement} */ (made.lastElementChild),
      n === null ? "" : n.toLocaleString("en-US"));
    return made;
  });
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} box
 */
function showCells(desk, box) {
  const choices = [["", "Off"], ["cells", "Small"], ["cells-large", "Large"]];
  if (!box.children.length) {
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Cells by number of calls");
    box.append(el("span", { text: "Cells" }), ...choices.map(([name, label]) => el("button", {
      type: "button", class: "button segment", text: label, "data-name": name,
      onclick: () => desk.setLayer(name || "cells", name !== ""),
    })));
  }
  const now = ["cells", "cells-large"].find((name) => desk.shown.has(name)) ?? "";
  for (const made of box.getElementsByTagName("button")) {
    made.setAttribute("aria-pressed", String(made.dataset.name === now));
  }
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} list
 */
function showCounters(desk, list) {
  const { look, filter } = desk, counts = desk.model.categoryCounts();
  const most = Math.max(1, ...counts);
  const theme = look.theme, names = look.categories.map(({ name }) => name);
  const rows = look.categories.map((category, index) => ({ ...category, n: counts[index] ?? 0 }));
  keyed(list, rows, ({ name }) => name, (row, old) => {
    const kept = old?.dataset.theme === theme ? old : null;
    const made = kept ?? counter(desk, row, names);
    made.dataset.theme = theme;
    const on = !filter.categories.length || filter.categories.includes(row.name);
    const [toggle] = made.getElementsByTagName("button");
    toggle.setAttribute("aria-pressed", String(on));
    const n = /** @type {HTMLElement} */ (made.querySelector(".n"));
    say(n, on ? row.n.toLocaleString("en-US") : "off");
    const bar = /** @type {HTMLElement} */ (made.querySelector(".bar i"));
    bar.style.width = `${on ? (100 * row.n) / most : 0}%`;
    return made;
  });
}

/**
 * @param {Desk} desk
 * @param {Desk["look"]["categories"][number]} category
 * @param {string[]} names
 */
function counter(desk, { name, label, fill, corners }, names) {
  const bar = el("i");
  bar.style.background = fill;
  const toggle = el("button", {
    type: "button", class: "count", title: `Show or leave out: ${label}`,
    onclick: () => desk.setFilter({ categories: toggled(desk.filter.categories, name, names) }),
  }, mark(corners, fill, desk.look.colours.outline), el("span", { class: "name", text: label }),
  el("span", { class: "n" }), el("span", { class: "bar" }, bar));
  const only = el("button", {
    type: "button", class: "only", text: "only", "aria-label": `Only ${label}`,
    onclick: () => desk.setFilter({ categories: [name] }),
  });
  return el("li", {}, toggle, only);
}

/**
 * Return the categories wanted after one was toggled; none: all.
 *
 * @param {string[]} wanted
 * @param {string} name
 * @param {string[]} names  all there are
 */
export function toggled(wanted, name, names) {
  const before = wanted.length ? wanted : names;
  const after = before.includes(name)
    ? before.filter((each) => each !== name)
    : names.filter((each) => each === name || before.includes(each));
  return after.length === names.length ? [] : after;
}

/** @param {number} n */
function withoutPoint(n) {
  if (!n) return "";
  return n === 1 ? "1 call without a point is not on the map."
    : `${n.toLocaleString("en-US")} calls without a point are not on the map.`;
}
