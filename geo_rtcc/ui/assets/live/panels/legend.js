/** The key to the map's marks: sizes, open and closed, units, hits, cells. */
import { CALL_STATES, callSprite } from "../../map/call_marks.js";
import { cameraSprite } from "../../map/camera_marks.js";
import { HIT_STATES, hitSprite } from "../../map/hit_marks.js";
import { element as picture } from "../../map/sprite.js";
import { grown } from "../../map/wall.js";
import { UNIT_STATES, UNKNOWN, unitSprite } from "../../map/unit_marks.js";
import { el } from "../dom.js";
import { mark } from "../icons.js";

/** @import {Level, Look} from "../types.js" */

const LEVELS = /** @type {Level[]} */ (["critical", "warning", "notice"]);

/**
 * The key to marks of calls.
 *
 * @param {Look} look
 */
export function callKey(look) {
  const other = look.categories.length - 1, factor = grown();
  const sizes = [1, 2, 3, 4].map((priority) => entry(
    picture(callSprite(look, other, priority, "closed", factor)),
    priority === 4 ? "4 or lower" : String(priority)));
  const states = CALL_STATES.map(({ state, label }) =>
    entry(picture(callSprite(look, other, 2, state, factor)), label));
  return [row("Priority", sizes), row("State", states)];
}

/** @param {Look} look */
export function hitKey(look) {
  const levels = LEVELS.map((level) => entry(levelMark(look, level), look.levels[level].label));
  const states = HIT_STATES.map(({ status, label }) =>
    entry(picture(hitSprite(look, "warning", status, 1, grown())), label));
  states.push(
    entry(picture(hitSprite(look, "warning", "unverified", 0, grown())), "Last 15 min"),
    entry(picture(hitSprite(look, "warning", "unverified", 2, grown())), "Over 2 h old"));
  return [row("Level", levels), row("Hits", states)];
}

/** @param {Look} look */
export function unitKey(look) {
  const factor = grown();
  const states = UNIT_STATES.map(({ state, label }) =>
    entry(picture(unitSprite(look, state, null, 0, factor)), label));
  const fades = [["fix just in", 0], ["older", 2], ["over 2 min: unknown", UNKNOWN]].map(
    ([label, step]) =>
      entry(picture(unitSprite(look, "available", 45, Number(step), factor)), String(label)));
  return [row("Units", states), row("Age of fix", fades)];
}

/** @param {Look} look */
export function cameraKey(look) {
  const factor = grown(), marks = [[false, null, "Fixed"], [true, null, "Mobile"],
    [false, 90, "Looks that way"]];
  return [row("Cameras", marks.map(([isMobile, heading, label]) => entry(
    picture(cameraSprite(look, Boolean(isMobile), heading === null ? null : Number(heading), factor)),
    String(label))))];
}

/**
 * The key to the cells' colours.
 *
 * @param {Look} look
 * @param {8 | 9} resolution
 */
export function cellKey({ bins, colours }, resolution) {
  const starts = bins.starts[String(resolution)];
  const steps = starts.map((start, index) => {
    const swatch = el("i", { class: "swatch" }), low = start < bins.low;
    swatch.style.background = low
      ? `repeating-linear-gradient(-45deg, ${bins.hatch} 0 1px, transparent 1px 4px), ${
        `color-mix(in srgb, ${bins.colours[index]} 45%, ${colours.land})`}`
      : bins.colours[index];
    return entry(swatch, span(starts, index));
  });
  const few = `Hatched: fewer than ${bins.low}, says little about the place`;
  return [row("Calls in a cell", steps), el("p", { class: "hint", text: few })];
}

/**
 * Return the words for a bin: 1, 2, 3–4, 17+.
 *
 * @param {number[]} starts
 * @param {number} index
 */
export function span(starts, index) {
  const start = starts[index], next = starts[index + 1];
  if (next === undefined) return `${start}+`;
  return next - 1 === start ? String(start) : `${start}–${next - 1}`;
}

/**
 * @param {Look} look
 * @param {Level} level
 */
export function levelMark(look, level) {
  const { corners, colour } = look.levels[level];
  return mark(corners, colour, colour);
}

/**
 * @param {Element} drawing
 * @param {string} text
 */
function entry(drawing, text) {
  return el("span", { class: "entry" }, drawing, text);
}

/**
 * @param {string} name
 * @param {HTMLElement[]} entries
 */
function row(name, entries) {
  return el("div", { class: "key", role: "group", "aria-label": name },
    el("b", { text: name }), el("div", {}, ...entries));
}
