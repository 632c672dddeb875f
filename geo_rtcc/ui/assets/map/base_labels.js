/**
 * Outlines of areas and all names, on one canvas above what is drawn on the ground. Names keep
 * their place while the map is moved: they are laid out once for each tile and zoom.
 *
 * @import {Labeler, PreparedTile} from "protomaps-leaflet"
 * @import {Protomaps, Rules} from "./base_rules.js"
 * @import {TileStore} from "./base_source.js"
 */
import { dataZoom, keyOf, prepared, tilesOver } from "./base_source.js";
import { CanvasLayer } from "./canvas_layer.js";

const MARGIN = 0.15;
/** Tiles with names kept for one zoom. */
const LAID_OUT = 300;
/** So long for all tiles of the view; then what is here is drawn. */
const PATIENCE_MS = 250;

export class BaseLabels extends CanvasLayer {
  /** @type {Labeler | null} */
  #labeler = null;
  #waiting = "";

  /**
   * @param {Protomaps} protomaps @param {TileStore} store @param {Rules} rules
   * @param {string} pane
   */
  constructor(protomaps, store, rules, pane) {
    super({ pane, margin: MARGIN });
    this.protomaps = protomaps;
    this.store = store;
    this.rules = rules;
    this.isComplete = false;
    const pen = document.createElement("canvas").getContext("2d");
    this.pen = /** @type {CanvasRenderingContext2D} */ (pen);
  }

  /** @param {TileStore} store @param {Rules} rules */
  set(store, rules) {
    this.store = store;
    this.rules = rules;
    this.relayout();
  }

  /** Lay out every name anew, as when letters have another width. */
  relayout() {
    this.#labeler = null;
    this.redraw();
  }

  /** @override @param {CanvasRenderingContext2D} context */
  draw(context) {
    const tiles = this.#tiles(), { zoom, x, y, width, height } = this.frame;
    const box = { minX: x, minY: y, maxX: x + width, maxY: y + height };
    const data = new Map([["", tiles]]), origin = /** @type {any} */ (L.point(x, y));
    const { paint } = this.protomaps, labeler = this.#laidOut(data);
    paint(context, zoom, data, labeler.index, this.rules.outlines, box, origin, false);
  }

  /** @returns {PreparedTile[]} those of the view that are here; the others are asked for */
  #tiles() {
    const { zoom, x, y, width, height } = this.frame, { store } = this;
    const box = { minX: x, minY: y, maxX: x + width, maxY: y + height };
    const wanted = tilesOver(dataZoom(zoom, store.tiles.maxZoom), zoom, box);
    const missing = wanted.filter((tile) => !store.peek(tile));
    this.isComplete = !missing.length;
    if (missing.length) this.#await(missing.map(keyOf).join(), missing.map((t) => store.get(t)));
    else if (this._map) this.fire("complete");
    return wanted.flatMap((tile) => {
      const data = store.peek(tile);
      return data ? [prepared(tile, zoom, data)] : [];
    });
  }

  /** @param {string} names of the missing tiles @param {Promise<unknown>[]} tiles */
  #await(names, tiles) {
    const all = Promise.allSettled(tiles);
    if (this.#waiting === names) {
      all.then(() => this.redraw());
      return;
    }
    this.#waiting = names;
    const patience = new Promise((go) => setTimeout(go, PATIENCE_MS));
    Promise.race([all, patience]).then(() => this.redraw());
  }

  /** @param {Map<string, PreparedTile[]>} tiles @returns {Labeler} with their names placed */
  #laidOut(tiles) {
    const { zoom } = this.frame;
    if (this.#labeler?.z !== zoom) {
      this.#labeler = new this.protomaps.Labeler(zoom, this.pen, this.rules.labels, LAID_OUT);
      this.#labeler.index.dim = 256 * 2 ** zoom;
    }
    this.#labeler.add(tiles);
    return this.#labeler;
  }
}
