/** The alert queue: by level, then age, what has been acknowledged below. */
import { el, keyed, say } from "../dom.js";
import { isSame } from "../selecting.js";
import { card, content, showAge } from "./card.js";
import { head } from "./layers.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */
/** @import {QueueItem} from "../types.js" */

// More cards than this nobody reads; the table has them all.
const MOST = 150;

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const list = el("ol", { class: "cards" }), empty = el("p", { class: "hint" });
  const total = el("span", { class: "total" }), more = el("p", { class: "hint" });
  const scroll = el("div", { class: "scroll" }, list, empty, more);
  const element = el("aside", { class: "queue panel", "aria-label": "Alert queue" },
    head("Queue", () => desk.shell.set("queue", false), total), scroll);
  const showSelected = () =>
    list.querySelector(".is-selected")?.scrollIntoView({ block: "nearest" });
  // The page takes room for its details after something was selected.
  const sized = new ResizeObserver(showSelected);
  sized.observe(scroll);
  /** @type {Map<string, {text: string, item: QueueItem}>} */
  const shown = new Map();
  let selected = "";
  return {
    element,
    topics: ["queue", "age", "time", "selection", "look", "agency", "open"],
    update() {
      const items = desk.model.queue(), { hasSnapshot } = desk.source;
      say(total, summary(items));
      say(empty, items.length || !hasSnapshot ? "" : desk.times.isLive
        ? "Nothing waits for anybody." : "Nothing waited for anybody then.");
      say(more, items.length > MOST ? `and ${items.length - MOST} more` : "");
      keyed(list, items.slice(0, MOST), name, (item, old) => show(desk, shown, item, old));
      const names = new Set(items.map(name));
      for (const key of shown.keys()) if (!names.has(key)) shown.delete(key);
      const now = JSON.stringify(desk.focus.selection);
      if (now !== selected) showSelected();
      selected = now;
    },
    remove: () => sized.disconnect(),
  };
}

/**
 * @param {Desk} desk
 * @param {Map<string, {text: string, item: QueueItem}>} shown
 * @param {QueueItem} item
 * @param {HTMLElement | null} old
 */
function show(desk, shown, item, old) {
  const isSelected = isSame(item, desk.focus.selection), { level, acknowledged, escalated } = item;
  const text = JSON.stringify([content(item, desk), level, acknowledged, item.acknowledgedBy,
    escalated, isSelected, desk.times.isLive, desk.look.theme]);
  const same = old && shown.get(name(item))?.text === text;
  const focused = !same && holdsFocus(old);
  const made = same ? old : card(desk, item, isSelected);
  shown.set(name(item), { text, item });
  showAge(made, item, desk.now);
  if (focused) queueMicrotask(() => made.querySelector("button")?.focus());
  return made;
}

/** @param {HTMLElement | null} element */
function holdsFocus(element) {
  const root = element?.getRootNode();
  return root instanceof ShadowRoot && element?.contains(root.activeElement) === true;
}

/** @param {QueueItem} item */
function name({ kind, key }) {
  return `${kind} ${key}`;
}

/**
 * Say how many wait, and how many have been seen to.
 *
 * @param {QueueItem[]} items
 */
export function summary(items) {
  const waiting = items.filter((item) => !item.acknowledged).length;
  if (!items.length) return "";
  return waiting === items.length ? `${waiting} waiting` : `${waiting} of ${items.length} waiting`;
}
