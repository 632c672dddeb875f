/** What a key does on the map that strings are placed on. Pure. */

const STEP_PX = 60;
const SMALL_PX = 6;
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @type {Record<string, number>} */
const ZOOMS = { "+": 1, "=": 1, "-": -1 };

/**
 * @typedef {object} Act  one of these; none: place what is under the cross
 * @property {[number, number]} [pan]  px
 * @property {number} [zoom]  levels
 * @property {number} [number]  of a candidate
 *
 * @param {Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">} event
 * @returns {Act | null}
 */
export function actOf({ key, shiftKey, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  if (Object.hasOwn(WAYS, key)) {
    const [x, y] = WAYS[key], step = shiftKey ? SMALL_PX : STEP_PX;
    return { pan: [x * step, y * step] };
  }
  if (Object.hasOwn(ZOOMS, key)) return { zoom: ZOOMS[key] };
  if (/^[1-9]$/.test(key)) return { number: Number(key) };
  return key === "Enter" ? {} : null;
}
