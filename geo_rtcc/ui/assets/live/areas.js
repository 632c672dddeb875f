/**
 * Areas by the area that holds them, for filters.
 *
 * @import {Agency} from "./types.js"
 */

/**
 * @typedef {object} Group
 * @property {string} code  of what holds them; "" where nothing does
 * @property {string} label
 * @property {{code: string, label: string}[]} areas
 */

/**
 * Group the finest areas by what holds them, both in the order people count in.
 *
 * @param {Agency["areas"]} areas
 * @returns {Group[]}
 */
export function grouped(areas) {
  const byCode = new Map(areas.map((area) => [area.code, area]));
  const parents = new Set(areas.map((area) => area.parent));
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const { code, name, parent } of areas) {
    if (parents.has(code)) continue;
    const holder = byCode.get(parent);
    const group = groups.get(parent) ?? {
      code: parent, label: holder ? label(holder) : parent, areas: [],
    };
    group.areas.push({ code, label: label({ code, name }) });
    groups.set(parent, group);
  }
  const sorted = [...groups.values()].sort((one, other) => inOrder(one.code, other.code));
  for (const group of sorted) group.areas.sort((one, other) => inOrder(one.code, other.code));
  return sorted;
}

/**
 * Return the codes of finest areas that a filter lets pass; none: all.
 *
 * @param {string[]} wanted
 * @param {Group[]} groups
 * @returns {Set<string>}
 */
export function spread(wanted, groups) {
  const codes = new Set(wanted);
  for (const group of groups) {
    if (!group.code || !codes.delete(group.code)) continue;
    for (const area of group.areas) codes.add(area.code);
  }
  return codes;
}

/**
 * Write a choice of finest areas as short as it goes: whole groups by their own code.
 *
 * @param {Set<string>} codes
 * @param {Group[]} groups
 * @returns {string[]}
 */
export function gathered(codes, groups) {
  const all = groups.every((group) => group.areas.every(({ code }) => codes.has(code)));
  if (all) return [];
  return groups.flatMap((group) => {
    const chosen = group.areas.filter(({ code }) => codes.has(code)).map(({ code }) => code);
    const whole = group.code !== "" && chosen.length === group.areas.length && chosen.length > 1;
    return whole ? [group.code] : chosen;
  });
}

/**
 * @param {{code: string, name: string}} area
 */
function label({ code, name }) {
  return name && name !== code ? (name.includes(code) ? name : `${code} ${name}`) : code;
}

/**
 * @param {string} one
 * @param {string} other
 */
function inOrder(one, other) {
  return one.localeCompare(other, "en", { numeric: true });
}
