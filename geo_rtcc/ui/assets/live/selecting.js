/**
 * What is selected or under the pointer: its place on the map and its words.
 *
 * @import {Call, Camera, Cell, Hit, Selection, Unit} from "./types.js"
 * @import {LiveModel} from "./model.js"
 * @import {Known, Lines} from "./words.js"
 */
import { lonLat } from "../map/world.js";
import { callLines, cameraLines, cellLines, hitLines, unitLines } from "./words.js";

/**
 * @typedef {Selection} Found
 * @typedef {Call | Hit | Unit | Camera | Cell} Record_
 * @typedef {{x: number, y: number, lon: number, lat: number, radiusM: number}} Spot
 */

/**
 * Return where a record is; null without a point.
 *
 * @param {Selection} selection
 * @param {Record_} record
 * @returns {Spot | null}
 */
export function spot(selection, record) {
  const { x, y } = record;
  if (Number.isNaN(x)) return null;
  const [lon, lat] = "lon" in record ? [record.lon, record.lat] : lonLat(x, y);
  const given = "radiusM" in record ? record.radiusM : "accuracyM" in record ? record.accuracyM : 0;
  return { x, y, lon, lat, radiusM: given ?? 0 };
}

/**
 * Say what a record is.
 *
 * @param {Selection} selection
 * @param {Record_} record
 * @param {Known & {model: LiveModel, span: string}} known
 * @returns {Lines}
 */
export function lines({ kind, key }, record, known) {
  if (kind === "call") return callLines(/** @type {Call} */ (record), known);
  if (kind === "hit") return hitLines(/** @type {Hit} */ (record), known);
  if (kind === "unit") return unitLines(/** @type {Unit} */ (record), known);
  if (kind === "camera") return cameraLines(/** @type {Camera} */ (record));
  const cell = /** @type {Cell} */ (record);
  const calls = known.model.counts(cell.parent ? 9 : 8).get(key) ?? 0;
  return cellLines(cell, calls, known);
}

/**
 * Return the instant that Python needs to find a record; 0 for what has none.
 *
 * @param {Record_} record
 */
export function instant(record) {
  return "at" in record ? record.at : 0;
}

/**
 * @param {Selection | null} one
 * @param {Selection | null} other
 */
export function isSame(one, other) {
  return one?.kind === other?.kind && one?.key === other?.key;
}
