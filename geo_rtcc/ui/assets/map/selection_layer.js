/** What is selected and what is pointed at: rings, and the circle of how sure the place is. */

import { around } from "./boxes.js";
import { CanvasLayer } from "./canvas_layer.js";
import { worldLength } from "./ground.js";
import { zoomFactor } from "./sprite.js";

/** @import { Project } from "./canvas_layer.js" */
/** @import { Look } from "../live/types.js" */

const RING_PX = 17;
const TICK_PX = 6;

/**
 * @typedef {object} Spot
 * @property {number} x @property {number} y  world pixels at zoom 0
 * @property {number} lon @property {number} lat
 * @property {number} radiusM  0: unknown
 */

/** The selected place has a strong ring with ticks, the hovered one a thin one. */
export class SelectionLayer extends CanvasLayer {
  /** @param {{look: Look, pane?: string, margin?: number}} options */
  constructor({ look, ...options }) {
    super(options);
    this.look = look;
    /** @type {Spot | null} */
    this.selected = null;
    /** @type {Spot | null} */
    this.hovered = null;
  }

  /** @param {Look} look */
  setLook(look) {
    this.look = look;
    this.redraw();
  }

  /** @param {Spot | null} place */
  select(place) {
    this.#replace("selected", place);
  }

  /** @param {Spot | null} place */
  hover(place) {
    this.#replace("hovered", place);
  }

  isEmpty() {
    return !this.selected && !this.hovered;
  }

  /** @param {"selected" | "hovered"} which @param {Spot | null} place */
  #replace(which, place) {
    const before = this[which], after = place && !Number.isNaN(place.x) ? place : null;
    if (before === after) return;
    this[which] = after;
    this.repaint([before, after].flatMap((spot) => (spot ? this.#box(spot) : [])));
  }

  /** @param {Spot} spot */
  #box(spot) {
    const ring = (RING_PX + TICK_PX + 4) * zoomFactor(this.frame.zoom);
    return around(...this.project(spot.x, spot.y), Math.max(ring, this.#circle(spot) + 3));
  }

  /** @param {Spot} spot @returns {number} CSS pixels */
  #circle({ radiusM, lat }) {
    return worldLength(radiusM, lat) * this.frame.scale;
  }

  /** @param {CanvasRenderingContext2D} context @param {Project} project */
  draw(context, project) {
    const { selected, hovered } = this;
    for (const spot of [hovered, selected]) {
      if (spot) this.#sure(context, ...project(spot.x, spot.y), this.#circle(spot));
    }
    if (hovered) this.#ring(context, ...project(hovered.x, hovered.y), false);
    if (selected) this.#ring(context, ...project(selected.x, selected.y), true);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} x @param {number} y @param {number} radius  CSS pixels
   */
  #sure(context, x, y, radius) {
    const factor = zoomFactor(this.frame.zoom);
    if (radius < RING_PX * factor) return;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = context.strokeStyle = this.look.colours.ink;
    context.globalAlpha = 0.07;
    context.fill();
    context.globalAlpha = 0.75;
    context.lineWidth = 1.25 * factor;
    context.setLineDash([5 * factor, 4 * factor]);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} x @param {number} y @param {boolean} strong
   */
  #ring(context, x, y, strong) {
    const { ink, surface } = this.look.colours, factor = zoomFactor(this.frame.zoom);
    context.beginPath();
    context.arc(x, y, RING_PX * factor, 0, 2 * Math.PI);
    for (let i = 0; strong && i < 4; i++) {
      const [dx, dy] = [[1, 0], [0, 1], [-1, 0], [0, -1]][i];
      context.moveTo(x + dx * RING_PX * factor, y + dy * RING_PX * factor);
      const end = (RING_PX + TICK_PX) * factor;
      context.lineTo(x + dx * end, y + dy * end);
    }
    for (const [colour, width] of /** @type {const} */ ([[surface, 3], [ink, 0]])) {
      context.strokeStyle = colour;
      context.lineWidth = ((strong ? 2.6 : 1.3) + width) * factor;
      context.stroke();
    }
  }
}
