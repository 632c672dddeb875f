/**
 * The base map's tiles: fetched, decoded by the library, kept. Tiles are 512 CSS pixels wide, so
 * the tile of zoom z is drawn on the map's zoom z + 1.
 *
 * @import {Feature, PmtilesSource, PreparedTile, Zxy} from "protomaps-leaflet"
 * @import {Protomaps} from "./base_rules.js"
 * @import {Ask, Tiles} from "./base.js"
 * @typedef {Map<string, Feature[]>} TileData
 */

export const TILE_PX = 512;
const KEPT = 240;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Answers that won't be another one the next time. */
const NOTHING_THERE = [400, 404, 410];

/**
 * @param {number} zoom of the map @param {number} maxZoom of the data
 * @returns {number} zoom of the tiles that are drawn
 */
export function dataZoom(zoom, maxZoom) {
  return Math.max(0, Math.min(maxZoom, Math.round(zoom) - 1));
}

/**
 * @param {Zxy} square  of TILE_PX on the screen; z is the map's zoom, whole or not
 * @param {number} maxZoom of the data
 * @returns {Zxy[]} the tiles that it shows parts of: one at whole zooms
 */
export function sourcesOf({ z, x, y }, maxZoom) {
  const minX = x * TILE_PX, minY = y * TILE_PX, inside = TILE_PX - 0.01;
  const box = { minX, minY, maxX: minX + inside, maxY: minY + inside };
  return tilesOver(dataZoom(z, maxZoom), z, box);
}

/**
 * @param {number} z of the tiles
 * @param {number} zoom of the map
 * @param {{minX: number, minY: number, maxX: number, maxY: number}} box world pixels at that zoom
 * @returns {Zxy[]} the tiles that cover it
 */
export function tilesOver(z, zoom, box) {
  const span = spanOf(z, zoom), last = 2 ** z - 1, found = [];
  const low = (/** @type {number} */ at) => Math.max(0, Math.floor(at / span));
  const high = (/** @type {number} */ at) => Math.min(last, Math.floor(at / span));
  for (let y = low(box.minY); y <= high(box.maxY); y++) {
    for (let x = low(box.minX); x <= high(box.maxX); x++) found.push({ z, x, y });
  }
  return found;
}

/**
 * @param {Zxy} tile @param {number} zoom of the map @param {TileData} data
 * @returns {PreparedTile} how the library wants a tile that it draws at that zoom
 */
export function prepared(tile, zoom, data) {
  const dim = spanOf(tile.z, zoom);
  const origin = /** @type {PreparedTile["origin"]} */ (
    /** @type {unknown} */ (L.point(tile.x * dim, tile.y * dim)));
  return { z: zoom, origin, data, scale: dim / TILE_PX, dim, dataTile: tile };
}

/** @param {number} z of a tile @param {number} zoom @returns {number} its width there, pixels */
function spanOf(z, zoom) {
  return TILE_PX * 2 ** (zoom - 1 - z);
}

/** @param {number} attempt from 0 on @returns {number} how long to wait before the next one, ms */
export function pauseAfter(attempt) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}

export class TileStore {
  /** @type {Map<string, TileData>} */
  #kept = new Map();
  /** @type {Map<string, Promise<TileData>>} */
  #asked = new Map();
  #closing = new AbortController();

  /**
   * @param {Protomaps} protomaps @param {Ask} ask
   * @param {Tiles} tiles @param {string} on  day whose areas are drawn
   */
  constructor(protomaps, ask, tiles, on) {
    this.tiles = tiles;
    this.on = on;
    this.query = `v=${encodeURIComponent(tiles.version)}&on=${encodeURIComponent(on)}`;
    this.name = `${tiles.schema} ${tiles.maxZoom} ${this.query}`;
    this.ask = ask;
    const archive = { getZxy: this.#fetch.bind(this) };
    /** @type {PmtilesSource} its decoder, fed by us; asking for another zoom aborts the rest */
    this.source = new protomaps.PmtilesSource(/** @type {any} */ (archive), true);
  }

  /** @param {Zxy} tile @returns {TileData | undefined} it, if it is here already */
  peek(tile) {
    const key = keyOf(tile), data = this.#kept.get(key);
    if (data) {
      this.#kept.delete(key);
      this.#kept.set(key, data);
    }
    return data;
  }

  /**
   * @param {Zxy} tile
   * @returns {Promise<TileData>} it, as often as it takes to get it; rejects when it is not wanted
   *   any more, because another zoom is
   */
  get(tile) {
    const here = this.peek(tile);
    if (here) return Promise.resolve(here);
    const key = keyOf(tile);
    const asked = this.#asked.get(key) ?? this.source.get(tile, TILE_PX)
      .then((data) => this.#keep(key, data))
      .finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  get isClosed() {
    return this.#closing.signal.aborted;
  }

  close() {
    this.#closing.abort();
  }

  /** @param {string} key @param {TileData} data */
  #keep(key, data) {
    this.#kept.set(key, data);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return data;
  }

  /**
   * @param {number} z @param {number} x @param {number} y @param {AbortSignal} given
   * @returns {Promise<{data: ArrayBuffer} | undefined>} undefined: there is nothing
   */
  async #fetch(z, x, y, given) {
    const signal = AbortSignal.any([given, this.#closing.signal]);
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await this.ask(`/tiles/${z}/${x}/${y}?${this.query}`, { signal });
        if (answer.ok) return await bodyOf(answer);
        if (NOTHING_THERE.includes(answer.status)) return undefined;
      } catch {
        signal.throwIfAborted();
      }
      await pause(pauseAfter(attempt), signal);
    }
  }
}

/** @param {Zxy} tile */
export function keyOf({ z, x, y }) {
  return `${z}/${x}/${y}`;
}

/** @param {Response} answer */
async function bodyOf(answer) {
  const data = await answer.arrayBuffer();
  return data.byteLength ? { data } : undefined;
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
function pause(ms, signal) {
  return new Promise((go, fail) => {
    const stop = () => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      go();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
