/** A busy day of a city in messages, for figures about speed and memory. */
import { CATEGORIES, cellColumns, change, snapshot } from "./messages.js";
import { seeded } from "./recomputed.js";
import { LiveModel } from "../../geo_rtcc/ui/assets/live/model.js";

export const NOW = 1_790_000_000;
const DAY_S = 86_400;
const CELLS = cellColumns(3000);
const STREETS = ["MAIN", "PEÑA", "HARBOR", "ELM", "OAK", "5TH", "LAKE", "MILL", "GRAND", "UNION"];
const TYPES = ["ASSAULT", "THEFT FROM AUTO", "ALARM BURGLARY", "WELFARE CHECK", "TRAFFIC STOP"];

/** @param {number} row @param {() => number} random @param {number} at */
export function cityCall(row, random, at) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const isClosed = random() < 0.8;
  return {
    row, at, closed: isClosed ? Math.floor(random() * 7200) : null, step: isClosed ? 3 : 1,
    category: Math.floor(random() * 9), priority: Math.floor(random() * 6),
    address: `${Math.floor(random() * 9000)} ${pick(STREETS)} ${pick(["ST", "AV", "BLVD"])}`,
    type: pick(TYPES), area: pick(["B1", "B2"]), cell: 1 + Math.floor(random() * 3000),
    lon: -93 - random() / 10, lat: 45 + random() / 10, flags: random() < 0.3 ? 1 : 0,
    units: isClosed ? [] : [`${Math.floor(random() * 90)}A`],
  };
}

/** A snapshot of `count` calls and 300 hits. */
export function city(count = 10_000) {
  const random = seeded(1);
  const calls = Array.from({ length: count }, (_, i) =>
    cityCall(i, random, Math.floor(NOW - DAY_S + 1 + (i * (DAY_S - 1)) / count)));
  const hits = Array.from({ length: 300 }, (_, i) => ({ key: `9.${i}`, at: NOW - i * 280 }));
  return snapshot({ now: NOW, calls, hits, cells: CELLS });
}

/** @param {number} now @param {any[]} calls @param {object} [others] */
export function news(now, calls, others) {
  return change({ now, calls, cells: calls.length ? fewCells(calls) : undefined, ...others });
}

function fewCells(calls) {
  const used = [...new Set(calls.map((call) => call.cell))];
  const indexes = [0, ...used];
  const of = (column) => indexes.map((i) => column[i]);
  for (const call of calls) call.cell = 1 + used.indexOf(call.cell);
  return { ...CELLS, name: of(CELLS.name), lon: of(CELLS.lon), lat: of(CELLS.lat),
    ring: of(CELLS.ring), parent: of(CELLS.parent) };
}

export function cityModel(message = city()) {
  const model = new LiveModel(CATEGORIES);
  model.load(message);
  return model;
}
