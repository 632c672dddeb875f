/**
 * Counts of the calls shown: by category, by cell of both resolutions, without a point.
 *
 * @import {Call} from "./types.js"
 */

// A category is one digit on the wire.
const CATEGORIES = 10;

/** Kept right by adding and taking away. */
export class Counts {
  /** @type {number[]} */
  categories = Array(CATEGORIES).fill(0);
  withoutPoint = 0;
  /** @type {Map<string, number>} */
  fine = new Map();
  /** @type {Map<string, number>} */
  coarse = new Map();
  /** @type {Map<string, number>} counts of the cells touched since they were last asked for */
  #before = new Map();

  /** @param {Call} call @param {string} parent  of its cell @param {1 | -1} step */
  add(call, parent, step) {
    this.categories[call.category] += step;
    if (Number.isNaN(call.lon)) this.withoutPoint += step;
    if (call.cell) this.#count(this.fine, call.cell, step);
    if (parent) this.#count(this.coarse, parent, step);
  }

  /** @returns {Set<string>} names of cells whose count changed since the last call */
  changed() {
    const names = new Set();
    for (const [name, before] of this.#before) {
      if ((this.fine.get(name) ?? this.coarse.get(name) ?? 0) !== before) names.add(name);
    }
    this.#before.clear();
    return names;
  }

  /** @param {Map<string, number>} counts @param {string} name @param {number} step */
  #count(counts, name, step) {
    const before = counts.get(name) ?? 0;
    if (!this.#before.has(name)) this.#before.set(name, before);
    if (before + step > 0) counts.set(name, before + step);
    else counts.delete(name);
  }
}
