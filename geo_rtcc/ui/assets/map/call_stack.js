/** Calls in the order of drawing, and by where they lie. Pure. */

import { around } from "./boxes.js";
import { callState } from "./call_marks.js";
import { Grid } from "./grid.js";

/** @import { Box } from "./boxes.js" */
/** @import { Call } from "../live/types.js" */

// 16 px at zoom 14.
const BUCKET = 2 ** -10;
// Without a priority a call is drawn in the size of this one, and lies as high.
const USUAL_PRIORITY = 3;
const LEVELS = 20;

/**
 * @typedef {object} Placed  a call with its place in the order of drawing
 * @property {Call} call @property {number} level
 * @property {number} x @property {number} y  world pixels
 */

/**
 * Open above closed, then the most urgent on top.
 *
 * @param {Pick<Call, "step" | "priority">} call
 * @returns {number} 0 for what lies lowest
 */
export function callLevel({ step, priority }) {
  const urgency = 9 - (priority || USUAL_PRIORITY);
  return callState(step) === "open" ? 10 + urgency : urgency;
}

/**
 * Order of drawing: by level, later above earlier.
 *
 * @param {Placed} one @param {Placed} other
 * @returns {number}
 */
export function callOrder(one, other) {
  return one.level - other.level || one.call.at - other.call.at ||
    (one.call.key < other.call.key ? -1 : one.call.key > other.call.key ? 1 : 0);
}

/** Calls without a point are passed over. */
export class CallStack {
  constructor() {
    /** @type {Map<string, Placed>} */
    this.placed = new Map();
    /** @type {Placed[][]} each in order of drawing */
    this.levels = emptyLevels();
    /** @type {Grid<Placed>} */
    this.grid = new Grid(BUCKET);
    this.newest = -Infinity;
  }

  /** @param {Call[]} calls  instead of those so far */
  load(calls) {
    this.placed.clear();
    this.grid.clear();
    this.levels = emptyLevels();
    this.newest = -Infinity;
    for (const call of calls) {
      const placed = this.#keep(call);
      if (placed) this.levels[placed.level].push(placed);
    }
    for (const level of this.levels) level.sort(callOrder);
  }

  /** Add a call that is not there. @param {Call} call @returns {Placed | undefined} */
  add(call) {
    const placed = this.#keep(call);
    if (!placed) return undefined;
    const level = this.levels[placed.level];
    level.splice(placeIn(level, placed), 0, placed);
    return placed;
  }

  /** @param {string} key @returns {Placed | undefined} what was taken away */
  remove(key) {
    const placed = this.placed.get(key);
    if (!placed) return undefined;
    this.placed.delete(key);
    this.grid.remove(placed, around(placed.x, placed.y, 0));
    const level = this.levels[placed.level];
    level.splice(placeIn(level, placed), 1);
    return placed;
  }

  /** @param {Call} call @returns {Placed | undefined} */
  #keep(call) {
    const { x, y } = call;
    if (Number.isNaN(x)) return undefined;
    const placed = { call, level: callLevel(call), x, y };
    this.placed.set(call.key, placed);
    this.grid.add(placed, around(x, y, 0));
    this.newest = Math.max(this.newest, call.at);
    return placed;
  }

  /** @param {Box} box  world pixels @returns {Placed[]} what lies in it, in order of drawing */
  within(box) {
    return [...this.grid.find(box)].filter((placed) => contains(box, placed)).sort(callOrder);
  }

  /** @param {Box} box  world pixels, most of the map @returns {Placed[]} as `within`, sooner */
  mostWithin(box) {
    return this.levels.flatMap((level) => level.filter((placed) => contains(box, placed)));
  }
}

/** @returns {Placed[][]} */
function emptyLevels() {
  return Array.from({ length: LEVELS }, () => []);
}

/** @param {Box} box @param {Placed} placed */
function contains({ left, top, right, bottom }, { x, y }) {
  return x >= left && x <= right && y >= top && y <= bottom;
}

/**
 * Where something belongs in a sorted level, or is.
 *
 * @param {Placed[]} level @param {Placed} it
 */
function placeIn(level, it) {
  let low = 0, high = level.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (callOrder(level[middle], it) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
