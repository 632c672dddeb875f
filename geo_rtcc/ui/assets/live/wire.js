/**
 * Messages of the server as records: undoes the coding of docs/live-map.md.
 *
 * @import {Call, Camera, Cell, Feed, Hit, Mark, Step, Unit} from "./types.js"
 *
 * @typedef {object} Records
 * @property {Call[]} calls @property {Cell[]} cells
 * @property {Hit[]} hits @property {Unit[]} units @property {Camera[]} cameras
 * @property {Mark[]} marks
 * @property {Feed[] | null} feeds  null: the message says nothing about them
 *
 * @typedef {Record<string, any>} Message
 */
import { world } from "../map/world.js";

const MICRO = 1e6;

/**
 * @param {Message} message  a snapshot, a change, or any part of one
 * @returns {Records}
 */
export function decode(message) {
  const texts = message.texts ?? [""];
  const cells = decodeCells(message.cells);
  return {
    cells,
    calls: decodeCalls(message.calls, texts, cells),
    hits: rows(message.hits).map(hit),
    units: rows(message.units).map(unit),
    cameras: rows(message.cameras).map(camera),
    marks: /** @type {Mark[]} */ (rows(message.marks)),
    feeds: message.feeds?.map(feed) ?? null,
  };
}

/**
 * @param {Message | undefined} columns @param {string[]} texts @param {Cell[]} cells
 * @returns {Call[]}
 */
function decodeCalls(columns, texts, cells) {
  if (!columns) return [];
  const [, , start] = columns.base;
  const runs = summed(columns.run, 0);
  const rowIds = summed(columns.row, 0);
  const instants = summed(columns.at, start);
  return runs.map((run, i) => {
    const text = (/** @type {string} */ name) => texts[columns[name][i]] ?? "";
    const flags = Number(columns.flags[i]);
    return {
      key: `${run}.${rowIds[i]}`,
      ...point(degrees(columns, "lon", i, 0), degrees(columns, "lat", i, 1)),
      at: instants[i],
      closedAt: columns.closed[i] === null ? null : instants[i] + columns.closed[i],
      step: /** @type {Step} */ (Number(columns.step[i])),
      category: Number(columns.category[i]),
      priority: Number(columns.priority[i]),
      onView: (flags & 1) > 0,
      ambiguous: (flags & 2) > 0,
      others: columns.others?.[i] ?? "",
      type: text("type"),
      address: text("address"),
      area: text("area"),
      shift: text("shift"),
      sure: text("sure"),
      radiusM: columns.radius[i],
      cell: cells[columns.cell[i]]?.name ?? "",
      units: columns.units?.[i] ?? [],
      source: text("source"),
    };
  });
}

/** @param {Message | undefined} columns @returns {Cell[]} */
function decodeCells(columns) {
  if (!columns) return [];
  const { name: names, rings, ring, parent } = columns;
  return names.map((/** @type {string} */ name, /** @type {number} */ i) => {
    const lon = degrees(columns, "lon", i, 0);
    const lat = degrees(columns, "lat", i, 1);
    const [x, y] = world(lon, lat);
    const corners = outline(rings[ring[i]] ?? [], lon, lat);
    return { name, x, y, ring: corners, parent: names[parent[i]] ?? "" };
  });
}

/** @param {number[]} offsets @param {number} lon @param {number} lat @returns {Float64Array} */
function outline(offsets, lon, lat) {
  const ring = new Float64Array(offsets.length);
  for (let i = 0; i < offsets.length; i += 2) {
    ring.set(world(lon + offsets[i] / MICRO, lat + offsets[i + 1] / MICRO), i);
  }
  return ring;
}

/** @param {Message} columns @param {string} name @param {number} i @param {0 | 1} axis */
function degrees(columns, name, i, axis) {
  const offset = columns[name][i];
  // Whole millionths first: what went in comes out to the last digit.
  return offset === null ? NaN : (Math.round(columns.base[axis] * MICRO) + offset) / MICRO;
}

/** @param {number} lon @param {number} lat  NaN without a point */
function point(lon, lat) {
  const [x, y] = world(lon, lat);
  return { lon, lat, x, y };
}

/** @param {number[]} steps @param {number} start @returns {number[]} */
function summed(steps, start) {
  let sum = start;
  return steps.map((step) => (sum += step));
}

/** @param {Message | undefined} table @returns {Message[]} */
function rows(table) {
  if (!table) return [];
  const { fields } = table;
  return table.rows.map((/** @type {any[]} */ row) =>
    Object.fromEntries(fields.map((/** @type {string} */ name, /** @type {number} */ i) => [
      name, row[i],
    ])));
}

/** @param {Message} row @returns {Hit} */
function hit(row) {
  const { entry_plate, entry_state, state_match, radius, image_url, ...same } = row;
  return /** @type {Hit} */ ({
    ...same,
    ...point(row.lon ?? NaN, row.lat ?? NaN),
    entryPlate: entry_plate,
    entryState: entry_state,
    stateMatch: state_match,
    radiusM: radius,
    imageUrl: image_url,
  });
}

/** @param {Message} row @returns {Unit} */
function unit(row) {
  const { unit_id, speed_mps, heading_deg, accuracy_m, ...same } = row;
  return /** @type {Unit} */ ({
    ...same,
    ...point(row.lon ?? NaN, row.lat ?? NaN),
    id: unit_id,
    speed: speed_mps,
    heading: heading_deg,
    accuracyM: accuracy_m,
  });
}

/** @param {Message} row @returns {Camera} */
function camera(row) {
  const { camera_id, heading_deg, is_mobile, ...same } = row;
  return /** @type {Camera} */ ({
    ...same,
    ...point(row.lon ?? NaN, row.lat ?? NaN),
    id: camera_id,
    heading: heading_deg,
    isMobile: is_mobile,
  });
}

/** @param {any[]} row @returns {Feed} */
function feed([kind, source, newest, within]) {
  return { kind, source, newest, within };
}
