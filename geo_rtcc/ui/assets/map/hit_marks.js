/**
 * How a hit is drawn: as a licence plate, so that it is never taken for a call. The level's shape
 * and colour stand on its left; what has been said about it on its right:
 *
 * - unverified: a plain plate with a question mark: no more than a machine's reading
 * - confirmed: filled, with a tick
 * - rejected: pale and struck through
 */

import { faint } from "./colour.js";
import { font, sprite, trace } from "./sprite.js";

/** @import { Hit, Level, Look } from "../live/types.js" */
/** @import { Pen, Sprite } from "./sprite.js" */

/** @type {{status: Hit["status"], label: string}[]} in the order of a legend */
export const HIT_STATES = [
  { status: "unverified", label: "Unverified" },
  { status: "confirmed", label: "Confirmed" },
  { status: "rejected", label: "Rejected" },
];

const NEW_S = 15 * 60;
const OLD_S = 2 * 3600;
const WIDTH = 25, HEIGHT = 15;
const MARGIN = 5;
/** How far a hit's symbol reaches, its second frame included. CSS pixels at factor 1. */
export const HIT_REACH_PX = WIDTH / 2 + MARGIN;

/**
 * @param {number} ageS
 * @returns {0 | 1 | 2} new, of the last two hours, older
 */
export function hitAge(ageS) {
  return ageS <= NEW_S ? 0 : ageS <= OLD_S ? 1 : 2;
}

/**
 * @param {Look} look @param {Level} level @param {Hit["status"]} status
 * @param {0 | 1 | 2} age  of `hitAge`: a new one has a second frame, an old one is pale
 * @param {number} factor
 * @returns {Sprite}
 */
export function hitSprite(look, level, status, age, factor) {
  const size = { width: WIDTH + 2 * MARGIN, height: HEIGHT + 2 * MARGIN };
  const { colours } = look, { colour, corners } = look.levels[level];
  const name = `hit ${level} ${status} ${age}`;
  return sprite(look, name, factor, size, (pen) => {
    const isPale = age === 2 || status === "rejected";
    const line = isPale ? faint(colour, colours.land, 3, 0.5) : colour;
    const ground = status === "confirmed" ? line : colours.surface;
    const mark = status === "confirmed" ? colours.surface : line;
    if (age === 0 && status !== "rejected") frame(pen, colour);
    plate(pen, ground, line, colours.halo);
    trace(pen, corners, 4.4, -5.6, corners.length === 3 ? 0.9 : 0);
    pen.fillStyle = pen.strokeStyle = mark;
    pen.fill();
    if (level === "critical") bar(pen, ground, mark);
    said(pen, status);
  });
}

/** @param {Pen} pen @param {string} colour */
function frame(pen, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.4;
  pen.beginPath();
  pen.roundRect(-WIDTH / 2 - 3.6, -HEIGHT / 2 - 3.6, WIDTH + 7.2, HEIGHT + 7.2, 6);
  pen.stroke();
}

/**
 * @param {Pen} pen
 * @param {string} ground @param {string} line @param {string} halo
 */
function plate(pen, ground, line, halo) {
  pen.beginPath();
  pen.roundRect(-WIDTH / 2 + 1, -HEIGHT / 2 + 1, WIDTH - 2, HEIGHT - 2, 3);
  pen.strokeStyle = halo;
  pen.lineWidth = 4;
  pen.stroke();
  pen.fillStyle = ground;
  pen.fill();
  pen.strokeStyle = line;
  pen.lineWidth = 2;
  pen.stroke();
}

/**
 * So small, an octagon is a disc to the eye: a bar tells it from one.
 *
 * @param {Pen} pen @param {string} ground @param {string} mark
 */
function bar(pen, ground, mark) {
  pen.fillStyle = ground;
  pen.fillRect(-8.2, -0.9, 5.2, 1.8);
  pen.fillStyle = mark;
}

/** @param {Pen} pen  its colours are set @param {Hit["status"]} status */
function said(pen, status) {
  pen.lineWidth = 2;
  pen.beginPath();
  if (status === "unverified") {
    pen.font = font(12);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText("?", 5, 0.9);
  } else if (status === "confirmed") {
    pen.moveTo(1.6, 0.2);
    pen.lineTo(4.2, 2.8);
    pen.lineTo(8.8, -2.8);
  } else {
    pen.moveTo(-WIDTH / 2 - 1, HEIGHT / 2 - 1);
    pen.lineTo(WIDTH / 2 + 1, -HEIGHT / 2 + 1);
  }
  pen.stroke();
}

/**
 * Order of drawing: rejected ones lowest, then by age.
 *
 * @param {Hit} one @param {Hit} other
 * @returns {number}
 */
export function hitOrder(one, other) {
  return Number(other.status === "rejected") - Number(one.status === "rejected") ||
    one.at - other.at || (one.key < other.key ? -1 : 1);
}
