/* Counts by H3 cell: filled hexagons in fixed bins, the low ones hatched. */
"use strict";

GeoRtcc.Cells = GeoRtcc.CanvasLayer.extend({
  initialize(spec) {
    L.setOptions(this, { pane: "cells" });
    this.spec = spec;
    const x = GeoRtcc.degrees(spec.lon), y = GeoRtcc.degrees(spec.lat);
    this.rings = [];
    for (let i = 0, at = 0; i < spec.corners.length; i++) {
      const ring = new Float64Array(+spec.corners[i] * 2);
      for (let k = 0; k < +spec.corners[i]; k++, at++) ring.set(GeoRtcc.world(x[at], y[at]), k * 2);
      this.rings.push(ring);
    }
  },

  hatch(context, colour) {
    const tile = document.createElement("canvas"), pen = tile.getContext("2d");
    tile.width = tile.height = 5;
    pen.strokeStyle = colour;
    pen.lineWidth = 0.9;
    pen.beginPath();
    for (const shift of [-5, 0, 5]) {
      pen.moveTo(shift, 5);
      pen.lineTo(shift + 5, 0);
    }
    pen.stroke();
    return context.createPattern(tile, "repeat");
  },

  draw(context, project) {
    const { bin, colours, hatchColour, low, line } = this.spec;
    const pattern = this.hatch(context, hatchColour);
    this.paths = this.rings.map((ring) => {
      const path = new Path2D();
      for (let i = 0; i < ring.length; i += 2) path.lineTo(...project(ring[i], ring[i + 1]));
      path.closePath();
      return path;
    });
    context.lineWidth = 0.8;
    this.paths.forEach((path, i) => {
      const few = this.spec.n[i] < low;
      context.globalAlpha = few ? 0.42 : 0.8;
      context.fillStyle = colours[+bin[i]];
      context.fill(path);
      if (few) {
        context.globalAlpha = 0.5;
        context.fillStyle = pattern;
        context.fill(path);
      }
      context.globalAlpha = 0.9;
      context.strokeStyle = few ? hatchColour : line;
      context.stroke(path);
    });
    this.pen = context;
    document.body.dataset.cells = String(this.paths.length);
  },

  find({ x, y }) {
    const ratio = window.devicePixelRatio || 1;
    return this.paths.findIndex((path) => this.pen.isPointInPath(path, x * ratio, y * ratio));
  },
});

GeoRtcc.cells = function (map, spec) {
  map.createPane("cells").style.zIndex = 420;
  map.getPane("cells").style.pointerEvents = "none";
  const layer = new GeoRtcc.Cells(spec).addTo(map), panel = new GeoRtcc.Panel(map);
  GeoRtcc.hover(map, (event) => {
    const i = layer.find(layer.at(event));
    if (i < 0) return panel.hide();
    const n = spec.n[i], lines = [
      ["rtcc-title", n === 1 ? "1 call" : `${n} calls`],
      ["rtcc-line", spec.words[i]],
    ];
    const where = GeoRtcc.areaLine(spec, spec.areas[spec.area[i]]);
    if (where) lines.push(["rtcc-line", where]);
    if (n < spec.low) lines.push(["rtcc-faint", "Low count: says little about the place"]);
    panel.show(event.containerPoint, lines);
  }, () => panel.hide());
};
