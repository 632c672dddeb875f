/**
 * What of the records is wanted.
 *
 * @import {Agency, Call, Filter} from "./types.js"
 */

/** @type {Filter} */
export const EVERYTHING = { areas: [], shifts: [], categories: [], onView: true };

/**
 * Areas of a filter with the areas inside them: a district lets its beats pass.
 * @param {Filter} filter @param {Agency["areas"]} areas
 * @returns {Set<string> | null} codes; null: all, also records of no known area
 */
export function wantedAreas(filter, areas) {
  if (!filter.areas.length) return null;
  const wanted = new Set(filter.areas);
  for (let known = 0; known !== wanted.size;) {
    known = wanted.size;
    for (const { code, parent } of areas) if (wanted.has(parent)) wanted.add(code);
  }
  return wanted;
}

/**
 * @param {Filter} filter @param {Set<string> | null} areas  of wantedAreas
 * @param {string[]} categories  names in wire order
 * @returns {(call: Call) => boolean}
 */
export function callFilter(filter, areas, categories) {
  const shifts = filter.shifts.length ? new Set(filter.shifts) : null;
  const named = filter.categories.map((name) => categories.indexOf(name)).filter((i) => i >= 0);
  const wanted = named.length ? new Set(named) : null;
  return (call) => (filter.onView || !call.onView) &&
    (!areas || areas.has(call.area)) &&
    (!shifts || shifts.has(call.shift)) &&
    (!wanted || wanted.has(call.category));
}
