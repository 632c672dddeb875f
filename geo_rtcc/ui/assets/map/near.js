/** What lies under the pointer. Pure. */

/** CSS pixels; times `grown()` on a wall display. */
export const REACH_PX = 10;
// A hand's precision: what lies within it counts as equally near.
const EQUAL_PX = 3;

/**
 * Return what lies within reach of a point, nearest first; of equals the one drawn on top.
 *
 * @template {{x: number, y: number}} T
 * @param {Iterable<T>} things  world pixels at zoom 0
 * @param {{x: number, y: number}} point  likewise
 * @param {number} reach  CSS pixels
 * @param {number} scale  CSS pixels in a world pixel
 * @param {(one: T, other: T) => number} order  of drawing
 * @returns {T[]}
 */
export function nearest(things, point, reach, scale, order) {
  /** @type {{thing: T, steps: number}[]} */
  const found = [];
  for (const thing of things) {
    const away = Math.hypot(thing.x - point.x, thing.y - point.y) * scale;
    if (away <= reach) found.push({ thing, steps: Math.round(away / EQUAL_PX) });
  }
  found.sort((one, other) => one.steps - other.steps || order(other.thing, one.thing));
  return found.map(({ thing }) => thing);
}
