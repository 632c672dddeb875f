/** Small pictures that are drawn once and stamped many times. */

import { grown } from "./wall.js";

/** @import { Look } from "../live/types.js" */

/**
 * @typedef {object} Sprite
 * @property {ImageBitmap} image
 * @property {number} width @property {number} height  CSS pixels
 *
 * @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Pen
 */

const TURN_DEG = 15;
/** @type {WeakMap<Look, Map<string, Sprite>>} */
const kept = new WeakMap();

/**
 * The factor of every symbol: smaller where a city is small, larger where streets are wide.
 *
 * @param {number} zoom
 * @returns {number}
 */
export function zoomFactor(zoom) {
  return (zoom < 13 ? 0.82 : zoom < 15.5 ? 1 : 1.25) * grown();
}

/** @returns {number} device pixels in a CSS pixel */
export function pixelRatio() {
  return globalThis.devicePixelRatio || 1;
}

/**
 * Return the sprite of this name, drawn once for each look, factor and pixel ratio.
 *
 * @param {Look} look @param {string} name @param {number} factor
 * @param {{width: number, height: number}} size  CSS pixels at factor 1
 * @param {(pen: Pen) => void} paint  in CSS pixels at factor 1 from the centre
 * @returns {Sprite}
 */
export function sprite(look, name, factor, size, paint) {
  const ratio = pixelRatio(), key = `${name} ${factor} ${ratio}`;
  const ofLook = kept.get(look) ?? new Map();
  kept.set(look, ofLook);
  const found = ofLook.get(key);
  if (found) return found;
  const made = make(size, factor * ratio, ratio, paint);
  ofLook.set(key, made);
  return made;
}

/**
 * @param {{width: number, height: number}} size @param {number} scale @param {number} ratio
 * @param {(pen: Pen) => void} paint
 * @returns {Sprite}
 */
function make(size, scale, ratio, paint) {
  const sheet = new OffscreenCanvas(Math.ceil(size.width * scale), Math.ceil(size.height * scale));
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (sheet.getContext("2d"));
  pen.translate(sheet.width / 2, sheet.height / 2);
  pen.scale(scale, scale);
  pen.lineJoin = "round";
  pen.lineCap = "round";
  paint(pen);
  const image = sheet.transferToImageBitmap();
  return { image, width: image.width / ratio, height: image.height / ratio };
}

/**
 * Draw a sprite with its centre at a point, on whole device pixels: sharp, and fast.
 *
 * @param {CanvasRenderingContext2D} context  in CSS pixels
 * @param {Sprite} picture @param {number} x @param {number} y @param {number} ratio
 */
export function stamp(context, { image, width, height }, x, y, ratio) {
  const left = Math.round((x - width / 2) * ratio) / ratio;
  const top = Math.round((y - height / 2) * ratio) / ratio;
  context.drawImage(image, left, top, width, height);
}

/**
 * A copy of a sprite as an element, for legends and cards.
 *
 * @param {Sprite} picture
 * @returns {HTMLCanvasElement}
 */
export function element({ image, width, height }) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [image.width, image.height];
  copy.getContext("2d")?.drawImage(image, 0, 0);
  copy.style.width = `${width}px`;
  copy.style.height = `${height}px`;
  copy.setAttribute("aria-hidden", "true");
  return copy;
}

/**
 * Trace a shape of the look.
 *
 * @param {Pen} pen
 * @param {[number, number][]} corners  on the unit circle; none: a circle
 * @param {number} radius @param {number} [x] of the centre @param {number} [y]
 */
export function trace(pen, corners, radius, x = 0, y = 0) {
  pen.beginPath();
  for (const [dx, dy] of corners) pen.lineTo(x + dx * radius, y + dy * radius);
  if (!corners.length) pen.arc(x, y, radius * 0.85, 0, 2 * Math.PI);
  pen.closePath();
}

/** @param {number} size  CSS pixels @returns {string} the pages' own letters */
export function font(size) {
  return `650 ${size}px "Public Sans Variable", "Public Sans", system-ui, sans-serif`;
}

/**
 * @param {number | null} heading  degrees
 * @returns {number | null} in steps, to keep sprites few
 */
export function turned(heading) {
  return heading === null ? null : (Math.round(heading / TURN_DEG) * TURN_DEG) % 360;
}
