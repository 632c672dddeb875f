/**
 * What is looked at, in the page's address: short, readable, and the same picture for a colleague.
 *
 * @import {Filter, Place, Selection} from "./types.js"
 */

export const USUAL_WINDOW_S = 86_400;

const OURS = [
  "at", "areas", "shifts", "categories", "on_view", "window", "t", "to", "hours", "layers", "sel",
];
// Of links to the page as it was before; what it said is said by ours.
const FORMER = ["last"];
/** @type {Record<string, number>} */
const UNIT_S = { s: 1, m: 60, min: 60, h: 3600, hour: 3600, hours: 3600, d: 86_400, days: 86_400 };
const LONGEST_WINDOW_S = 168 * 3600;
const LONGEST_PAST_H = 168;
const LARGEST_ZOOM = 24;
/** @type {Record<Selection["kind"], RegExp>} */
const KEYS = {
  call: /^\d+\.\d+$/, hit: /^\d+\.\d+$/, unit: /^\d+$/, camera: /^\d+$/, cell: /^[0-9a-f]+$/,
};
const NUMBER = /^-?\d+(\.\d+)?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

/** @param {string} search  such as location.search @returns {Place} what is broken is left out */
export function read(search) {
  const given = new URLSearchParams(search);
  return {
    view: readView(given.get("at")),
    filter: readFilter(given),
    moment: { at: readInstant(given.get("t")), windowS: readWindow(given) },
    past: readPast(given),
    layers: given.has("layers") ? list(given, "layers") : null,
    selection: readSelection(given.get("sel")),
  };
}

/**
 * @param {Place} place @param {string} search  with others' parameters, which stay
 * @returns {string} "" or from the question mark on
 */
export function write(place, search) {
  const others = search.replace(/^\?/, "").split("&").filter((part) => part && !isOurs(part));
  const own = parameters(place).filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${escaped(value ?? "")}`);
  const all = [...others, ...own];
  return all.length ? `?${all.join("&")}` : "";
}

/** @param {Place} place @returns {[string, string | null][]} null: as usual */
function parameters({ view, filter, moment, past, layers, selection }) {
  const { windowS } = moment;
  return [
    ["at", view && [view.lat.toFixed(5), view.lon.toFixed(5), view.zoom.toFixed(2)]
      .map((text) => String(Number(text))).join(",")],
    ["areas", joined(filter.areas)],
    ["shifts", joined(filter.shifts)],
    ["categories", joined(filter.categories)],
    ["on_view", filter.onView ? null : "false"],
    ["window", windowS === USUAL_WINDOW_S ? null : span(windowS)],
    ["t", moment.at === null ? null : instant(moment.at)],
    ["to", past && instant(past.to)],
    ["hours", past && String(past.hours)],
    ["layers", layers && (joined(layers) ?? "")],
    ["sel", selection && `${selection.kind}:${selection.key}`],
  ];
}

/** @param {string} part  of an address @returns {boolean} */
function isOurs(part) {
  const name = [...new URLSearchParams(part).keys()][0];
  return OURS.includes(name) || FORMER.includes(name);
}

/** @param {string | null} text @returns {Place["view"]} */
function readView(text) {
  const parts = text?.split(",") ?? [];
  if (parts.length !== 3 || !parts.every((part) => NUMBER.test(part))) return null;
  const [lat, lon, zoom] = parts.map(Number);
  const isOnEarth = Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return isOnEarth && zoom >= 0 && zoom <= LARGEST_ZOOM ? { lat, lon, zoom } : null;
}

/** @param {URLSearchParams} given @returns {Filter} */
function readFilter(given) {
  return {
    areas: list(given, "areas"),
    shifts: list(given, "shifts"),
    // The former page wrote labels, which are the names with a capital letter.
    categories: list(given, "categories").map((name) => name.toLowerCase()),
    onView: !["false", "False", "0"].includes(given.get("on_view") ?? ""),
  };
}

/** @param {URLSearchParams} given @returns {number} seconds */
function readWindow(given) {
  const text = given.get("window") ?? given.get("last") ?? "";
  const [, digits, unit] = /^(\d{1,7}) ?([a-z]+)$/.exec(text) ?? [];
  const seconds = Number(digits) * (UNIT_S[unit] ?? NaN);
  return seconds > 0 && seconds <= LONGEST_WINDOW_S ? seconds : USUAL_WINDOW_S;
}

/** @param {URLSearchParams} given @returns {Place["past"]} */
function readPast(given) {
  const to = readInstant(given.get("to"));
  const hours = Number(/^\d{1,3}$/.exec(given.get("hours") ?? "24")?.[0]);
  return to !== null && hours >= 1 && hours <= LONGEST_PAST_H ? { to, hours } : null;
}

/** @param {string | null} text @returns {Selection | null} */
function readSelection(text) {
  const [, kind, key] = /^([a-z]+):(.+)$/.exec(text ?? "") ?? [];
  const form = Object.hasOwn(KEYS, kind) ? KEYS[/** @type {Selection["kind"]} */ (kind)] : null;
  return form?.test(key) ? { kind: /** @type {Selection["kind"]} */ (kind), key } : null;
}

/** @param {string | null} text @returns {number | null} */
function readInstant(text) {
  const ms = INSTANT.test(text ?? "") ? Date.parse(text ?? "") : NaN;
  return Number.isNaN(ms) ? null : ms / 1000;
}

/** @param {number} s @returns {string} 2026-11-22T18:30:00Z */
function instant(s) {
  return new Date(Math.round(s * 1000)).toISOString().replace(".000Z", "Z");
}

/** @param {number} seconds @returns {string} 4h */
function span(seconds) {
  const unit = ["d", "h", "m"].find((name) => seconds % UNIT_S[name] === 0) ?? "s";
  return `${Math.round(seconds / UNIT_S[unit])}${unit}`;
}

/** @param {string[]} items @returns {string | null} a comma of an item's own is escaped */
function joined(items) {
  const written = items.map((item) => item.replace(/%/g, "%25").replace(/,/g, "%2C"));
  return written.length ? written.join(",") : null;
}

/** @param {URLSearchParams} given @param {string} name @returns {string[]} each once */
function list(given, name) {
  const items = given.getAll(name).flatMap((text) => text.split(",")).filter(Boolean);
  return [...new Set(items.map((item) => item.replace(/%2C/g, ",").replace(/%25/g, "%")))];
}

/** @param {string} value @returns {string} with only those signs escaped that must be */
function escaped(value) {
  return encodeURIComponent(value).replace(/%(2C|3A|2F|40)/g, decodeURIComponent);
}
