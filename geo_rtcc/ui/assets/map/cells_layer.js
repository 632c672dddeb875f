/** Counts by H3 cell: filled hexagons in fixed bins, the low ones hatched. */

import { CanvasLayer } from "./canvas_layer.js";
import { bounds, Grid, inside } from "./grid.js";
import { grown } from "./wall.js";

/** @import { Box } from "./boxes.js" */
/** @import { Project } from "./canvas_layer.js" */
/** @import { Cell, Look } from "../live/types.js" */

// About the width of a cell of resolution 8.
const BUCKET = 2 ** -7;
const HATCH_PX = 5;

/**
 * A cell as it is drawn.
 * @typedef {object} Shown
 * @property {Cell} cell @property {Box} box  world pixels
 * @property {number} bin @property {boolean} few
 */

/**
 * The index of the fixed bin that holds a count; −1 for none.
 *
 * @param {number} n
 * @param {number[]} starts  lower ends
 */
export function binOf(n, starts) {
  let bin = -1;
  while (bin + 1 < starts.length && n >= starts[bin + 1]) bin++;
  return bin;
}

/** Low counts say little about a place: they are pale and hatched, and never look like a fact. */
export class CellsLayer extends CanvasLayer {
  /** @param {{look: Look, pane?: string, margin?: number}} options */
  constructor({ look, ...options }) {
    super(options);
    this.look = look;
    this.resolution = 9;
    /** @type {Map<string, Cell>} */
    this.cells = new Map();
    /** @type {Map<string, number>} */
    this.counts = new Map();
    /** @type {Map<string, Shown>} */
    this.shown = new Map();
    /** @type {Grid<Shown>} */
    this.grid = new Grid(BUCKET);
  }

  /** @param {Look} look */
  setLook(look) {
    this.look = look;
    this.show(this.cells, this.counts, this.resolution);
  }

  get isSeamless() {
    return true;
  }

  isEmpty() {
    return !this.shown.size;
  }

  /**
   * Show the cells that have a count; others of `cells` are left alone.
   *
   * @param {Map<string, Cell>} cells
   * @param {Map<string, number>} counts  by name, of cells of `resolution`
   * @param {number} resolution  H3
   */
  show(cells, counts, resolution) {
    Object.assign(this, { cells, counts, resolution });
    this.shown.clear();
    this.grid.clear();
    for (const name of counts.keys()) this.#put(name);
    this.redraw();
  }

  /**
   * Draw anew the cells whose colour or hatching changed.
   *
   * @param {Iterable<string>} names  whose count changed, of any resolution
   * @param {Map<string, number>} [counts]  without it, the map given to `show`, as it is now
   */
  change(names, counts = this.counts) {
    this.counts = counts;
    /** @type {Box[]} */
    const boxes = [];
    for (const name of names) {
      const before = this.shown.get(name), after = this.#put(name);
      const same = before?.bin === after?.bin && before?.few === after?.few;
      const box = (after ?? before)?.box;
      if (box && !same) boxes.push(this.#canvasBox(box));
    }
    this.repaint(boxes);
  }

  /** Take up a cell's present count. @param {string} name @returns {Shown | undefined} */
  #put(name) {
    const { starts, low } = this.look.bins, n = this.counts.get(name) ?? 0;
    const bin = binOf(n, starts[String(this.resolution)] ?? []);
    const before = this.shown.get(name), cell = this.cells.get(name) ?? before?.cell;
    if (before) this.grid.remove(before, before.box);
    this.shown.delete(name);
    if (bin < 0 || !cell) return undefined;
    const shown = { cell, bin, few: n < low, box: before?.box ?? bounds(cell.ring) };
    this.shown.set(name, shown);
    this.grid.add(shown, shown.box);
    return shown;
  }

  /** @param {Box} box  world pixels @returns {Box} CSS pixels, outline included */
  #canvasBox(box) {
    const [left, top] = this.project(box.left, box.top);
    const [right, bottom] = this.project(box.right, box.bottom), line = 2 * grown();
    return { left: left - line, top: top - line, right: right + line, bottom: bottom + line };
  }

  /** @param {CanvasRenderingContext2D} context @param {Project} _project @param {Box} [box] */
  draw(context, _project, box) {
    const { colours, hatch } = this.look.bins, all = [...this.grid.find(this.worldBox(box, 4))];
    const { scale, x, y } = this.frame;
    const outlines = all.map(({ cell }) => cell.ring.map((at, i) => at * scale - (i & 1 ? y : x)));
    /** @type {(is: (cell: Shown) => boolean, alpha: number, how: "fill" | "stroke") => void} */
    const paint = (is, alpha, how) => {
      context.globalAlpha = alpha;
      all.forEach((shown, i) => {
        if (!is(shown)) return;
        trace(context, outlines[i]);
        context[how]();
      });
    };
    colours.forEach((colour, bin) => {
      context.fillStyle = colour;
      paint((shown) => shown.bin === bin && shown.few, 0.42, "fill");
      paint((shown) => shown.bin === bin && !shown.few, 0.8, "fill");
    });
    context.lineWidth = 0.8 * grown();
    context.strokeStyle = this.look.colours.land;
    paint(({ few }) => !few, 0.9, "stroke");
    context.fillStyle = this.#hatching(context);
    paint(({ few }) => few, 0.5, "fill");
    context.strokeStyle = hatch;
    paint(({ few }) => few, 0.9, "stroke");
    context.globalAlpha = 1;
  }

  /**
   * Hatching that is bound to the ground: it stays where it is when the canvas is placed anew.
   *
   * @param {CanvasRenderingContext2D} context
   * @returns {CanvasPattern | string}
   */
  #hatching(context) {
    const { ratio, x, y } = this.frame, side = Math.round(HATCH_PX * grown() * ratio);
    const pattern = context.createPattern(hatchTile(side, this.look.bins.hatch), "repeat");
    const dx = (-x * ratio) % side, dy = (-y * ratio) % side;
    pattern?.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, dx / ratio, dy / ratio]));
    return pattern ?? "transparent";
  }

  /**
   * The name of the cell under a mouse event.
   *
   * @param {{layerPoint: L.Point}} event
   * @returns {string | null}
   */
  find(event) {
    const { x, y } = this.at(event), { left, top } = this.worldBox(
      { left: x, top: y, right: x, bottom: y });
    for (const { cell } of this.grid.find({ left, top, right: left, bottom: top })) {
      if (inside(cell.ring, left, top)) return cell.name;
    }
    return null;
  }
}

/**
 * One path a cell: canvases take far longer over one path of thousands of corners.
 *
 * @param {CanvasRenderingContext2D} context @param {Float64Array} outline  CSS pixels
 */
function trace(context, outline) {
  context.beginPath();
  for (let i = 0; i < outline.length; i += 2) context.lineTo(outline[i], outline[i + 1]);
  context.closePath();
}

/** @param {number} side  device pixels @param {string} colour */
function hatchTile(side, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = side;
  const pen = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  pen.strokeStyle = colour;
  pen.lineWidth = side * 0.18;
  pen.beginPath();
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift, side);
    pen.lineTo(shift + side, 0);
  }
  pen.stroke();
  return tile;
}
