/**
 * The layers on the map: which there are, which are shown, and what of them is drawn anew.
 *
 * @import {Look} from "./types.js"
 * @import {LiveModel} from "./model.js"
 * @import {Merged} from "./merge.js"
 * @import {Found} from "./selecting.js"
 * @import {Base, Tiles} from "../map/base.js"
 */
import { baseLayer } from "../map/base.js";
import { CallsLayer } from "../map/calls_layer.js";
import { CamerasLayer } from "../map/cameras_layer.js";
import { CellsLayer } from "../map/cells_layer.js";
import { HitsLayer } from "../map/hits_layer.js";
import { SelectionLayer } from "../map/selection_layer.js";
import { Still } from "../map/still.js";
import { UnitsLayer } from "../map/units_layer.js";

/** Layers by name, lowest first, with the z-index of their pane. */
const PANES = { cells: 420, cameras: 455, calls: 460, units: 465, hits: 470, selection: 480 };

export const USUAL = ["base", "cameras", "calls", "units", "hits"];

export class Layers {
  /** @type {Base | null} */
  base = null;
  /** @type {Set<string>} */
  #shown = new Set();
  #map;
  #look;
  #still;

  /**
   * @param {L.Map} map
   * @param {Look} look
   */
  constructor(map, look) {
    this.#map = map;
    this.#look = look;
    for (const [name, order] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = String(order);
      pane.style.pointerEvents = "none";
    }
    this.calls = new CallsLayer({ look, pane: "calls" });
    this.hits = new HitsLayer({ look, pane: "hits" });
    this.units = new UnitsLayer({ look, pane: "units" });
    this.cameras = new CamerasLayer({ look, pane: "cameras" });
    this.cells = new CellsLayer({ look, pane: "cells" });
    this.selection = new SelectionLayer({ look, pane: "selection" }).addTo(map);
    this.#still = new Still(map, () => this.#stack());
  }

  /** @returns {import("../map/canvas_layer.js").CanvasLayer[]} lowest first */
  #stack() {
    const { cells, cameras, calls, units, hits, selection, base } = this;
    return [cells, ...(base ? [base.labels] : []), cameras, calls, units, hits, selection];
  }

  /**
   * Show these layers and no others.
   *
   * @param {Set<string>} names
   * @param {LiveModel} model
   */
  show(names, model) {
    this.#shown = new Set(names);
    for (const name of /** @type {const} */ (["calls", "hits", "units", "cameras"])) {
      this.#toggle(this[name], names.has(name));
    }
    this.#toggle(this.cells, this.resolution !== null);
    if (this.base) this.#toggle(this.base, names.has("base"));
    this.#drawCells(model);
  }

  /** @returns {8 | 9 | null} of the cells shown */
  get resolution() {
    if (this.#shown.has("cells")) return 9;
    return this.#shown.has("cells-large") ? 8 : null;
  }

  /**
   * Lay out the base map, or change what it is drawn from.
   *
   * @param {Tiles} tiles
   */
  setTiles(tiles) {
    if (this.base) return void this.base.setTiles(tiles);
    this.base = baseLayer({ look: this.#look, tiles });
    this.#toggle(this.base, this.#shown.has("base"));
  }

  /** @param {Look} look */
  setLook(look) {
    this.#look = look;
    const { calls, hits, units, cameras, cells, selection, base } = this;
    for (const layer of [calls, hits, units, cameras, cells, selection, base]) layer?.setLook(look);
  }

  /**
   * Draw what has changed.
   *
   * @param {Merged} merged
   * @param {boolean} units  whether it is the units' turn
   * @param {LiveModel} model
   * @param {number} now  instant looked at, seconds
   */
  draw(merged, units, model, now) {
    if (merged.all) this.calls.show(model.calls());
    else if (merged.calls) this.calls.change(merged.gone, merged.come);
    if (merged.all || merged.hits) this.hits.show(model.hits(), now);
    if (units) this.units.show(model.units(), now);
    if (merged.all || merged.cameras) this.cameras.show(model.cameras());
    if (merged.all) this.#drawCells(model);
    else if (merged.cells.size && this.resolution) {
      this.cells.change(merged.cells, model.counts(this.resolution));
    }
    this.#still.touch();
  }

  /**
   * Return what lies under a mouse event, most urgent kind first.
   *
   * @param {L.LeafletMouseEvent} event
   * @returns {Found[]}
   */
  at(event) {
    /** @type {Found[]} */
    const found = [];
    const kinds = /** @type {const} */ ([
      ["hit", this.hits], ["unit", this.units], ["call", this.calls], ["camera", this.cameras],
    ]);
    for (const [kind, layer] of kinds) {
      if (!layer.isShown) continue;
      for (const record of layer.near(event)) {
        found.push({ kind, key: String("key" in record ? record.key : record.id) });
      }
    }
    return found;
  }

  /**
   * @param {L.LeafletMouseEvent} event
   * @returns {Found | null}
   */
  cellAt(event) {
    const name = this.resolution ? this.cells.find(event) : null;
    return name ? { kind: "cell", key: name } : null;
  }

  /** @param {LiveModel} model */
  #drawCells(model) {
    if (this.resolution) {
      this.cells.show(model.cells, model.counts(this.resolution), this.resolution);
    }
  }

  /**
   * @param {L.Layer} layer
   * @param {boolean} on
   */
  #toggle(layer, on) {
    if (on === this.#map.hasLayer(layer)) return;
    if (on) this.#map.addLayer(layer);
    else this.#map.removeLayer(layer);
  }
}
