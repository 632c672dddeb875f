/**
 * What the map says about a record: what, when, who, how sure.
 *
 * @import {Agency, Call, Camera, Cell, Hit, Look, QueueItem, Unit} from "./types.js"
 * @import {AgencyTime} from "./clock.js"
 */
import { age } from "./clock.js";

/**
 * @typedef {[string, string][]} Lines  class and text
 *
 * @typedef {object} Known  what the words rest on
 * @property {Look} look
 * @property {Agency} agency
 * @property {AgencyTime} time
 * @property {number} now  of the picture, seconds
 */

export const STEPS = ["Received", "Dispatched", "On scene", "Closed", "Perhaps closed"];
export const UNVERIFIED = "Not probable cause: compare plate, state and image with the entry";
const STATUS = { unverified: "Unverified", confirmed: "Confirmed", rejected: "Rejected" };
const COMPASS = ["north", "north-east", "east", "south-east", "south", "south-west", "west",
  "north-west"];
const MPH = 2.23694;

/**
 * @param {number} value
 * @param {string} one
 */
export function count(value, one) {
  return `${value.toLocaleString("en-US")} ${one}${value === 1 ? "" : "s"}`;
}

/**
 * Say which area something lies in; "" where the agency has none at all.
 *
 * @param {{area: string, ambiguous?: boolean, others?: string}} record
 * @param {Agency} agency
 */
export function areaLine({ area, ambiguous, others }, agency) {
  if (!agency.areas.length) return "";
  if (!area) return `Outside every ${agency.areaWord.toLowerCase()}`;
  const doubt = ambiguous ? ` (ambiguous${others ? `: also ${others}` : ""})` : "";
  return `${agency.areaWord} ${area}${doubt}`;
}

/**
 * @param {{address?: string, lon: number, lat: number}} record
 */
export function place({ address, lon, lat }) {
  if (address) return address;
  return Number.isNaN(lon) ? "No point: not on the map" : `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

/**
 * @param {Call} call
 * @param {Look} look
 */
export function callTitle(call, look) {
  return call.type || look.categories[call.category]?.label || "Call";
}

/** @param {Hit} hit */
export function hitTitle(hit) {
  return hit.state ? `${hit.plate} · ${hit.state}` : hit.plate;
}

/** @param {Hit} hit */
export function hitStatus(hit) {
  return STATUS[hit.status] ?? hit.status;
}

/** @param {Hit} hit */
export function hitWhy(hit) {
  return [...new Set([hit.reason, hit.list].filter(Boolean))].join(", ") || "Hot list entry";
}

/**
 * Say how the read and the entry agree.
 *
 * @param {Hit} hit
 */
export function hitMatch(hit) {
  const entry = [hit.entryPlate, hit.entryState].filter(Boolean).join(" ");
  const state = { same: "same state", unknown: "state unknown", different: "other state" };
  const states = state[hit.stateMatch] ?? "state unknown";
  if (hit.match === "exact") return `Exact match of ${entry}, ${states}`;
  const sure = Math.round(hit.probability * 100);
  return `Look-alike of ${entry}, ${states}, match probability ${sure} %`;
}

/**
 * @param {Call} call
 * @param {Known} known
 * @returns {Lines}
 */
export function callLines(call, { look, agency, time, now }) {
  const category = look.categories[call.category]?.label ?? "Other";
  const priority = call.priority ? `priority ${call.priority}` : "no priority given";
  const step = call.step === 4 ? "its source reports no closings" : STEPS[call.step].toLowerCase();
  const what = [category, priority, call.onView ? "on-view" : "", step].filter(Boolean);
  return compact([
    ["rtcc-title", callTitle(call, look)],
    ["rtcc-line", what.join(" · ")],
    ["rtcc-line", `${time.dayTime(call.at)}, ${age(Math.max(0, now - call.at))} ago`],
    ["rtcc-line", place(call)],
    ["rtcc-line", areaLine(call, agency)],
    ["rtcc-line", call.units.length ? `Units ${call.units.join(", ")}` : ""],
    ["rtcc-faint", call.sure],
  ]);
}

/**
 * @param {Hit} hit
 * @param {Known} known
 * @returns {Lines}
 */
export function hitLines(hit, { look, agency, time, now }) {
  return compact([
    ["rtcc-title", hitTitle(hit)],
    ["rtcc-line", `${hitStatus(hit)} hit · ${look.levels[hit.level].label.toLowerCase()}`],
    ["rtcc-line", hitWhy(hit)],
    ["rtcc-line", hitMatch(hit)],
    ["rtcc-line", `${time.dayTime(hit.at)}, ${age(Math.max(0, now - hit.at))} ago`],
    ["rtcc-line", [hit.camera, areaLine(hit, agency)].filter(Boolean).join(" · ")],
    ["rtcc-faint", hit.sure],
    ["rtcc-faint", hit.status === "unverified" ? `${UNVERIFIED}.` : ""],
  ]);
}

/**
 * @param {Unit} unit
 * @param {Known} known
 * @returns {Lines}
 */
export function unitLines(unit, { agency, time, now }) {
  const moving = unit.speed !== null && unit.speed >= 1 && unit.heading !== null;
  const way = moving ? `, heading ${compass(Number(unit.heading))}` : "";
  const speed = unit.speed === null ? "Speed not reported" : `${Math.round(unit.speed * MPH)} mph`;
  const accuracy = unit.accuracyM === null ? "accuracy not stated" : `±${round(unit.accuracyM)} m`;
  return compact([
    ["rtcc-title", unit.sign],
    ["rtcc-line", [unit.kind, unit.status || "status unknown"].filter(Boolean).join(" · ")],
    ["rtcc-line", `Fix ${age(Math.max(0, now - unit.at))} old, ${time.dayTime(unit.at)}`],
    ["rtcc-line", speed + way],
    ["rtcc-line", areaLine(unit, agency)],
    ["rtcc-faint", `AVL fix, ${accuracy}`],
  ]);
}

/**
 * @param {Camera} camera
 * @returns {Lines}
 */
export function cameraLines(camera) {
  const heading = camera.heading === null ? "" : `, facing ${compass(camera.heading)}`;
  return compact([
    ["rtcc-title", camera.name],
    ["rtcc-line", (camera.isMobile ? "Mobile camera" : "Fixed camera") + heading],
    ["rtcc-faint", camera.source],
  ]);
}

/**
 * @param {Cell} cell
 * @param {number} calls
 * @param {{look: Look, span: string}} known
 * @returns {Lines}
 */
export function cellLines(cell, calls, { look, span }) {
  const low = calls < look.bins.low;
  return compact([
    ["rtcc-title", count(calls, "call")],
    ["rtcc-line", `${cell.parent ? "Small" : "Large"} cell, ${span}`],
    ["rtcc-faint", low ? "Low count: says little about the place" : ""],
  ]);
}

/**
 * Say in one sentence what is new in the queue.
 *
 * @param {QueueItem} item
 * @param {Look} look
 * @param {Agency} agency
 */
export function queueSentence(item, look, agency) {
  const level = look.levels[item.level].label;
  const where = areaLine(item.record, agency);
  if (item.kind === "hit") {
    const hit = /** @type {Hit} */ (item.record);
    const status = hitStatus(hit).toLowerCase();
    const parts = [`${level}: ${status} hit ${hit.plate} ${hit.state}`.trim(), hit.camera, where];
    return `${parts.filter(Boolean).join(", ")}.`;
  }
  const call = /** @type {Call} */ (item.record);
  const parts = [`${level}: ${callTitle(call, look)}`, call.address, where];
  return `${parts.filter(Boolean).join(", ")}.`;
}

/** @param {number} degrees  from north, clockwise */
export function compass(degrees) {
  return COMPASS[Math.round((((degrees % 360) + 360) % 360) / 45) % 8];
}

/** @param {number} metres */
function round(metres) {
  return metres < 10 ? Math.round(metres * 10) / 10 : Math.round(metres);
}

/**
 * @param {Lines} lines
 * @returns {Lines}
 */
function compact(lines) {
  return lines.filter(([, text]) => text);
}
