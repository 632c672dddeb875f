/** The picture as a table: for screen readers, and for everybody who wants to sort it. */
import { button, el } from "../dom.js";
import { icon } from "../icons.js";
import { isSame } from "../selecting.js";
import { count } from "../words.js";
import { head } from "./layers.js";
import { COLUMNS, PAGE, selectionOf, sorted } from "./rows.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */
/** @import {Order, TableName} from "./rows.js" */

const NAMES = /** @type {TableName[]} */ (["calls", "hits", "units"]);
const LABELS = { calls: "Calls", hits: "Hits", units: "Units" };

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  /** @type {{name: TableName, page: number, order: Record<TableName, Order>}} */
  const state = { name: "calls", page: 0, order: {
    calls: { column: 0, down: true }, hits: { column: 0, down: true },
    units: { column: 0, down: false },
  } };
  const body = el("div", { class: "scroll" }), pager = el("div", { class: "pager" });
  const tabs = el("div", { class: "segments", role: "group", "aria-label": "Kind of record" });
  const element = el("section", {
    class: "table panel", role: "dialog", "aria-label": "The map as a table", tabindex: -1,
    hidden: true,
  }, head("Table", () => desk.shell.set("table", false), tabs,
    button({ label: "Read anew", words: "Refresh" }, () => draw())), body, pager);
  const draw = () => {
    showTabs(desk, tabs, state, draw);
    showTable(desk, body, pager, state, draw);
  };
  let look = "";
  return {
    element,
    topics: ["open", "filter", "selection", "time", "agency"],
    update() {
      const { table } = desk.shell.open, opened = table && element.hidden;
      element.hidden = !table;
      if (!table) body.replaceChildren();
      const now = JSON.stringify([desk.filter, desk.times.moment, desk.source.span,
        desk.source.hasSnapshot]);
      // It stands still while it is read; only what a person changed redraws it.
      if (opened || (table && now !== look)) draw();
      look = now;
      if (opened) element.focus();
      if (table) highlight(desk, body);
    },
  };
}

/**
 * @typedef {{name: TableName, page: number, order: Record<TableName, Order>}} State
 *
 * @param {Desk} desk
 * @param {HTMLElement} tabs
 * @param {State} state
 * @param {() => void} draw
 */
function showTabs(desk, tabs, state, draw) {
  tabs.replaceChildren(...NAMES.map((name) => el("button", {
    type: "button", class: "button segment", "aria-pressed": String(name === state.name),
    text: `${LABELS[name]} ${records(desk, name).length.toLocaleString("en-US")}`,
    onclick: () => {
      Object.assign(state, { name, page: 0 });
      draw();
    },
  })));
}

/**
 * @param {Desk} desk
 * @param {TableName} name
 * @returns {any[]}
 */
function records({ model }, name) {
  return name === "calls" ? model.calls() : name === "hits" ? model.hits() : model.units();
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} body
 * @param {HTMLElement} pager
 * @param {State} state
 * @param {() => void} draw
 */
function showTable(desk, body, pager, state, draw) {
  const { name, page } = state, columns = COLUMNS[name], order = state.order[name];
  const known = { look: desk.look, agency: desk.model.agency, time: desk.time, now: desk.now };
  const all = sorted(records(desk, name), columns[order.column], order.down, known);
  const shown = all.slice(page * PAGE, (page + 1) * PAGE);
  const caption = `${count(all.length, name.slice(0, -1))}, ${desk.times.isLive ? "" : "as of "}${
    desk.time.dayTime(desk.now)} ${desk.time.zoneName(desk.now)}`;
  const heads = columns.map((column, index) => header(column.label, index, order, () => {
    state.order[name] = { column: index, down: order.column === index && !order.down };
    state.page = 0;
    draw();
  }));
  const rows = shown.map((record) => row(desk, name, record,
    columns.map((column) => column.text(record, known))));
  body.replaceChildren(el("table", {}, el("caption", { text: caption }),
    el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows)));
  body.scrollTop = 0;
  turn(pager, page, all.length, (next) => {
    state.page = next;
    draw();
  });
}

/**
 * @param {string} label
 * @param {number} index
 * @param {Order} order
 * @param {() => void} act
 */
function header(label, index, order, act) {
  const on = order.column === index;
  const [way, arrow] = order.down ? ["descending", " ▾"] : ["ascending", " ▴"];
  return el("th", { scope: "col", "aria-sort": on ? way : "none" },
    el("button", { type: "button", onclick: act },
      label, el("span", { "aria-hidden": "true", text: on ? arrow : "" })));
}

/**
 * @param {Desk} desk
 * @param {TableName} name
 * @param {any} record
 * @param {string[]} texts
 */
function row(desk, name, record, texts) {
  const selection = selectionOf(name, record), [first, ...rest] = texts;
  const choose = el("button", {
    type: "button", text: first || "–", title: "Select it on the map",
    onclick: () => desk.focus.select(selection),
  });
  return el("tr", { "data-kind": selection.kind, "data-key": selection.key },
    el("th", { scope: "row" }, choose), ...rest.map((text) => el("td", { text })));
}

/**
 * @param {HTMLElement} pager
 * @param {number} page
 * @param {number} total
 * @param {(page: number) => void} act
 */
function turn(pager, page, total, act) {
  const last = Math.max(0, Math.ceil(total / PAGE) - 1), from = total ? page * PAGE + 1 : 0;
  const before = button({ label: "Previous page", words: "Previous" }, () => act(page - 1));
  const after = button({ label: "Next page", words: "Next", icon: icon("play") }, () =>
    act(page + 1));
  before.disabled = page === 0;
  after.disabled = page >= last;
  const to = Math.min(total, (page + 1) * PAGE);
  const words = `${from}–${to} of ${total.toLocaleString("en-US")}`;
  pager.replaceChildren(before, el("span", { text: total ? words : "None" }), after);
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} body
 */
function highlight({ focus: { selection } }, body) {
  for (const each of body.querySelectorAll("tbody tr")) {
    const { kind, key } = /** @type {HTMLElement} */ (each).dataset;
    const on = isSame(selection, /** @type {any} */ ({ kind, key }));
    each.classList.toggle("is-selected", on);
    if (on) each.setAttribute("aria-selected", "true");
    else each.removeAttribute("aria-selected");
  }
}
