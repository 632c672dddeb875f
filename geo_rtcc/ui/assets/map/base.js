/**
 * The base map: the agency's own streets, water, parks and areas from vector tiles.
 *
 * What is drawn on the ground, such as cells, belongs on a pane between "base" (z-index 150) and
 * "labels" (450); markers belong above.
 *
 * @import {Look} from "../live/types.js"
 * @import {Protomaps, Rules} from "./base_rules.js"
 * @typedef {{version: string, on: string, schema: string, maxZoom: number}} Tiles  of the snapshot
 * @typedef {(url: string, options?: RequestInit) => Promise<Response>} Ask
 *
 * @typedef {object} BaseOptions
 * @property {Look} look
 * @property {Tiles} tiles
 * @property {string} [on]  day whose areas are drawn, as 2026-11-22; that of the tiles without it
 * @property {number} [grown]  factor of letters
 * @property {Ask} [ask]  how tiles are fetched
 */
import { BaseLabels } from "./base_labels.js";
import { rulesOf } from "./base_rules.js";
import { TileStore } from "./base_source.js";
import { BaseTiles } from "./base_tiles.js";
import { ask as askWithToken } from "./token.js";
import { grown as grownHere } from "./wall.js";

const PANES = { base: 150, labels: 450 };
const FONTS = ['500 11px "Public Sans"', '650 13px "Public Sans"'];

/** @param {BaseOptions} options @returns {Base} */
export function baseLayer(options) {
  return new Base(options);
}

/** Fires "ready" when everything of the view has been drawn for the first time. */
export class Base extends L.Layer {
  /** @type {TileStore | null} tiles that are to replace the present ones */
  #next = null;
  isReady = false;

  /** @param {BaseOptions} options */
  constructor({ look, tiles, on = tiles.on, grown = grownHere(), ask = askWithToken }) {
    super();
    this.look = look;
    this.grown = grown;
    this.ask = ask;
    this.protomaps = /** @type {Protomaps} */ (Reflect.get(globalThis, "protomapsL"));
    this.store = this.#storeOf(tiles, on);
    const rules = this.#rules(), { protomaps, store } = this;
    this.ground = new BaseTiles(protomaps, store, rules, "base");
    this.labels = new BaseLabels(protomaps, store, rules, "labels");
  }

  /** @override @param {L.Map} map */
  onAdd(map) {
    for (const [name, order] of Object.entries(PANES)) {
      const pane = map.getPane(name) ?? map.createPane(name);
      pane.style.zIndex = String(order);
      pane.style.pointerEvents = "none";
    }
    if (this.store.isClosed) this.#use(this.#storeOf(this.store.tiles, this.store.on));
    this.#showGround(map);
    this.#announce();
    map.addLayer(this.ground).addLayer(this.labels);
    Promise.all(FONTS.map((font) => document.fonts.load(font))).then(
      () => this.labels.relayout(),
      () => {}, // names are written in the letters that there are
    );
    return this;
  }

  /** @override @param {L.Map} map */
  onRemove(map) {
    map.removeLayer(this.ground).removeLayer(this.labels);
    this.store.close();
    this.#next?.close();
    return this;
  }

  /** @param {Look} look */
  setLook(look) {
    this.look = look;
    const rules = this.#rules();
    this.ground.setRules(rules);
    this.labels.set(this.store, rules);
    if (this._map) this.#showGround(this._map);
  }

  /**
   * Draw from other tiles; the old ones stay until the new ones are here.
   * @param {Tiles} tiles @param {string} [on]
   */
  async setTiles(tiles, on = tiles.on) {
    const next = this.#storeOf(tiles, on);
    if (next.name === (this.#next ?? this.store).name) return;
    this.#next?.close();
    this.#next = next;
    if (!(await this.ground.isIn(next))) return;
    this.store.close();
    this.#next = null;
    this.#use(next);
  }

  /** @param {TileStore} store */
  #use(store) {
    this.store = store;
    const rules = this.#rules();
    this.ground.setStore(store, rules);
    this.labels.set(store, rules);
  }

  /** @param {Tiles} tiles @param {string} on */
  #storeOf(tiles, on) {
    return new TileStore(this.protomaps, this.ask, tiles, on);
  }

  /** @returns {Rules} */
  #rules() {
    return rulesOf(this.protomaps, this.look, this.store.tiles.schema, this.grown);
  }

  /** @param {L.Map} map */
  #showGround(map) {
    map.getContainer().style.background = this.look.colours.land ?? "";
  }

  #announce() {
    const ground = new Promise((go) => this.ground.once("load", go));
    const labels = new Promise((go) => this.labels.once("complete", go));
    Promise.all([ground, labels]).then(() => {
      this.isReady = true;
      this.fire("ready");
    });
  }
}
