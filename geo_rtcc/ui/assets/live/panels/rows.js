/**
 * The picture as rows of a table: columns, sorting, pages.
 *
 * @import {Call, Hit, Selection, Unit} from "../types.js"
 * @import {Known} from "../words.js"
 */
import { areaLine, hitMatch, hitStatus, hitWhy, place, STEPS } from "../words.js";

export const PAGE = 100;

/**
 * @typedef {object} Column
 * @property {string} label
 * @property {(record: any, known: Known) => string} text
 * @property {((record: any) => number | string)} [order]  sorts by it; by the text without
 *
 * @typedef {"calls" | "hits" | "units"} TableName
 * @typedef {{column: number, down: boolean}} Order
 */

const AT = {
  label: "Time",
  text: (/** @type {{at: number}} */ record, /** @type {Known} */ { time }) =>
    `${time.dayTime(record.at).replace(/ \d\d:\d\d$/, "")} ${time.time(record.at)}`,
  order: (/** @type {{at: number}} */ record) => record.at,
};
const AREA = {
  label: "Area",
  text: (/** @type {{area: string}} */ record, /** @type {Known} */ { agency }) =>
    areaLine(record, agency),
};

/** @type {Record<TableName, Column[]>} */
export const COLUMNS = {
  calls: [
    AT,
    { label: "Type", text: (/** @type {Call} */ call) => call.type },
    { label: "Category", text: (call, { look }) => look.categories[call.category]?.label ?? "" },
    {
      label: "Priority",
      text: (/** @type {Call} */ call) => (call.priority ? String(call.priority) : "–"),
      order: (/** @type {Call} */ call) => call.priority || 99,
    },
    { label: "State", text: (/** @type {Call} */ call) => STEPS[call.step] },
    { label: "Where", text: place },
    AREA,
    { label: "Units", text: (/** @type {Call} */ call) => call.units.join(", ") },
    { label: "How sure", text: (/** @type {Call} */ call) => call.sure },
  ],
  hits: [
    AT,
    {
      label: "Level",
      text: (hit, { look }) => look.levels[/** @type {Hit} */ (hit).level].label,
      order: (/** @type {Hit} */ hit) => ["critical", "warning", "notice"].indexOf(hit.level),
    },
    { label: "Plate", text: (/** @type {Hit} */ hit) => `${hit.plate} ${hit.state}`.trim() },
    { label: "Status", text: hitStatus },
    { label: "Entry", text: hitWhy },
    { label: "Match", text: hitMatch },
    { label: "Camera", text: (/** @type {Hit} */ hit) => hit.camera },
    AREA,
    { label: "How sure", text: (/** @type {Hit} */ hit) => hit.sure },
  ],
  units: [
    { label: "Unit", text: (/** @type {Unit} */ unit) => unit.sign },
    { ...AT, label: "Fix" },
    { label: "Status", text: (/** @type {Unit} */ unit) => unit.status || "Unknown" },
    { label: "Kind", text: (/** @type {Unit} */ unit) => unit.kind },
    { label: "Where", text: place },
    AREA,
    {
      label: "Accuracy",
      text: (/** @type {Unit} */ { accuracyM }) =>
        (accuracyM === null ? "Not stated" : `±${Math.round(accuracyM)} m`),
      order: (/** @type {Unit} */ unit) => unit.accuracyM ?? Infinity,
    },
  ],
};

/**
 * Return records in the order of a column; equal ones stay as they were.
 *
 * @template Row
 * @param {Row[]} records
 * @param {Column} column
 * @param {boolean} down
 * @param {Known} known
 * @returns {Row[]}
 */
export function sorted(records, column, down, known) {
  const keys = new Map(records.map((record) =>
    [record, column.order ? column.order(record) : column.text(record, known)]));
  const compare = (/** @type {any} */ one, /** @type {any} */ other) =>
    typeof one === "string" ? one.localeCompare(other, "en", { numeric: true }) : one - other;
  return [...records].sort((one, other) =>
    compare(keys.get(one), keys.get(other)) * (down ? -1 : 1));
}

/**
 * @param {TableName} name
 * @param {any} record
 * @returns {Selection}
 */
export function selectionOf(name, record) {
  if (name === "units") return { kind: "unit", key: String(record.id) };
  return { kind: name === "calls" ? "call" : "hit", key: record.key };
}
