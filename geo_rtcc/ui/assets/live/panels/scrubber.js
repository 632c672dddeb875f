/** Time: play, the track, how far back calls are shown, and days of the past. */
import { dayOf, daysWindow } from "../days.js";
import { button, el, say } from "../dom.js";
import { icon } from "../icons.js";
import { SPEEDS, WINDOWS_S } from "../times.js";
import { menu } from "./menu.js";
import { Track } from "./track.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */

const DAY_S = 86_400;
const WEEK_S = 7 * DAY_S;

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const { times } = desk, track = new Track(desk);
  const play = button({ label: "Play", icon: icon("play"), key: "Space" }, () => times.play());
  const speed = segments("Speed", SPEEDS, (value) => `${value}×`, (value) => {
    times.speed = isAlone(speed.element) ? next(SPEEDS, value) : value;
    desk.frame.touch(["time"], true);
  });
  const span = segments("How far back calls are shown", [...WINDOWS_S, WEEK_S],
    (value) => (value > DAY_S ? `${value / DAY_S} d` : `${value / 3600} h`),
    (value) => times.setWindow(value));
  const week = /** @type {HTMLElement} */ (span.element.lastElementChild);
  const day = menu(desk, { name: "Day", fill: (sheet) => fillDay(desk, sheet) });
  day.element.classList.add("up", "day");
  const live = button({ label: "Back to live", words: "Live", kind: "to-live" }, () =>
    desk.backToLive());
  const element = el("footer", { class: "scrubber panel", "aria-label": "Time" },
    el("div", { class: "players" }, play, speed.element), track.element,
    el("div", { class: "spans" }, span.element, day.element, live));
  return {
    element,
    topics: ["time", "filter", "look", "agency", "open", "link"],
    update() {
      if (!desk.shell.open.bar && !desk.shell.isPhone) return;
      play.replaceChildren(icon(times.isPlaying ? "pause" : "play"));
      play.setAttribute("aria-label", times.isPlaying ? "Pause" : "Play");
      play.title = `${times.isPlaying ? "Pause" : "Play"} (Space)`;
      speed.show(times.speed);
      span.show(times.moment.windowS);
      week.hidden = (desk.source.span?.hours ?? 0) * 3600 <= DAY_S * 2;
      day.show(dayWords(desk), desk.source.span !== null);
      const linked = desk.source.link.state === "live";
      live.classList.toggle("is-live", times.isLive);
      live.classList.toggle("is-waiting", times.isLive && !linked);
      say(/** @type {HTMLElement} */ (live.firstElementChild),
        times.isLive && !linked ? "Waiting" : "Live");
      live.setAttribute("aria-pressed", String(times.isLive));
      track.update();
    },
    remove: () => track.remove(),
  };
}

/**
 * Say whether a segment is pressed and the only one that finds room: then it steps through them.
 *
 * @param {HTMLElement} element
 */
function isAlone(element) {
  const seen = [...element.children].filter((each) => each.getClientRects().length > 0);
  return seen.length === 1 && seen[0].getAttribute("aria-pressed") === "true";
}

/**
 * @param {number[]} values
 * @param {number} value
 */
function next(values, value) {
  return values[(values.indexOf(value) + 1) % values.length];
}

/**
 * @param {string} name
 * @param {number[]} values
 * @param {(value: number) => string} words
 * @param {(value: number) => void} act
 */
function segments(name, values, words, act) {
  const buttons = values.map((value) => el("button", {
    type: "button", class: "button segment", text: words(value), onclick: () => act(value),
  }));
  const element = el("div", { class: "segments", role: "group", "aria-label": name }, ...buttons);
  element.title = name;
  return {
    element,
    /** @param {number} now */
    show(now) {
      buttons.forEach((made, index) =>
        made.setAttribute("aria-pressed", String(values[index] === now)));
    },
  };
}

/** @param {Desk} desk */
function dayWords({ source: { span }, time }) {
  if (!span) return "Last 24 h";
  const day = time.day(span.to - 1).replace(/ \d{4}$/, "");
  return span.hours > 30 ? `${Math.round(span.hours / 24)} days to ${day}` : day;
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} sheet
 */
function fillDay(desk, sheet) {
  const { zone } = desk.model.agency, now = desk.source.now(), today = dayOf(zone, now);
  const { span } = desk.source, last = span ? dayOf(zone, span.to - 1) : today;
  const field = el("input", { type: "date", max: today, value: last, "aria-label": "Day" });
  const open = (/** @type {number} */ days) => {
    if (!field.value || field.value > today) return field.reportValidity();
    desk.shell.closeMenu?.();
    return void desk.openPast(daysWindow(zone, field.value, days, now));
  };
  sheet.replaceChildren(
    el("label", { class: "field" }, el("span", { text: "Day" }), field),
    el("div", { class: "buttons" },
      button({ label: "Show this day", words: "This day", kind: "strong" }, () => open(1)),
      button({ label: "Show the 7 days that end with it", words: "7 days up to it" }, () =>
        open(7))),
    button({ label: "Back to the last 24 hours, live", words: "Last 24 h, live", kind: "plain" },
      () => {
        desk.shell.closeMenu?.();
        desk.backToLive();
      }));
}
