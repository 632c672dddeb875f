/**
 * How a call is drawn. Shape and colour say its category, size its priority; whether it is still
 * going on is said by the ground it stands on and by how strong it is, never by colour alone:
 *
 * - open: full colour on a clear disc with a ring, heavier at priority 1
 * - closed: pale, without disc
 * - unknown (its source never reports closings): hollow, and less pale, since it may be open
 */

import { contrast, faint, mix } from "./colour.js";
import { sprite, trace } from "./sprite.js";

/** @import { Look, Step } from "../live/types.js" */
/** @import { Pen, Sprite } from "./sprite.js" */

/** @typedef {"open" | "closed" | "unknown"} CallState */

/** @type {{state: CallState, label: string}[]} in the order of a legend */
export const CALL_STATES = [
  { state: "open", label: "Open" },
  { state: "closed", label: "Closed" },
  { state: "unknown", label: "Not known whether open" },
];

const LEAST_CONTRAST = 3;
const PALE = { closed: 0.5, unknown: 0.25 }; // part of the land's colour
const RING_PX = 4; // between the symbol's corners and its ring's outer edge
const HALO_PX = 6;

/** @param {Step} step @returns {CallState} */
export function callState(step) {
  return step < 3 ? "open" : step === 3 ? "closed" : "unknown";
}

/** @param {Look} look @param {number} priority @returns {number} CSS pixels at factor 1 */
export function callRadius(look, priority) {
  const known = Object.keys(look.radii).map(Number);
  return look.radii[String(Math.min(priority, Math.max(...known)))] ?? look.radii["0"];
}

/**
 * An outline that can't be seen on the disc would only eat into the symbol.
 *
 * @param {Look} look @param {string} fill
 */
function openColours({ colours: { surface, outline } }, fill) {
  return { fill, line: contrast(outline, surface) >= LEAST_CONTRAST ? outline : fill };
}

/**
 * Colours of a symbol that is not open: what stands out from the land in full colour does so here.
 *
 * @param {Look} look @param {string} fill @param {number} part  of the land's colour
 * @returns {{fill: string, line: string}}
 */
export function paleColours({ colours: { land, outline } }, fill, part) {
  const strong = contrast(outline, land) >= LEAST_CONTRAST ? outline : fill;
  return { fill: mix(fill, land, part), line: faint(strong, land, LEAST_CONTRAST, part) };
}

/**
 * @param {Look} look @param {number} category  index @param {number} priority
 * @param {CallState} state @param {number} factor
 * @returns {Sprite}
 */
export function callSprite(look, category, priority, state, factor) {
  const { corners, fill } = look.categories[category], radius = callRadius(look, priority);
  const side = 2 * (radius + RING_PX + 1);
  return sprite(look, `call ${category} ${radius} ${state}`, factor, square(side), (pen) => {
    if (state === "open") disc(pen, look, radius, priority === 1);
    const colours = state === "open" ? openColours(look, fill)
      : paleColours(look, fill, PALE[state]);
    trace(pen, corners, radius);
    pen.lineWidth = state === "open" ? 1.4 : 1.1;
    pen.fillStyle = colours.fill;
    pen.strokeStyle = colours.line;
    pen.fill();
    pen.stroke();
    if (state === "unknown") hole(pen, look, corners, radius, colours.line);
  });
}

/** A ring around a call that has just come in. @param {Look} look @param {number} factor */
export function haloSprite(look, factor) {
  const radius = callRadius(look, 1) + RING_PX + HALO_PX;
  return sprite(look, "halo", factor, square(2 * radius), (pen) => {
    pen.beginPath();
    pen.arc(0, 0, radius - 2, 0, 2 * Math.PI);
    pen.globalAlpha = 0.18;
    pen.fillStyle = look.colours.ink;
    pen.fill();
    pen.globalAlpha = 0.7;
    pen.lineWidth = 1.5;
    pen.strokeStyle = look.colours.ink;
    pen.stroke();
  });
}

/** How far the largest symbol of a call reaches, its halo included. CSS pixels at factor 1. */
export function callReach(/** @type {Look} */ look) {
  return Math.max(...Object.values(look.radii)) + RING_PX + HALO_PX + 2;
}

/** @param {number} side */
function square(side) {
  return { width: side, height: side };
}

/** @param {Pen} pen @param {Look} look @param {number} radius @param {boolean} heavy */
function disc(pen, { colours }, radius, heavy) {
  pen.lineWidth = heavy ? 2.6 : 1.5;
  pen.beginPath();
  pen.arc(0, 0, radius + RING_PX - pen.lineWidth / 2, 0, 2 * Math.PI);
  pen.fillStyle = colours.surface;
  pen.strokeStyle = colours.ink;
  pen.fill();
  pen.stroke();
}

/**
 * @param {Pen} pen @param {Look} look
 * @param {[number, number][]} corners @param {number} radius @param {string} line
 */
function hole(pen, { colours }, corners, radius, line) {
  trace(pen, corners, radius * 0.5);
  pen.fillStyle = colours.land;
  pen.strokeStyle = line;
  pen.lineWidth = 0.7;
  pen.fill();
  pen.stroke();
}
