/**
 * What a folium map's page calls with its data: the same base map, cells and panels as the live
 * map's.
 *
 * @import {Cell, Look} from "../live/types.js"
 * @import {Tiles} from "./base.js"
 */
import { baseLayer } from "./base.js";
import { CellsLayer } from "./cells_layer.js";
import { frame as keepFrame } from "./frame.js";
import { HoverPanel, onHover } from "./hover.js";
import { grown } from "./wall.js";
import { world } from "./world.js";

const CELLS_PANE = "cells";
const CELLS_ORDER = "420";

/**
 * @typedef {object} CellsSpec  counts by cell, in columns of equal length
 * @property {Look} look
 * @property {number} resolution  H3
 * @property {string} corners  how many of each cell, a digit each
 * @property {number[]} lon @property {number[]} lat  of the corners, in millionths of a degree,
 *   each minus the one before
 * @property {number[]} n
 * @property {string[]} words  categories with their counts
 * @property {string[]} areas @property {number[]} area  index into areas
 * @property {string} areaWord
 */

/** @param {L.Map} map @param {Parameters<typeof keepFrame>[1]} spec */
export function frame(map, spec) {
  document.documentElement.classList.toggle("wall", grown() > 1);
  keepFrame(map, spec);
}

/** @param {L.Map} map @param {{look: Look, tiles: Tiles}} spec */
export function base(map, { look, tiles }) {
  const layer = baseLayer({ look, tiles });
  layer.once("ready", () => {
    document.body.dataset.baseMap = tiles.version;
  });
  layer.addTo(map);
}

/** @param {L.Map} map @param {CellsSpec} spec */
export function cells(map, spec) {
  const pane = map.createPane(CELLS_PANE), shown = cellsOf(spec);
  pane.style.zIndex = CELLS_ORDER;
  pane.style.pointerEvents = "none";
  const layer = new CellsLayer({ look: spec.look, pane: CELLS_PANE });
  layer.addTo(map);
  layer.show(shown, new Map([...shown.keys()].map((name, i) => [name, spec.n[i] ?? 0])),
    spec.resolution);
  document.body.dataset.cells = String(shown.size);
  const panel = new HoverPanel(map);
  onHover(map, (event) => {
    const name = layer.find(event);
    if (name === null) panel.hide();
    else panel.show(event.containerPoint, linesOf(spec, Number(name)));
  }, () => panel.hide());
}

/**
 * @param {CellsSpec} spec
 * @returns {Map<string, Cell>} named by their index
 */
export function cellsOf({ corners, lon, lat }) {
  const lons = degrees(lon), lats = degrees(lat), found = new Map();
  let at = 0;
  [...corners].forEach((count, index) => {
    const ring = new Float64Array(Number(count) * 2);
    for (let i = 0; i < ring.length; i += 2, at++) ring.set(world(lons[at], lats[at]), i);
    const name = String(index), [x, y] = middle(ring);
    found.set(name, { name, x, y, ring, parent: "" });
  });
  return found;
}

/** @param {CellsSpec} spec @param {number} i @returns {[string, string][]} */
export function linesOf(spec, i) {
  const n = spec.n[i] ?? 0, area = spec.areas[spec.area[i] ?? -1];
  /** @type {[string, string][]} */
  const lines = [
    ["rtcc-title", n === 1 ? "1 call" : `${n} calls`],
    ["rtcc-line", spec.words[i] ?? ""],
  ];
  if (area) lines.push(["rtcc-line", `${spec.areaWord} ${area}`]);
  else if (spec.areas.some(Boolean)) {
    lines.push(["rtcc-line", `Outside every ${spec.areaWord.toLowerCase()}`]);
  }
  if (n < spec.look.bins.low) {
    lines.push(["rtcc-faint", "Low count: says little about the place"]);
  }
  return lines;
}

/** @param {number[]} deltas in millionths of a degree @returns {number[]} degrees */
function degrees(deltas) {
  let sum = 0;
  return deltas.map((delta) => (sum += delta) / 1e6);
}

/** @param {Float64Array} ring @returns {[number, number]} */
function middle(ring) {
  let x = 0, y = 0;
  for (let i = 0; i < ring.length; i += 2) {
    x += ring[i] ?? 0;
    y += ring[i + 1] ?? 0;
  }
  return [(x * 2) / ring.length, (y * 2) / ring.length];
}
