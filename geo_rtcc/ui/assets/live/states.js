/**
 * The state of the feeds and of the connection, as a shape and words.
 *
 * @import {Feed, Link} from "./types.js"
 */
import { age } from "./clock.js";
import { back } from "./histogram.js";

/**
 * @typedef {"live" | "stale" | "file" | "none" | "unheard"} Freshness  unheard: was live when
 *   the server was last heard
 *
 * @typedef {object} FeedState  of all sources of one kind
 * @property {string} kind
 * @property {string} label
 * @property {Freshness} state
 * @property {string} word
 * @property {string} figure  its newest record's age
 * @property {number} silent  sources of it that should be live and are not
 * @property {string} detail  one line a source
 */

/** @type {Record<string, string>} */
const LABELS = {
  call_for_service: "Calls", avl_fix: "Units", plate_read: "Reads", hot_list_entry: "Hot lists",
  camera: "Cameras",
};
const WORDS = { unheard: "LAST", live: "LIVE", stale: "STALE", file: "FILE", none: "NO DATA" };
const ORDER = ["Calls", "Units", "Reads", "Hot lists"];

/**
 * Sum up the feeds, one line a kind: as old as its newest record, and how many sources are silent.
 *
 * @param {Feed[]} feeds
 * @param {number} now  seconds
 * @param {boolean} linked  whether the server is heard: without it nothing is said to be live
 * @returns {FeedState[]}
 */
export function feedStates(feeds, now, linked = true) {
  /** @type {Map<string, Feed[]>} */
  const kinds = new Map();
  for (const feed of feeds) {
    const label = LABELS[feed.kind] ?? feed.kind;
    kinds.set(label, [...(kinds.get(label) ?? []), feed]);
  }
  const rank = (/** @type {string} */ label) => (ORDER.indexOf(label) + 99) % 99;
  return [...kinds]
    .sort(([one], [other]) => rank(one) - rank(other) || one.localeCompare(other))
    .map(([label, sources]) => kindState(label, sources, now))
    .map((state) => (linked || state.state !== "live" ? state
      : { ...state, state: "unheard", word: WORDS.unheard }));
}

/**
 * @param {string} label
 * @param {Feed[]} sources
 * @param {number} now
 * @returns {FeedState}
 */
function kindState(label, sources, now) {
  const states = sources.map((feed) => freshness(feed, now));
  const best = /** @type {Freshness[]} */ (["live", "stale", "file", "none"])
    .find((state) => states.includes(state)) ?? "none";
  const newest = sources
    .filter((_, index) => states[index] === best)
    .reduce((latest, feed) => Math.max(latest, feed.newest ?? -Infinity), -Infinity);
  return {
    kind: sources[0].kind,
    label,
    state: best,
    word: WORDS[best],
    figure: best === "none" ? "" : age(Math.max(0, now - newest)),
    silent: best === "live" ? states.filter((state) => state === "stale").length : 0,
    detail: sources.map((feed, index) => sourceLine(feed, states[index], now)).join("\n"),
  };
}

/**
 * @param {Feed} feed
 * @param {number} now
 * @returns {Freshness}
 */
function freshness({ newest, within }, now) {
  if (newest === null) return "none";
  if (within === null) return "file";
  return now - newest <= within ? "live" : "stale";
}

/**
 * @param {Feed} feed
 * @param {Freshness} state
 * @param {number} now
 */
function sourceLine(feed, state, now) {
  if (feed.newest === null) return `${feed.source}: no data yet`;
  const old = age(Math.max(0, now - feed.newest));
  if (feed.within === null) return `${feed.source}: from a file, newest record ${old} old`;
  const limit = age(feed.within);
  return `${feed.source}: ${WORDS[state]}, newest record ${old} old (LIVE up to ${limit})`;
}

/**
 * Say how the connection is. The words carry it, the shape repeats it.
 *
 * @param {Link} link
 * @returns {{tone: "good" | "wait" | "bad", text: string, detail: string}}
 */
export function linkWords({ state, sinceS }) {
  const since = sinceS >= 2 ? ` for ${back(sinceS)}` : "";
  if (state === "live") {
    return { tone: "good", text: "Connected", detail: "Changes arrive as they are stored." };
  }
  if (state === "away") {
    return {
      tone: "bad",
      text: `Database away${since}`,
      detail: "The server answers, its database doesn't. The picture is as it was before.",
    };
  }
  const first = state === "connecting";
  return {
    tone: "wait",
    text: first ? `Connecting${since}` : `Reconnecting${since}`,
    detail: first ? "The picture is being fetched." : "The picture is as it was before; " +
      "what is missed meanwhile is fetched as soon as the server answers.",
  };
}
