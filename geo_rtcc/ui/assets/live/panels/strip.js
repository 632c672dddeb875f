/** The strip on top: connection, feeds, filters, search, and what opens the panels. */
import { button, el, keyed, say } from "../dom.js";
import { icon } from "../icons.js";
import { feedStates, linkWords } from "../states.js";
import { filters } from "./filters.js";
import { search } from "./search.js";

/** @import {Desk} from "../desk.js" */
/** @import {FeedState} from "../states.js" */
/** @import {Panel, PanelName} from "../shell.js" */

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const link = el("div", { class: "state link", role: "status", tabindex: 0 });
  const feeds = el("ul", { class: "feeds", "aria-label": "Age of the data by feed" });
  const choice = filters(desk), find = search(desk);
  const layers = opener(desk, "layers", "Layers and legend", "L");
  const table = opener(desk, "table", "Table", "T");
  const queue = opener(desk, "queue", "Queue", "");
  const help = opener(desk, "help", "Help", "?");
  const element = el("header", { class: "strip panel" }, layers, link, feeds, el("i"),
    choice.element, find.element, el("div", { class: "openers" }, table, help, queue));
  return {
    element,
    topics: ["link", "feeds", "age", "filter", "agency", "open"],
    update() {
      showLink(link, desk);
      const now = desk.source.now();
      keyed(feeds, states(desk, now),
        (state) => state.label, showFeed);
      choice.update();
      for (const [name, made] of Object.entries({ layers, table, queue, help })) {
        const open = desk.shell.open[/** @type {PanelName} */ (name)];
        made.setAttribute("aria-expanded", String(open));
      }
    },
    remove: find.remove,
  };
}

/**
 * @param {Desk} desk
 * @param {PanelName} name
 * @param {string} label
 * @param {string} key
 */
function opener(desk, name, label, key) {
  const made = button({ label, icon: icon(name), key }, () => desk.shell.toggle(name));
  made.classList.add(`open-${name}`);
  return made;
}

/**
 * @param {HTMLElement} element
 * @param {Desk} desk
 */
function showLink(element, desk) {
  const { tone, text, detail } = linkWords(desk.source.link);
  element.dataset.tone = tone;
  // A screen reader is told the state, not every second of it.
  const [words, since = ""] = text.split(/(?= for )/);
  if (!element.children.length) element.append(el("span"), el("span", { "aria-hidden": "true" }));
  const [first, second] = element.getElementsByTagName("span");
  say(first, words);
  say(second, since);
  element.title = detail;
}

/**
 * @param {Desk} desk
 * @param {number} now
 */
function states({ source }, now) {
  return Number.isNaN(now) ? [] : feedStates(source.live.feeds, now, source.link.state === "live");
}

/**
 * @param {FeedState} feed
 * @param {HTMLElement | null} old
 */
function showFeed(feed, old) {
  const element = old ?? el("li", { class: "state feed", tabindex: 0 },
    el("b", { text: feed.label }), el("span"), el("small"));
  const [, figure, silent] = element.children;
  element.dataset.tone = { live: "good", unheard: "wait", stale: "bad", file: "quiet", none: "quiet" }[feed.state];
  say(/** @type {HTMLElement} */ (figure), `${feed.word} ${feed.figure}`.trim());
  say(/** @type {HTMLElement} */ (silent), feed.silent ? `${feed.silent} silent` : "");
  if (element.title !== feed.detail) element.title = feed.detail;
  return element;
}
