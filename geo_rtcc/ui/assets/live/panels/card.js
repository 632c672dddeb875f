/** One card of the queue. */
import { age } from "../clock.js";
import { button, el, say } from "../dom.js";
import { icon } from "../icons.js";
import {
  areaLine, callTitle, hitMatch, hitStatus, hitTitle, hitWhy, place, STEPS, UNVERIFIED,
} from "../words.js";
import { levelMark } from "./legend.js";

/** @import {Desk} from "../desk.js" */
/** @import {Call, Hit, QueueItem} from "../types.js" */

/**
 * What a card says; when it changes the card is made anew.
 *
 * @typedef {object} Content
 * @property {string} title
 * @property {string} badge
 * @property {string[]} lines  where and what, always shown
 * @property {string[]} more  how sure, shown when it is selected
 *
 * @param {QueueItem} item
 * @param {Pick<Desk, "model" | "look">} desk
 * @returns {Content}
 */
export function content(item, { model, look }) {
  const { agency } = model;
  if (item.kind === "hit") {
    const hit = /** @type {Hit} */ (item.record);
    return {
      title: hitTitle(hit),
      badge: hitStatus(hit),
      lines: [hitWhy(hit), [hit.camera, areaLine(hit, agency)].filter(Boolean).join(" · ")],
      more: [hitMatch(hit), hit.sure, hit.status === "unverified" ? `${UNVERIFIED}.` : ""],
    };
  }
  // As it was at the moment shown, not as it is now.
  const call = /** @type {Call} */ (model.find(item) ?? item.record);
  const category = look.categories[call.category]?.label ?? "";
  return {
    title: callTitle(call, look),
    badge: `Priority ${call.priority}`,
    lines: [place(call), [areaLine(call, agency), STEPS[call.step]].filter(Boolean).join(" · ")],
    more: [
      call.type ? category : "", call.onView ? "On-view" : "",
      call.units.length ? `Units ${call.units.join(", ")}` : "No unit yet", call.sure,
    ],
  };
}

/**
 * @param {Desk} desk
 * @param {QueueItem} item
 * @param {boolean} selected
 */
export function card(desk, item, selected) {
  const { look } = desk, { title, badge, lines, more } = content(item, desk);
  const { kind, key } = item;
  const escalated = item.escalated ? "Escalated" : "";
  const front = el("button", {
    type: "button", class: "front", "aria-expanded": String(selected),
    onclick: () => desk.focus.select(selected ? null : { kind, key }),
  },
  el("span", { class: "level" }, levelMark(look, item.level),
    look.levels[item.level].label),
  el("span", { class: "badge", text: [escalated, badge].filter(Boolean).join(" · ") }),
  el("time", { class: "age" }),
  el("b", { class: "title", text: title }),
  ...lines.filter(Boolean).map((text) => el("span", { class: "line", text })));
  const made = el("li", { class: `card is-${item.level}` }, front);
  made.classList.toggle("is-done", item.acknowledged);
  made.classList.toggle("is-selected", selected);
  if (item.acknowledged) {
    const by = item.acknowledgedBy ? ` by ${item.acknowledgedBy}` : "";
    front.append(el("span", { class: "line done", text: `Acknowledged${by}` }));
  }
  if (selected) made.append(detail(desk, item, more));
  return made;
}

/**
 * @param {Desk} desk
 * @param {QueueItem} item
 * @param {string[]} more
 */
function detail(desk, item, more) {
  const live = desk.times.isLive;
  const make = (/** @type {"acknowledge" | "escalate"} */ action, /** @type {string} */ label,
    /** @type {string} */ name, /** @type {string} */ key, /** @type {boolean} */ off) => {
    const kind = action === "acknowledge" ? "strong" : "";
    const made = button({ label, words: label, icon: icon(name), kind, key }, () =>
      desk.act(action, item));
    made.disabled = off || !live;
    return made;
  };
  return el("div", { class: "detail" },
    ...more.filter(Boolean).map((text) => el("p", { text })),
    live ? null : el("p", { class: "then", text: "As it was then: it can't be acted on." }),
    el("div", { class: "buttons" },
      make("acknowledge", "Acknowledge", "check", "A", item.acknowledged),
      make("escalate", "Escalate", "up", "E", item.escalated || item.level === "critical"),
      button({ label: "Go to", words: "Go to", icon: icon("target"), key: "G" }, () =>
        desk.focus.goTo(item)),
      button({ label: "Clear the selection", icon: icon("close"), key: "Esc", kind: "plain" }, () =>
        desk.focus.select(null))));
}

/**
 * @param {HTMLElement} made
 * @param {QueueItem} item
 * @param {number} now
 */
export function showAge(made, item, now) {
  const time = /** @type {HTMLElement} */ (made.querySelector(".age"));
  const old = Math.max(0, now - item.at);
  say(time, old < 1 ? "now" : age(old < 10 ? Math.floor(old) : old).replace(".0 s", " s"));
}
