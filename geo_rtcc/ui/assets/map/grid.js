/** Things by where they lie, in world pixels at zoom 0, so that a zoom leaves the index alone. */

/** @import { Box } from "./boxes.js" */

// Wider than any column number, so that one number names a bucket.
const STRIDE = 2 ** 24;

/**
 * Buckets of equal size; a thing lies in every bucket that its box touches.
 *
 * @template T
 */
export class Grid {
  /** @param {number} size  of a bucket, world pixels at zoom 0 */
  constructor(size) {
    this.size = size;
    /** @type {Map<number, T[]>} */
    this.buckets = new Map();
  }

  /** @param {T} thing @param {Box} box  world pixels */
  add(thing, box) {
    for (const key of this.#keys(box)) {
      const bucket = this.buckets.get(key);
      if (bucket) bucket.push(thing);
      else this.buckets.set(key, [thing]);
    }
  }

  /** @param {T} thing @param {Box} box  the one it was added with */
  remove(thing, box) {
    for (const key of this.#keys(box)) {
      const bucket = this.buckets.get(key) ?? [], place = bucket.indexOf(thing);
      if (place < 0) continue;
      bucket[place] = bucket[bucket.length - 1];
      bucket.pop();
      if (!bucket.length) this.buckets.delete(key);
    }
  }

  clear() {
    this.buckets.clear();
  }

  /**
   * All that may touch a box, each once, in no order; more may be among them, never less.
   *
   * @param {Box} box  world pixels
   * @returns {Set<T>}
   */
  find(box) {
    /** @type {Set<T>} */
    const found = new Set();
    if (this.#count(box) > this.buckets.size) {
      for (const bucket of this.buckets.values()) for (const thing of bucket) found.add(thing);
      return found;
    }
    for (const key of this.#keys(box)) {
      for (const thing of this.buckets.get(key) ?? []) found.add(thing);
    }
    return found;
  }

  /** @param {Box} box */
  #count({ left, top, right, bottom }) {
    const { size } = this;
    return (Math.floor(right / size) - Math.floor(left / size) + 1) *
      (Math.floor(bottom / size) - Math.floor(top / size) + 1);
  }

  /** @param {Box} box @returns {number[]} */
  #keys({ left, top, right, bottom }) {
    const { size } = this, keys = [];
    for (let column = Math.floor(left / size); column <= Math.floor(right / size); column++) {
      for (let row = Math.floor(top / size); row <= Math.floor(bottom / size); row++) {
        keys.push(column * STRIDE + row);
      }
    }
    return keys;
  }
}

/**
 * Say whether a point lies in a ring.
 *
 * @param {Float64Array} ring  corners, x and y in turn
 * @param {number} x @param {number} y
 * @returns {boolean}
 */
export function inside(ring, x, y) {
  let odd = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const ax = ring[i], ay = ring[i + 1], bx = ring[j], by = ring[j + 1];
    if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

/**
 * @param {Float64Array} ring  corners, x and y in turn
 * @returns {Box}
 */
export function bounds(ring) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i < ring.length; i += 2) {
    const x = ring[i], y = ring[i + 1];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}
