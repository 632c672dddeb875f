/** Short words beside symbols, where there is room for them. */

import { font } from "./sprite.js";

/** @import { Look } from "../live/types.js" */

const SIZE_PX = 11;
const HEIGHT_PX = 16;
const BUCKET_PX = 64;
const GAP_PX = 1;

/**
 * @typedef {object} Wanted  a label that wants to stand beside a point; CSS pixels
 * @property {number} x @property {number} y
 * @property {number} reach  of the symbol that it must not cover
 * @property {number} width @property {number} height
 */

/**
 * Return the centre of each label, or null where it would lie on another one: on the right, else
 * on the left, below or above. Earlier ones choose first.
 *
 * @param {Wanted[]} wanted
 * @param {boolean} all  whether one without room is placed all the same, on the right
 * @returns {([number, number] | null)[]}
 */
export function arrange(wanted, all) {
  /** @type {Map<number, [number, number, number, number][]>} */
  const taken = new Map();
  return wanted.map((label) => {
    const places = around(label);
    const found = places.find(([x, y]) => take(taken, x, y, label.width / 2, label.height / 2));
    return found ?? (all ? places[0] : null);
  });
}

/** @param {Wanted} label @returns {[number, number][]} */
function around({ x, y, reach, width, height }) {
  const aside = reach + GAP_PX + width / 2, apart = reach + GAP_PX + height / 2;
  return [[x + aside, y], [x - aside, y], [x, y + apart], [x, y - apart]];
}

/**
 * Take a place if it is free.
 *
 * @param {Map<number, [number, number, number, number][]>} taken
 * @param {number} x @param {number} y @param {number} halfWidth @param {number} halfHeight
 */
function take(taken, x, y, halfWidth, halfHeight) {
  /** @type {[number, number, number, number]} */
  const box = [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
  const [left, top, right, bottom] = box.map((edge) => Math.floor(edge / BUCKET_PX));
  const keys = [];
  for (let column = left; column <= right; column++) {
    for (let row = top; row <= bottom; row++) keys.push(column * 2 ** 20 + row);
  }
  const hit = keys.some((key) => taken.get(key)?.some((other) => box[0] < other[2] &&
    other[0] < box[2] && box[1] < other[3] && other[1] < box[3]));
  if (hit) return false;
  for (const key of keys) taken.set(key, [...(taken.get(key) ?? []), box]);
  return true;
}

/**
 * Set the letters of all labels.
 *
 * @param {CanvasRenderingContext2D} pen @param {Look} look @param {number} factor
 */
export function setLetters(pen, { colours }, factor) {
  pen.font = font(SIZE_PX * factor);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5 * factor;
  pen.strokeStyle = colours.halo;
}

/**
 * @param {CanvasRenderingContext2D} pen  its letters are set
 * @param {string} text @param {number} factor
 * @returns {{width: number, height: number}} CSS pixels
 */
export function labelSize(pen, text, factor) {
  return { width: pen.measureText(text).width + 4 * factor, height: HEIGHT_PX * factor };
}

/**
 * Write words with a halo around their centre.
 *
 * @param {CanvasRenderingContext2D} pen  its letters are set
 * @param {Look} look @param {string} text @param {boolean} strong @param {[number, number]} at
 */
export function write(pen, { colours }, text, strong, [x, y]) {
  pen.fillStyle = strong ? colours.ink : colours.muted;
  pen.strokeText(text, x, y);
  pen.fillText(text, x, y);
}
