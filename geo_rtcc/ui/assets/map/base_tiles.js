/**
 * The ground: streets, water and parks on canvas tiles. Tiles are painted a few at a time between
 * frames, and painted anew in place, so that no change of look or content shows an empty tile.
 *
 * @import {Protomaps, Rules} from "./base_rules.js"
 * @import {TileData, TileStore} from "./base_source.js"
 * @import {Zxy} from "protomaps-leaflet"
 */
import { prepared, sourcesOf, TILE_PX } from "./base_source.js";

/** Of a frame's 16 ms; the rest is for what moves. */
const PAINT_MS = 7;
/** While tiles of another zoom are on their way the old ones stay, up to so many. */
const MANY_TILES = 200;
/** Thick lines of what lies just outside reach into a tile. */
const REACH_PX = 24;

/** @typedef {{canvas: HTMLCanvasElement, coords: L.Coords, data: TileData[] | null}} Tile */

/** What of Leaflet's layer has no types. */
const GRID = /** @type {Record<string, Function>} */ (
  /** @type {unknown} */ (L.GridLayer.prototype));

export class BaseTiles extends L.GridLayer {
  /** @type {Map<HTMLElement, Tile>} */
  #tiles = new Map();
  /** @type {(() => void)[]} */
  #jobs = [];
  #asked = 0;
  #zoom = 0;

  /**
   * @param {Protomaps} protomaps @param {TileStore} store @param {Rules} rules
   * @param {string} pane
   */
  constructor(protomaps, store, rules, pane) {
    super({ pane, tileSize: TILE_PX, keepBuffer: 1, noWrap: true, maxZoom: 24,
      updateWhenZooming: false });
    this.protomaps = protomaps;
    this.store = store;
    this.rules = rules;
    this.on("tileunload", ({ tile }) => this.#tiles.delete(tile));
  }

  /** @override @param {L.Map} map */
  onRemove(map) {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    this.#jobs = [];
    this.#tiles.clear();
    return super.onRemove(map);
  }

  /**
   * Leaflet has tiles of whole zooms and scales them in between: blurred, and without a GPU too
   * slow to move. These are of the very zoom that is shown.
   * @param {L.LatLng} center @param {number} zoom @param {...unknown} rest
   */
  _setView(center, zoom, ...rest) {
    this.#zoom = zoom;
    GRID._setView.call(this, center, zoom, ...rest);
  }

  _clampZoom() {
    return this.#zoom;
  }

  _pruneTiles() {
    if (!this.isLoading() || this.#tiles.size > MANY_TILES) GRID._pruneTiles.call(this);
  }

  /** @override @param {L.Coords} coords @param {L.DoneCallback} done */
  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.round(TILE_PX * (window.devicePixelRatio || 1));
    const tile = { canvas, coords, data: null };
    this.#tiles.set(canvas, tile);
    this.#load(tile).then(() => this.#later(() => {
      this.#paint(tile);
      done(undefined, canvas);
    }));
    return canvas;
  }

  /** @param {Rules} rules */
  setRules(rules) {
    this.rules = rules;
    for (const tile of this.#tiles.values()) this.#paint(tile);
  }

  /** @param {TileStore} next @returns {Promise<boolean>} whether it has what is shown now */
  async isIn(next) {
    for (;;) {
      const missing = this.#shown().flatMap((tile) => this.#sources(tile))
        .filter((source) => !next.peek(source));
      if (!missing.length || next.isClosed) return !next.isClosed;
      await Promise.allSettled(missing.map((source) => next.get(source)));
    }
  }

  /** @param {TileStore} store  that has what is shown @param {Rules} rules */
  setStore(store, rules) {
    this.store = store;
    for (const tile of this.#shown()) {
      tile.data = this.#sources(tile).flatMap((source) => store.peek(source) ?? []);
    }
    this.setRules(rules);
  }

  /** @returns {Tile[]} painted ones of the present zoom */
  #shown() {
    return [...this.#tiles.values()].filter((tile) => tile.data && this.#isWanted(tile));
  }

  /** @param {Tile} tile */
  #isWanted({ canvas, coords }) {
    return this.#tiles.has(canvas) && this._map?.getZoom() === coords.z;
  }

  /** @param {Tile} tile @returns {Promise<void>} never, when it isn't wanted any more */
  async #load(tile) {
    while (this.#tiles.has(tile.canvas)) {
      const { store } = this;
      try {
        const data = await Promise.all(this.#sources(tile).map((source) => store.get(source)));
        if (store !== this.store) continue;
        tile.data = data;
        return;
      } catch {
        // Given up for another zoom; a person may have come back to this one.
        if (!this.#isWanted(tile)) await this.#moved();
      }
    }
    await new Promise(() => {});
  }

  /** @returns {Promise<void>} */
  #moved() {
    return new Promise((go) => {
      if (this._map) this._map.once("moveend", () => go());
    });
  }

  /** @param {Tile} tile @returns {Zxy[]} */
  #sources({ coords }) {
    return sourcesOf(coords, this.store.tiles.maxZoom);
  }

  /** @param {() => void} job */
  #later(job) {
    this.#jobs.push(job);
    this.#asked ||= requestAnimationFrame(() => this.#work());
  }

  #work() {
    const until = performance.now() + PAINT_MS;
    this.#asked = 0;
    do this.#jobs.shift()?.();
    while (this.#jobs.length && performance.now() < until);
    if (this.#jobs.length) this.#asked = requestAnimationFrame(() => this.#work());
  }

  /** @param {Tile} tile */
  #paint(tile) {
    const { canvas, coords, data } = tile;
    const context = data && canvas.getContext("2d", { alpha: false });
    if (!context) return;
    const ratio = canvas.width / TILE_PX, x = coords.x * TILE_PX, y = coords.y * TILE_PX;
    const box = { minX: x - REACH_PX, minY: y - REACH_PX,
      maxX: x + TILE_PX + REACH_PX, maxY: y + TILE_PX + REACH_PX };
    const sources = this.#sources(tile);
    const tiles = data.map((part, i) => prepared(/** @type {Zxy} */ (sources[i]), coords.z, part));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = this.rules.ground;
    context.fillRect(0, 0, TILE_PX, TILE_PX);
    const origin = /** @type {any} */ (L.point(x, y));
    const all = new Map([["", tiles]]);
    this.protomaps.paint(context, coords.z, all, null, this.rules.paint, box, origin, false);
  }
}
