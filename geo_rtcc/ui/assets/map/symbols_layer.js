/** A layer of at most some thousand symbols, with labels where there is room. */

import { around } from "./boxes.js";
import { CanvasLayer } from "./canvas_layer.js";
import { arrange, labelSize, setLetters, write } from "./labels.js";
import { nearest, REACH_PX } from "./near.js";
import { stamp, zoomFactor } from "./sprite.js";
import { grown } from "./wall.js";

/** @import { Project } from "./canvas_layer.js" */
/** @import { Sprite } from "./sprite.js" */
/** @import { Look } from "../live/types.js" */

// From this zoom on every label is shown, room or not.
const ALL_LABELS_ZOOM = 13;
const EDGE_PX = 60;

/**
 * @typedef {object} Symbol  a record as it is drawn
 * @property {Sprite} sprite
 * @property {string} label  "" for none
 * @property {boolean} strong  of its label
 * @property {number} reach  CSS pixels at factor 1 that its label stays clear of
 */

/**
 * Subclasses say in `symbol` how a record is drawn.
 *
 * @template {{x: number, y: number}} T
 */
export class SymbolsLayer extends CanvasLayer {
  /** @param {{look: Look, pane?: string, margin?: number}} options */
  constructor({ look, ...options }) {
    super(options);
    this.look = look;
    /** @type {T[]} in order of drawing */
    this.records = [];
    this.allLabelsZoom = ALL_LABELS_ZOOM;
  }

  /** @param {Look} look */
  setLook(look) {
    this.look = look;
    this.redraw();
  }

  isEmpty() {
    return !this.records.length;
  }

  /** @param {T[]} records  in order of drawing; those without a point are passed over */
  put(records) {
    this.records = records.filter(({ x }) => !Number.isNaN(x));
    this.redraw();
  }

  /**
   * @param {T} _record @param {number} _factor
   * @returns {Symbol}
   */
  symbol(_record, _factor) {
    throw new Error("A layer of symbols says how one is drawn.");
  }

  /** @param {CanvasRenderingContext2D} context @param {Project} project */
  draw(context, project) {
    const { frame: { width, height, ratio, zoom } } = this, factor = zoomFactor(zoom);
    const drawn = this.records.flatMap((record) => {
      const [x, y] = project(record.x, record.y);
      const isFar = x < -EDGE_PX || y < -EDGE_PX || x > width + EDGE_PX || y > height + EDGE_PX;
      return isFar ? [] : { x, y, ...this.symbol(record, factor) };
    });
    for (const { sprite, x, y } of drawn) stamp(context, sprite, x, y, ratio);
    this.#label(context, drawn.filter(({ label }) => label).reverse(), factor);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {(Symbol & {x: number, y: number})[]} drawn  the topmost first: it chooses its place
   * @param {number} factor
   */
  #label(context, drawn, factor) {
    setLetters(context, this.look, factor);
    const wanted = drawn.map(({ x, y, reach, label }) =>
      ({ x, y, reach: reach * factor, ...labelSize(context, label, factor) }));
    arrange(wanted, this.frame.zoom >= this.allLabelsZoom).forEach((place, i) => {
      if (place) write(context, this.look, drawn[i].label, drawn[i].strong, place);
    });
  }

  /**
   * Records within reach of a mouse event, nearest first; of equals the one drawn on top.
   *
   * @param {{layerPoint: L.Point}} event
   * @returns {T[]}
   */
  near(event) {
    const { x, y } = this.at(event), { left, top } = this.worldBox(around(x, y, 0));
    const order = new Map(this.records.map((record, i) => [record, i]));
    return nearest(this.records, { x: left, y: top }, REACH_PX * grown(), this.frame.scale,
      (one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
  }
}
