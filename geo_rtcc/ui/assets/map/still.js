/** One picture of all layers while the map is dragged. */

import { moving } from "./canvas_layer.js";

/** @import { CanvasLayer } from "./canvas_layer.js" */

const PANE = "still", ORDER = 485;
// Begin to draw around the view anew while this part of the margin is still there.
const SLACK = 0.5;
const RENEW_MS = 500;

/**
 * Without a graphics card every canvas over the map is blended anew in every frame of a drag. So
 * while a person drags, one picture of all of them moves, and they are hidden: what changes
 * meanwhile is drawn into them and taken into the picture twice a second. When the view nears the
 * picture's edge they are placed anew, one a frame.
 */
export class Still {
  #canvas = document.createElement("canvas");
  #corner = L.point(0, 0);
  /** @type {CanvasLayer[]} */
  #hidden = [];
  /** @type {CanvasLayer[]} to be placed anew */
  #waiting = [];
  #asked = 0;
  #timer = 0;

  /**
   * @param {L.Map} map
   * @param {() => CanvasLayer[]} layers  all there are now, lowest first
   */
  constructor(map, layers) {
    this.map = map;
    this.layers = layers;
    const pane = map.createPane(PANE);
    pane.style.zIndex = String(ORDER);
    pane.style.pointerEvents = "none";
    this.pane = pane;
    map.on("dragstart", this.#begin, this);
    map.on("move", this.#look, this);
    map.on("moveend", this.#end, this);
  }

  /** Something was drawn: the picture is out of date. */
  touch() {
    if (!this.#hidden.length || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (this.#hidden.length && !this.#waiting.length) this.#compose();
    }, RENEW_MS);
  }

  #begin() {
    this.#hidden = this.layers().filter((layer) => layer.isShown && layer.canvas.width);
    if (!this.#hidden.length) return;
    moving.add(this.map);
    this.#compose();
    this.pane.append(this.#canvas);
    for (const { canvas } of this.#hidden) canvas.style.visibility = "hidden";
  }

  #end() {
    cancelAnimationFrame(this.#asked);
    clearTimeout(this.#timer);
    this.#asked = this.#timer = 0;
    moving.delete(this.map);
    for (const layer of this.#hidden) {
      layer.canvas.style.visibility = "";
      if (layer.isShown) layer.settle();
    }
    this.#hidden = this.#waiting = [];
    this.#canvas.remove();
  }

  /** Draw all layers, as they lie, onto the one canvas. */
  #compose() {
    const [{ frame, corner }] = this.#hidden, { ratio } = frame;
    const canvas = this.#canvas, across = Math.round(frame.width * ratio);
    const down = Math.round(frame.height * ratio);
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== down) canvas.height = down;
    canvas.style.width = `${frame.width}px`;
    canvas.style.height = `${frame.height}px`;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.clearRect(0, 0, across, down);
    for (const layer of this.#hidden) {
      if (!layer.canvas.width) continue;
      const dx = (layer.frame.x - frame.x) * ratio, dy = (layer.frame.y - frame.y) * ratio;
      pen.drawImage(layer.canvas, Math.round(dx), Math.round(dy));
    }
    this.#corner = corner;
    L.DomUtil.setPosition(canvas, corner);
  }

  /** A long drag leaves the picture behind before it settles. */
  #look() {
    if (!this.#hidden.length || this.#waiting.length) return;
    const { frame } = this.#hidden[0], size = this.map.getSize();
    const near = this.map.containerPointToLayerPoint([0, 0]).subtract(this.#corner);
    const far = near.add(size), slack = { x: (frame.width - size.x) / 2, y: (frame.height - size.y) / 2 };
    const x = slack.x * SLACK, y = slack.y * SLACK;
    if (near.x >= x && near.y >= y && far.x <= frame.width - x && far.y <= frame.height - y) return;
    this.#waiting = [...this.#hidden];
    this.#asked = requestAnimationFrame(() => this.#next());
  }

  #next() {
    const layer = this.#waiting.shift();
    if (layer?.isShown) layer.settle();
    if (this.#waiting.length) this.#asked = requestAnimationFrame(() => this.#next());
    else this.#compose();
  }
}
