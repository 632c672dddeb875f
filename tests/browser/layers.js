/** A map with random calls and cells, for what only a real canvas can tell. */

import { CallsLayer } from "/map/calls_layer.js";
import { CellsLayer } from "/map/cells_layer.js";
import { world } from "/map/world.js";

const [LON, LAT] = [-93.1, 45];
let seed = 11;

export function random() {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
}

export const pick = (list) => list[Math.floor(random() * list.length)];

export function place() {
  return world(LON + (random() - 0.5) * 0.1, LAT + (random() - 0.5) * 0.06);
}

export function call(key) {
  const [x, y] = place();
  return { key, x, y, at: Math.floor(random() * 300), step: Math.floor(random() * 5),
    priority: Math.floor(random() * 10), category: Math.floor(random() * 9) };
}

/** Hexagons side by side in rows of twenty, as the real ones lie. */
function cell(name) {
  const [left, top] = world(LON - 0.05, LAT + 0.03), side = 0.002, i = Number(name);
  const row = Math.floor(i / 20), x = left + side * Math.sqrt(3) * ((i % 20) + (row % 2) / 2);
  const y = top + side * 1.5 * row, ring = new Float64Array(12);
  for (let k = 0; k < 6; k++) {
    ring[2 * k] = x + side * Math.sin((k * Math.PI) / 3);
    ring[2 * k + 1] = y + side * Math.cos((k * Math.PI) / 3);
  }
  return { name, x, y, ring, parent: "" };
}

export function newMap(zoom) {
  return L.map("map", { zoomControl: false, attributionControl: false, fadeAnimation: false })
    .setView([LAT, LON], zoom);
}

export function newCalls(look, map, count) {
  const calls = new Map(Array.from({ length: count }, (_, i) => [`${i}`, call(`${i}`)]));
  const layer = new CallsLayer({ look, newS: 0 }).addTo(map);
  layer.show([...calls.values()]);
  return { layer, calls };
}

export function newCells(look, map, count) {
  const cells = new Map(Array.from({ length: count }, (_, i) => [`${i}`, cell(`${i}`)]));
  const counts = new Map([...cells.keys()].map((name) => [name, Math.floor(random() * 20)]));
  const layer = new CellsLayer({ look }).addTo(map);
  layer.show(cells, counts, 9);
  return { layer, cells, counts };
}

/** A random change: some calls go, some come, some are there twice, changed. */
export function changeCalls(layer, calls) {
  const gone = [], come = [];
  for (const key of new Set([1, 2, 3].map(() => `${Math.floor(random() * 1.3 * calls.size)}`))) {
    const before = calls.get(key), after = random() < 0.7 ? call(key) : null;
    if (before) gone.push(before);
    if (after) come.push(after);
    calls.delete(key);
    if (after) calls.set(key, after);
  }
  layer.change(gone, come);
}

const pixels = ({ context, canvas: { width, height } }) =>
  new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);

/** How many pixels differ by more than rounding from those of a drawing of everything. */
export function wrongPixels(layer, drawAnew, within = 0) {
  const before = pixels(layer);
  drawAnew();
  const after = pixels(layer), far = (a, b, shift) =>
    Math.abs(((a >>> shift) & 255) - ((b >>> shift) & 255)) > within;
  return before.filter((a, i) => [0, 8, 16, 24].some((s) => far(a, after[i], s))).length;
}

export const painted = (layer) => pixels(layer).filter((pixel) => pixel).length;
