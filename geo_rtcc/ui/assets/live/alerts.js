/**
 * Hits on the map and the queue, at the moment shown and now.
 *
 * @import {Call, Changes, Hit, Mark, QueueItem} from "./types.js"
 * @import {Then} from "./queue.js"
 *
 * @typedef {object} View  what is looked at
 * @property {Then} then @property {number} windowS
 * @property {Set<string> | null} areas  null: all
 *
 * @typedef {object} Waited  a queue, with the stretch of time in which it holds
 * @property {number} version @property {Then} then @property {number} until
 * @property {QueueItem[]} items
 *
 * @typedef {object} Shown  what was last shown
 * @property {number} version @property {View} view @property {number} until
 */
import { isSame, Queue } from "./queue.js";

/** Holds the hits, the calls that the queue may want, and what people have done with them. */
export class Alerts {
  /** @type {Hit[]} shown, oldest first */
  hits = [];
  /** @type {QueueItem[]} at the moment shown, worst first */
  items = [];
  /** @type {Map<string, Hit>} */
  #hits = new Map();
  /** @type {Map<string, Call>} */
  #violent = new Map();
  #queue;
  /** Counts what has been put here, so that what was worked out before is known to hold. */
  #version = 0;
  /** @type {Waited | null} */
  #now = null;
  /** @type {Waited | null} */
  #then = null;
  /** @type {Waited | null} */
  #announced = null;
  /** @type {Shown | null} */
  #shown = null;

  /** @param {string[]} categories  names in wire order */
  constructor(categories) {
    this.#queue = new Queue(categories);
  }

  /** @param {{hits: Hit[], calls: Call[], marks: Mark[]}} records  instead of all there are */
  reset({ hits, calls, marks }) {
    this.#version += 1;
    this.#announced = null;
    this.#queue.forgetAll();
    this.#violent.clear();
    this.#hits.clear();
    for (const hit of hits) this.put(hit);
    for (const call of calls) this.watch(call);
    for (const mark of marks) this.#queue.mark(mark);
  }

  /** @param {string} key @returns {Hit | null} */
  hit(key) {
    return this.#hits.get(key) ?? null;
  }

  /** @returns {Hit[]} shown or not */
  all() {
    return [...this.#hits.values()];
  }

  /** @param {Hit} hit */
  put(hit) {
    this.#version += 1;
    this.#hits.set(hit.key, hit);
  }

  /** @param {Call} call  stands in the queue while it is open and urgent */
  watch(call) {
    const isWatched = this.#queue.callLevel(call) !== null;
    if (isWatched || this.#violent.delete(call.key)) this.#version += 1;
    if (isWatched) this.#violent.set(call.key, call);
  }

  /** @param {string} key  of a call that is no longer held */
  forget(key) {
    if (this.#violent.delete(key)) this.#version += 1;
    this.#queue.forget("call", key);
  }

  /** @param {Mark} mark */
  mark(mark) {
    this.#version += 1;
    this.#queue.mark(mark);
  }

  /** @param {number} from  hits of this instant or before are dropped */
  drop(from) {
    for (const { key, at } of this.#hits.values()) {
      if (at > from) continue;
      this.#version += 1;
      this.#hits.delete(key);
      this.#queue.forget("hit", key);
    }
  }

  /** @param {View} view @returns {Pick<Changes, "hits" | "queue">} what looks otherwise now */
  show(view) {
    if (this.#holds(view)) return { hits: false, queue: false };
    const { hits, items } = this;
    const { then, windowS, areas } = view;
    this.hits = this.all().filter((hit) => hit.at > then.at - windowS && hit.at <= then.until &&
      (!areas || areas.has(hit.area))).sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
    const waited = this.#wait(then);
    this.items = waited.items.filter((item) => concerns(item, areas));
    const oldest = this.hits.length ? this.hits[0].at + windowS : Infinity;
    this.#shown = { version: this.#version, view, until: Math.min(waited.until, oldest) };
    const isOther = hits.length !== this.hits.length || hits.some((hit, i) => hit !== this.hits[i]);
    return { hits: isOther, queue: !isSame(items, this.items) };
  }

  /**
   * @param {number} nowS @param {Set<string> | null} areas
   * @returns {QueueItem[]} to be announced, whatever moment is shown
   */
  raise(nowS, areas) {
    const waited = this.#wait({ at: nowS, until: Infinity });
    if (waited === this.#announced) return [];
    this.#announced = waited;
    return this.#queue.raise(waited.items).filter((item) => concerns(item, areas));
  }

  /** @param {View} view @returns {boolean} whether what is shown is still right */
  #holds({ then, windowS, areas }) {
    const shown = this.#shown;
    if (!shown || shown.version !== this.#version) return false;
    return then.until === shown.view.then.until && windowS === shown.view.windowS && areas === shown.view.areas &&
      then.at >= shown.view.then.at && then.at < shown.until;
  }

  /** @param {Then} then @returns {Waited} */
  #wait(then) {
    const isNow = then.until === Infinity;
    const known = isNow ? this.#now : this.#then;
    if (known && known.version === this.#version && known.then.until === then.until &&
      then.at >= known.then.at && then.at < known.until) return known;
    const waiting = { hits: this.#hits.values(), calls: this.#violent.values() };
    const waited = { version: this.#version, then, ...this.#queue.items(waiting, then) };
    if (isNow) this.#now = waited;
    else this.#then = waited;
    return waited;
  }
}

/** @param {QueueItem} item @param {Set<string> | null} areas  @returns {boolean} */
function concerns({ record }, areas) {
  // Of unknown area: may be anybody's.
  return !areas || record.area === "" || areas.has(record.area);
}
