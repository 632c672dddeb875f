/**
 * Which calls are shown at a moment, with their counts; keeps what changes from step to step.
 *
 * @import {Call, Cell, Changes} from "./types.js"
 *
 * @typedef {(call: Call) => boolean} Passes
 *
 * @typedef {object} Entry
 * @property {Call} call  as it is now
 * @property {Call | null} asOpen  as it was before it was closed; made when first needed
 * @property {string} parent  its cell of resolution 8
 * @property {boolean} passes
 * @property {Call | null} shown
 */
import { Counts } from "./counts.js";

const CLOSED = 3;
const UNKNOWN = 4;

/** @param {Call} call @param {number} at @returns {boolean} whether it was open then */
export function isOpen(call, at) {
  if (call.step === UNKNOWN) return false;
  return call.closedAt === null ? call.step !== CLOSED : call.closedAt > at;
}

const TEXTS = /** @type {const} */ ([
  "key", "type", "address", "area", "shift", "sure", "others", "source", "cell",
]);

/**
 * Let a changed call hold the texts that it had: a snapshot's are shared by many calls, while each
 * change brings copies of its own.
 *
 * @param {Call} call @param {Call} before
 */
function shareTexts(call, before) {
  for (const name of TEXTS) if (call[name] === before[name]) call[name] = before[name];
}

/** @param {Call} a @param {Call} b  oldest first: the newest is drawn last, on top */
export function inOrder(a, b) {
  return a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** Calls in order of time, and which of them are shown. */
export class CallWindow {
  counts = new Counts();
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Entry[]} */
  #order = [];
  /** @type {Set<Entry>} closed later than the moment shown: these change as it moves on */
  #ahead = new Set();
  /** @type {Map<Entry, Call | null>} touched in this step, as they were shown before it */
  #before = new Map();
  /** @type {Passes} */
  #passes = () => true;
  #at = -Infinity;
  #windowS = 0;
  #until = -Infinity;

  get size() {
    return this.#entries.size;
  }

  /** @param {string} key @returns {Call | null} as it is now, shown or not */
  now(key) {
    return this.#entries.get(key)?.call ?? null;
  }

  /** @param {string} key @returns {Call | null} as it was at the moment shown, also if filtered */
  then(key) {
    const entry = this.#entries.get(key);
    return entry ? this.#form(entry) : null;
  }

  /** @returns {number[]} when the calls that pass were received, whatever the moment */
  instants() {
    return this.#order.filter((entry) => entry.passes).map((entry) => entry.call.at);
  }

  /** @returns {Call[]} everything, oldest first */
  all() {
    return this.#order.map((entry) => entry.call);
  }

  /** @returns {Call[]} */
  shown() {
    const found = [];
    for (const { shown } of this.#order) if (shown) found.push(shown);
    return found;
  }

  /** @param {Call[]} calls  instead of all there are @param {Map<string, Cell>} cells */
  reset(calls, cells) {
    this.counts = new Counts();
    this.#ahead.clear();
    this.#order = calls.map((call) => this.#entry(call, cells));
    this.#order.sort((a, b) => inOrder(a.call, b.call));
    this.#entries = new Map(this.#order.map((entry) => [entry.call.key, entry]));
    for (const entry of this.#order) this.#show(entry);
    this.step();
  }

  /** @param {Call} call @param {Map<string, Cell>} cells */
  put(call, cells) {
    const before = this.#entries.get(call.key);
    if (before) shareTexts(call, before.call);
    this.remove(call.key);
    const entry = this.#entry(call, cells);
    this.#entries.set(call.key, entry);
    this.#order.splice(this.#place(call), 0, entry);
    this.#show(entry);
  }

  /** @param {string} key @returns {boolean} whether it was there */
  remove(key) {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    this.#order.splice(this.#place(entry.call), 1);
    this.#forget(entry);
    return true;
  }

  /**
   * @param {number} until  received then or before
   * @param {(call: Call) => boolean} isOver
   * @returns {string[]} keys of what has been dropped
   */
  drop(until, isOver) {
    const end = this.#after(until);
    const over = this.#order.slice(0, end).filter((entry) => isOver(entry.call));
    if (!over.length) return [];
    const kept = this.#order.slice(0, end).filter((entry) => !isOver(entry.call));
    this.#order.splice(0, end, ...kept);
    for (const entry of over) this.#forget(entry);
    return over.map((entry) => entry.call.key);
  }

  /** @param {Passes} passes */
  filter(passes) {
    this.#passes = passes;
    for (const entry of this.#order) {
      entry.passes = passes(entry.call);
      this.#show(entry);
    }
  }

  /**
   * @param {number} at  the moment to show @param {number} windowS  how far back from there
   * @param {number} until  what was received after it is not shown
   */
  move(at, windowS, until) {
    const from = this.#at;
    const isSame = windowS === this.#windowS && (until === this.#until || until === at);
    const isOn = at >= from && isSame && Number.isFinite(this.#until) === Number.isFinite(until);
    [this.#at, this.#windowS, this.#until] = [at, windowS, until];
    // Moving on touches only what comes in, drops out, or gets closed on the way.
    const touched = isOn
      ? [...this.#between(from - windowS, at - windowS), ...this.#between(from, at), ...this.#ahead]
      : this.#order;
    for (const entry of touched) this.#show(entry);
  }

  /** @returns {Pick<Changes, "gone" | "come" | "cells">} since the last step */
  step() {
    /** @type {Call[]} */
    const gone = [];
    /** @type {Call[]} */
    const come = [];
    for (const [entry, before] of this.#before) {
      if (before === entry.shown) continue;
      if (before) gone.push(before);
      if (entry.shown) come.push(entry.shown);
    }
    this.#before.clear();
    return { gone, come: come.sort(inOrder), cells: this.counts.changed() };
  }

  /** @param {Call} call @param {Map<string, Cell>} cells @returns {Entry} */
  #entry(call, cells) {
    const parent = cells.get(call.cell)?.parent ?? "";
    return { call, asOpen: null, parent, passes: this.#passes(call), shown: null };
  }

  /** @param {Entry} entry */
  #forget(entry) {
    this.#set(entry, null);
    this.#ahead.delete(entry);
    this.#entries.delete(entry.call.key);
  }

  /** @param {Entry} entry */
  #show(entry) {
    const { call } = entry;
    if (call.closedAt !== null && call.closedAt > this.#at) this.#ahead.add(entry);
    else this.#ahead.delete(entry);
    const isIn = call.at <= this.#until &&
      (call.at > this.#at - this.#windowS || isOpen(call, this.#at));
    this.#set(entry, isIn && entry.passes ? this.#form(entry) : null);
  }

  /** @param {Entry} entry @returns {Call} */
  #form(entry) {
    const { call } = entry;
    if (call.step !== CLOSED || !isOpen(call, this.#at)) return call;
    entry.asOpen ??= { ...call, step: 0, closedAt: null };
    return entry.asOpen;
  }

  /** @param {Entry} entry @param {Call | null} shown */
  #set(entry, shown) {
    if (entry.shown === shown) return;
    if (!this.#before.has(entry)) this.#before.set(entry, entry.shown);
    if (entry.shown) this.counts.add(entry.shown, entry.parent, -1);
    if (shown) this.counts.add(shown, entry.parent, 1);
    entry.shown = shown;
  }

  /** @param {number} from @param {number} to @returns {Entry[]} received in (from, to] */
  #between(from, to) {
    return this.#order.slice(this.#after(from), this.#after(to));
  }

  /** @param {number} at @returns {number} how many were received then or before */
  #after(at) {
    return search(this.#order, (entry) => entry.call.at > at);
  }

  /** @param {Call} call @returns {number} where it stands or belongs */
  #place(call) {
    return search(this.#order, (entry) => inOrder(entry.call, call) >= 0);
  }
}

/**
 * @template T
 * @param {T[]} sorted @param {(each: T) => boolean} isBehind  false, then true
 * @returns {number} index of the first that is behind
 */
function search(sorted, isBehind) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
