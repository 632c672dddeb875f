/**
 * How units are drawn: in the colours of ink, since the categories own the others.
 *
 * A unit is a filled disc with a beak where it heads; within it a mark for its status. It pales
 * with the age of its fix, and becomes a hollow, broken ring with a question mark: where it is now
 * is unknown, and what it does as well.
 */

import { age } from "../live/clock.js";
import { faint } from "./colour.js";
import { font, sprite, turned } from "./sprite.js";

/** @import { Look, Unit } from "../live/types.js" */
/** @import { Pen, Sprite } from "./sprite.js" */

/** @typedef {"available" | "en route" | "on scene" | ""} UnitState  "" for any other status */

/** @type {{state: UnitState, label: string}[]} in the order of a legend */
export const UNIT_STATES = [
  { state: "available", label: "Available" },
  { state: "en route", label: "En route" },
  { state: "on scene", label: "On scene" },
  { state: "", label: "Other status" },
];

export const FRESH_S = 30;
export const UNKNOWN_S = 120;
/** The last step of `fading`. */
export const UNKNOWN = 4;
const UNIT_PX = 7;
const SIZE = { width: 34, height: 34 };

/** @type {[UnitState, RegExp][]} sources have words of their own */
const WORDS = [
  ["on scene", /\b(on ?scene|at ?scene|arrived|os)\b/],
  ["en route", /\b(en ?route|enrt|enr|responding|dispatched|assigned)\b/],
  ["available", /\b(available|avail|av|in service|on patrol|clear)\b/],
];

/**
 * @param {string} status  in the source's words
 * @returns {UnitState}
 */
export function unitState(status) {
  const words = status.toLowerCase().replace(/[_-]+/g, " ");
  if (/\b(not|out of)\b/.test(words)) return "";
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? "";
}

/**
 * @param {number} ageS  of the fix
 * @returns {number} 0 for a fresh one, growing to 3; UNKNOWN from two minutes on
 */
export function fading(ageS) {
  if (!(ageS < UNKNOWN_S)) return UNKNOWN;
  return ageS <= FRESH_S ? 0 : Math.ceil((3 * (ageS - FRESH_S)) / (UNKNOWN_S - FRESH_S));
}

/**
 * A unit's label: its call sign; its age too once it is not known any more where it is.
 *
 * @param {Pick<Unit, "sign" | "at">} unit @param {number} nowS
 * @returns {string}
 */
export function unitLabel({ sign, at }, nowS) {
  const ageS = nowS - at;
  return fading(ageS) < UNKNOWN ? sign : `${sign} · ${age(ageS)}`;
}

/**
 * @param {Look} look @param {UnitState} state @param {number | null} heading  degrees from north
 * @param {number} step  of `fading` @param {number} factor
 * @returns {Sprite}
 */
export function unitSprite(look, state, heading, step, factor) {
  const turn = turned(heading);
  if (step >= UNKNOWN) return unknownSprite(look, factor);
  const name = `unit ${state} ${turn} ${step}`;
  return sprite(look, name, factor, SIZE, (pen) => {
    const { ink, land, halo } = look.colours;
    body(pen, turn);
    pen.lineWidth = 3;
    pen.strokeStyle = halo;
    pen.stroke();
    pen.fillStyle = faint(ink, land, 3, (step * 0.6) / (UNKNOWN - 1));
    pen.fill();
    pen.strokeStyle = pen.fillStyle = halo;
    statusMark(pen, state);
  });
}

/** A disc, with a beak in the direction. @param {Pen} pen @param {number | null} turn */
function body(pen, turn) {
  const half = 0.62, angle = ((turn ?? 0) * Math.PI) / 180 - Math.PI / 2;
  pen.beginPath();
  if (turn === null) pen.arc(0, 0, UNIT_PX, 0, 2 * Math.PI);
  else {
    pen.arc(0, 0, UNIT_PX, angle + half, angle - half);
    pen.lineTo(Math.cos(angle) * UNIT_PX * 1.85, Math.sin(angle) * UNIT_PX * 1.85);
  }
  pen.closePath();
}

/** @param {Pen} pen @param {UnitState} state */
function statusMark(pen, state) {
  pen.lineWidth = 1.7;
  pen.beginPath();
  if (state === "available") pen.arc(0, 0, 2.6, 0, 2 * Math.PI);
  if (state === "en route") {
    for (const x of [-2.6, 1]) {
      pen.moveTo(x - 0.6, -2.8);
      pen.lineTo(x + 2.2, 0);
      pen.lineTo(x - 0.6, 2.8);
    }
  }
  if (state === "on scene") pen.fillRect(-2.9, -2.9, 5.8, 5.8);
  else pen.stroke();
}

/** @param {Look} look @param {number} factor @returns {Sprite} */
function unknownSprite(look, factor) {
  return sprite(look, "unit unknown", factor, SIZE, (pen) => {
    const { muted, land, halo } = look.colours;
    pen.beginPath();
    pen.arc(0, 0, UNIT_PX + 0.5, 0, 2 * Math.PI);
    pen.fillStyle = land;
    pen.strokeStyle = halo;
    pen.lineWidth = 3.5;
    pen.stroke();
    pen.fill();
    pen.setLineDash([2.6, 2.8]);
    pen.strokeStyle = pen.fillStyle = muted;
    pen.lineWidth = 1.6;
    pen.stroke();
    pen.font = font(10.5);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText("?", 0, 0.8);
  });
}

/** How far a unit's symbol reaches. CSS pixels at factor 1. */
export const UNIT_REACH_PX = UNIT_PX + 3;
