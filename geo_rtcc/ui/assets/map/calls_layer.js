/** Calls for service: up to 20,000 symbols, of which a change paints only what it touches. */

import { around } from "./boxes.js";
import { callReach, callSprite, callState, haloSprite } from "./call_marks.js";
import { callOrder, CallStack } from "./call_stack.js";
import { CanvasLayer } from "./canvas_layer.js";
import { nearest, REACH_PX } from "./near.js";
import { stamp, zoomFactor } from "./sprite.js";
import { grown } from "./wall.js";

/** @import { Box } from "./boxes.js" */
/** @import { Placed } from "./call_stack.js" */
/** @import { Project } from "./canvas_layer.js" */
/** @import { Sprite } from "./sprite.js" */
/** @import { Call, Look } from "../live/types.js" */

const NEW_S = 8;
// A call that comes this much later than it was received is late news, not new.
const LATE_S = 120;

/** Calls without a point are passed over. */
export class CallsLayer extends CanvasLayer {
  /**
   * @param {{look: Look, pane?: string, margin?: number, newS?: number}} options
   *   newS: how long a call that has just come in has a halo; 0 for never
   */
  constructor({ look, newS = NEW_S, ...options }) {
    super(options);
    this.look = look;
    this.newS = newS;
    this.stack = new CallStack();
    /** @type {Set<Placed>} */
    this.fresh = new Set();
  }

  /** @param {Look} look */
  setLook(look) {
    this.look = look;
    this.redraw();
  }

  get isSeamless() {
    return true;
  }

  isEmpty() {
    return !this.stack.placed.size;
  }

  /** @param {Call[]} calls  instead of those shown so far */
  show(calls) {
    this.fresh.clear();
    this.stack.load(calls);
    this.redraw();
  }

  /**
   * Take calls away and put others in; one that changed is in both.
   *
   * @param {Call[]} gone @param {Call[]} come
   */
  change(gone, come) {
    const newest = this.stack.newest, known = new Set(gone.map(({ key }) => key));
    const before = [...gone, ...come].flatMap(({ key }) => this.#remove(key) ?? []);
    const coming = new Map(come.map((call) => [call.key, call]));
    const after = [...coming.values()].flatMap((call) => this.stack.add(call) ?? []);
    for (const placed of after) {
      const { key, at } = placed.call;
      if (!known.has(key) && at > newest - LATE_S) this.#welcome(placed);
    }
    this.#paint([...before, ...after]);
  }

  /** @param {string} key */
  #remove(key) {
    const placed = this.stack.remove(key);
    if (placed) this.fresh.delete(placed);
    return placed;
  }

  /** Give a call a halo for its first seconds. @param {Placed} placed */
  #welcome(placed) {
    if (!this.newS) return;
    this.fresh.add(placed);
    setTimeout(() => {
      if (this.fresh.delete(placed)) this.#paint([placed]);
    }, this.newS * 1000);
  }

  /** @param {Placed[]} touched */
  #paint(touched) {
    const reach = this.#reach();
    this.repaint(touched.map(({ x, y }) => around(...this.project(x, y), reach)));
  }

  #reach() {
    return callReach(this.look) * zoomFactor(this.frame.zoom);
  }

  /** @param {CanvasRenderingContext2D} context @param {Project} _project @param {Box} [box] */
  draw(context, _project, box) {
    const world = this.worldBox(box, this.#reach()), spriteOf = this.#sprites();
    const { scale, x, y, ratio, zoom } = this.frame;
    const halo = this.fresh.size ? haloSprite(this.look, zoomFactor(zoom)) : null;
    for (const placed of box ? this.stack.within(world) : this.stack.mostWithin(world)) {
      const left = placed.x * scale - x, top = placed.y * scale - y;
      if (halo && this.fresh.has(placed)) stamp(context, halo, left, top, ratio);
      stamp(context, spriteOf(placed.call), left, top, ratio);
    }
  }

  /** @returns {(call: Call) => Sprite} */
  #sprites() {
    const { look } = this, factor = zoomFactor(this.frame.zoom);
    /** @type {Sprite[]} */
    const made = [];
    return ({ category, priority, step }) => (made[(category * 10 + priority) * 5 + step] ??=
      callSprite(look, category, priority, callState(step), factor));
  }

  /**
   * Calls within reach of a mouse event, nearest first; of equals the one drawn on top.
   *
   * @param {{layerPoint: L.Point}} event
   * @returns {Call[]}
   */
  near(event) {
    const { x, y } = this.at(event), reach = REACH_PX * grown();
    const { left, top } = this.worldBox(around(x, y, 0));
    const candidates = this.stack.grid.find(this.worldBox(around(x, y, reach)));
    return nearest(candidates, { x: left, y: top }, reach, this.frame.scale, callOrder)
      .map(({ call }) => call);
  }
}
