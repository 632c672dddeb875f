/**
 * Changes merged until they are drawn.
 *
 * @import {Call, Changes} from "./types.js"
 */

// Beyond this many it is cheaper to draw everything anew; a sleeping tab collects without end.
const MANY = 4000;

/** Collects Changes between two drawn frames. */
export class Merged {
  all = false;
  hits = false;
  units = false;
  cameras = false;
  queue = false;
  /** @type {Set<string>} */
  cells = new Set();
  /** @type {Map<string, Call>} */
  #gone = new Map();
  /** @type {Map<string, Call>} */
  #come = new Map();

  /** @param {Changes} changes */
  add(changes) {
    this.hits ||= changes.hits;
    this.units ||= changes.units;
    this.cameras ||= changes.cameras;
    this.queue ||= changes.queue;
    for (const name of changes.cells) this.cells.add(name);
    for (const call of changes.gone) {
      // What came since the last frame was never drawn, so that there is nothing to take away.
      if (!this.#come.delete(call.key)) this.#gone.set(call.key, call);
    }
    for (const call of changes.come) this.#come.set(call.key, call);
    if (changes.all || this.#gone.size + this.#come.size > MANY) this.redo();
  }

  /** Forget the details: everything is to be drawn anew. */
  redo() {
    this.all = true;
    this.#gone.clear();
    this.#come.clear();
    this.cells.clear();
  }

  /** @returns {Call[]} */
  get gone() {
    return [...this.#gone.values()];
  }

  /** @returns {Call[]} */
  get come() {
    return [...this.#come.values()];
  }

  /** Whether calls are to be drawn, in part or all. */
  get calls() {
    return this.all || this.#gone.size > 0 || this.#come.size > 0;
  }
}
