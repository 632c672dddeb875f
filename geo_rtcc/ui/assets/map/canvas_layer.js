/** A canvas that lies over the map's view. */

import { area, merged, snapped } from "./boxes.js";

/** @import { Box } from "./boxes.js" */

// So many boxes, or so much of the canvas: one drawing of everything is cheaper then.
const MANY_BOXES = 100;
const MUCH = 0.4;
// A canvas takes memory by its area: on a wall display a share of the view would be too much.
const MARGIN_PX = 320;
/** Maps that are dragged as one picture: nobody sees the layers meanwhile. @type {WeakSet<L.Map>} */
export const moving = new WeakSet();
/** @type {Frame} */
const NOWHERE = { zoom: 0, scale: 1, x: 0, y: 0, width: 0, height: 0, ratio: 1 };

/**
 * @typedef {(x: number, y: number) => [number, number]} Project
 *   world pixels at zoom 0 → CSS pixels from the canvas's corner
 *
 * Where the canvas lies: its corner in world pixels at `zoom`, its size in CSS pixels.
 * @typedef {object} Frame
 * @property {number} zoom @property {number} scale  2^zoom
 * @property {number} x @property {number} y
 * @property {number} width @property {number} height
 * @property {number} ratio  device pixels in a CSS pixel
 */

/**
 * A canvas over the view and a margin around it. A person who drags moves it with the pane; it is
 * placed and drawn anew when the view settles. Clearing and drawing happen in one task, so that no
 * frame without content is ever shown. Subclasses draw in `draw`.
 */
export class CanvasLayer extends L.Layer {
  /** @param {{pane?: string, margin?: number}} [options]  margin: part of the view's size */
  constructor({ pane = "overlayPane", margin = 0.25 } = {}) {
    super();
    L.setOptions(this, { pane });
    this.margin = margin;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "leaflet-zoom-animated";
    this.canvas.style.pointerEvents = "none";
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.frame = NOWHERE;
    this.corner = L.point(0, 0);
    this.unwatch = () => {};
  }

  /** @param {L.Map} map */
  onAdd(map) {
    this._map = map;
    this.getPane()?.append(this.canvas);
    this.#watchRatio();
    this.settle();
    return this;
  }

  onRemove() {
    this.unwatch();
    this.canvas.remove();
    this.canvas.width = this.canvas.height = 0;
    this.frame = NOWHERE;
    return this;
  }

  /** @returns {{[name: string]: L.LeafletEventHandlerFn}} */
  getEvents() {
    return {
      moveend: this.settle,
      resize: this.settle,
      move: this.#keepCovered,
      zoom: this.#follow,
      zoomanim: (event) => this.#follow(/** @type {L.ZoomAnimEvent} */ (event)),
    };
  }

  /**
   * Draw what lies in `box`, or everything; the context is clipped to it and cleared.
   *
   * @param {CanvasRenderingContext2D} _context  in CSS pixels
   * @param {Project} _project
   * @param {Box} [_box]  CSS pixels
   */
  draw(_context, _project, _box) {}

  /** Whether there is nothing to draw: then the canvas takes no memory. */
  isEmpty() {
    return false;
  }

  /** Whether the layer is on a map. */
  get isShown() {
    return Boolean(this._map);
  }

  /** Place the canvas over the view as it is now, and draw unless it is there already. */
  settle() {
    const map = this._map, size = map.getSize(), zoom = map.getZoom();
    const pad = L.point(
      Math.min(MARGIN_PX, size.x * this.margin), Math.min(MARGIN_PX, size.y * this.margin),
    ).round();
    const full = size.add(pad.multiplyBy(2)), before = this.frame;
    this.corner = map.containerPointToLayerPoint(pad.multiplyBy(-1)).round();
    const origin = map.getPixelOrigin().add(this.corner);
    this.frame = {
      zoom, scale: 2 ** zoom, x: origin.x, y: origin.y, width: full.x, height: full.y,
      ratio: window.devicePixelRatio || 1,
    };
    this.canvas.style.width = `${full.x}px`;
    this.canvas.style.height = `${full.y}px`;
    L.DomUtil.setPosition(this.canvas, this.corner);
    if (!same(before, this.frame) && !this.#shift(before)) this.redraw();
  }

  /** Whether a part drawn apart is as it would be in a drawing of everything. */
  get isSeamless() {
    return false;
  }

  /**
   * After a move by whole pixels most of what is drawn stays: draw only what has come into sight.
   *
   * @param {Frame} before
   * @returns {boolean} whether that could be done
   */
  #shift(before) {
    const { frame, canvas, context } = this, { width, height } = canvas;
    const dx = (before.x - frame.x) * frame.ratio, dy = (before.y - frame.y) * frame.ratio;
    const isMoved = same({ ...before, x: frame.x, y: frame.y }, frame);
    if (!this.isSeamless || !isMoved || !width || this.isEmpty()) return false;
    if (!Number.isInteger(dx) || !Number.isInteger(dy)) return false;
    if (Math.abs(dx) > width / 2 || Math.abs(dy) > height / 2) return false;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "copy";
    context.drawImage(canvas, dx, dy);
    context.globalCompositeOperation = "source-over";
    const left = dx > 0 ? 0 : width + dx, top = dy > 0 ? 0 : height + dy;
    if (dx) this.#paint({ left, top: 0, right: left + Math.abs(dx), bottom: height });
    if (dy) this.#paint({ left: 0, top, right: width, bottom: top + Math.abs(dy) });
    return true;
  }

  /** Draw everything where the canvas lies. */
  redraw() {
    if (!this.isShown) return;
    const { canvas, context } = this, { ratio, width, height } = this.frame;
    const across = this.isEmpty() ? 0 : Math.round(width * ratio);
    const down = across ? Math.round(height * ratio) : 0;
    canvas.style.display = across ? "" : "none";
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== down) canvas.height = down;
    if (!across) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, across, down);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false; // sprites lie on whole pixels
    this.draw(context, this.project);
  }

  /**
   * Draw only these boxes anew; the result is that of `redraw`.
   *
   * @param {Box[]} boxes  CSS pixels
   */
  repaint(boxes) {
    const { canvas, frame } = this, { width, height } = canvas;
    if (!this.isShown || !boxes.length) return;
    if (!width || this.isEmpty() || boxes.length > MANY_BOXES) return this.redraw();
    const within = merged(boxes.flatMap((box) => snapped(box, frame.ratio, width, height) ?? []));
    if (area(within) > MUCH * width * height) return this.redraw();
    for (const box of within) this.#paint(box);
  }

  /** @param {Box} box  device pixels */
  #paint({ left, top, right, bottom }) {
    const { context } = this, { ratio } = this.frame;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.clearRect(left, top, right - left, bottom - top);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false; // sprites lie on whole pixels
    this.draw(context, this.project, {
      left: left / ratio, top: top / ratio, right: right / ratio, bottom: bottom / ratio,
    });
    context.restore();
  }

  /** @type {Project} */
  project = (x, y) => [x * this.frame.scale - this.frame.x, y * this.frame.scale - this.frame.y];

  /**
   * World pixels at zoom 0 of a box on the canvas; of all of it without one.
   *
   * @param {Box} [box]  CSS pixels
   * @param {number} [more]  CSS pixels to add on each side
   * @returns {Box}
   */
  worldBox(box, more = 0) {
    const { scale, x, y, width, height } = this.frame;
    const { left, top, right, bottom } = box ?? { left: 0, top: 0, right: width, bottom: height };
    return {
      left: (left - more + x) / scale, top: (top - more + y) / scale,
      right: (right + more + x) / scale, bottom: (bottom + more + y) / scale,
    };
  }

  /**
   * Canvas position of a mouse event, CSS pixels.
   *
   * @param {{layerPoint: L.Point}} event
   * @returns {L.Point}
   */
  at(event) {
    return event.layerPoint.subtract(this.corner);
  }

  /**
   * While a zoom is animated or pinched, scale what is drawn.
   *
   * @param {Partial<L.ZoomAnimEvent>} to
   */
  #follow({ center = undefined, zoom = undefined }) {
    const map = this._map, level = zoom ?? map.getZoom();
    const scale = map.getZoomScale(level, this.frame.zoom);
    const origin = center ? this.#originAt(center, level) : map.getPixelOrigin();
    const corner = L.point(this.frame.x, this.frame.y).multiplyBy(scale).subtract(origin);
    L.DomUtil.setTransform(this.canvas, corner, scale);
  }

  /** Where the map will have its pixel origin. @param {L.LatLng} center @param {number} zoom */
  #originAt(center, zoom) {
    const map = this._map, pane = L.DomUtil.getPosition(map.getPanes().mapPane);
    const half = map.getSize().divideBy(2);
    return map.project(center, zoom).subtract(half).add(pane).round();
  }

  /** A long drag leaves the margin behind before it settles. */
  #keepCovered() {
    const map = this._map, { width, height, zoom } = this.frame;
    if (map.getZoom() !== zoom || moving.has(map)) return;
    const near = map.containerPointToLayerPoint([0, 0]).subtract(this.corner);
    const far = near.add(map.getSize());
    if (near.x < 0 || near.y < 0 || far.x > width || far.y > height) this.settle();
  }

  /** A window moved to another display, or a zoomed page, has another pixel ratio. */
  #watchRatio() {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    const changed = () => {
      this.#watchRatio();
      this.settle();
    };
    this.unwatch();
    query.addEventListener("change", changed, { once: true });
    this.unwatch = () => query.removeEventListener("change", changed);
  }
}

/** @param {Frame} one @param {Frame} other */
function same(one, other) {
  const names = /** @type {(keyof Frame)[]} */ (Object.keys(one));
  return names.every((name) => one[name] === other[name]);
}
