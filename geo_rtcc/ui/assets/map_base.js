/* The base map: streets, water and parks of the agency's own, drawn on canvas tiles, and labels. */
"use strict";

/* One feature as flat world coordinates with its bounds. */
GeoRtcc.parts = function (collection) {
  const parts = [];
  for (const { properties, geometry } of collection.features) {
    const kind = geometry.type.replace("Multi", "");
    const groups = geometry.type.startsWith("Multi") ? geometry.coordinates : [geometry.coordinates];
    for (const group of groups) {
      const rings = (kind === "Polygon" ? group : [group]).map((ring) => {
        const flat = new Float64Array(ring.length * 2);
        ring.forEach(([lon, lat], i) => flat.set(GeoRtcc.world(lon, lat), i * 2));
        return flat;
      });
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < rings[0].length; i += 2) {
        box[0] = Math.min(box[0], rings[0][i]);
        box[1] = Math.min(box[1], rings[0][i + 1]);
        box[2] = Math.max(box[2], rings[0][i]);
        box[3] = Math.max(box[3], rings[0][i + 1]);
      }
      parts.push({ kind, rings, box, klass: properties.c, name: properties.n });
    }
  }
  return parts;
};

/* Width of a street in pixels by class and zoom; 0 leaves it out. */
GeoRtcc.streetWidth = function (klass, zoom) {
  const first = { arterial: 9, collector: 12, local: 13 }[klass] ?? 13;
  if (zoom < first) return 0;
  const base = { arterial: 1.6, collector: 1.1, local: 0.8 }[klass] ?? 0.8;
  return base * Math.pow(1.42, Math.max(0, zoom - 12));
};

GeoRtcc.Tiles = L.GridLayer.extend({
  createTile(coords) {
    const tile = document.createElement("canvas"), size = this.getTileSize();
    // Between whole zooms the browser scales tiles; the extra pixels keep them sharp.
    const ratio = (window.devicePixelRatio || 1) * 1.4;
    tile.width = size.x * ratio;
    tile.height = size.y * ratio;
    const context = tile.getContext("2d");
    context.scale(ratio, ratio);
    this.paint(context, coords, size.x);
    return tile;
  },

  paint(context, coords, size) {
    const { layers, colours } = this.options, scale = Math.pow(2, coords.z), pad = 16 / scale;
    const left = (coords.x * size) / scale, top = (coords.y * size) / scale, span = size / scale;
    const near = (part) => part.box[0] < left + span + pad && part.box[2] > left - pad &&
      part.box[1] < top + span + pad && part.box[3] > top - pad;
    const trace = (part) => {
      for (const ring of part.rings) {
        for (let i = 0; i < ring.length; i += 2) {
          const x = (ring[i] - left) * scale, y = (ring[i + 1] - top) * scale;
          if (i) context.lineTo(x, y);
          else context.moveTo(x, y);
        }
      }
    };
    for (const name of ["park", "water"]) {
      const shown = (layers[name] || []).filter(near);
      context.fillStyle = context.strokeStyle = colours[name];
      context.beginPath();
      shown.filter((part) => part.kind === "Polygon").forEach(trace);
      context.fill("evenodd");
      context.lineWidth = Math.max(1.5, Math.pow(1.6, coords.z - 12));
      context.beginPath();
      shown.filter((part) => part.kind === "LineString").forEach(trace);
      context.stroke();
    }
    this.streets(context, (layers.street || []).filter(near), coords.z, trace);
  },

  streets(context, shown, zoom, trace) {
    const colours = this.options.colours;
    context.lineCap = context.lineJoin = "round";
    for (const casing of [true, false]) {
      for (const klass of ["local", "collector", "arterial"]) {
        const width = GeoRtcc.streetWidth(klass, zoom);
        if (!width || (casing && width < 1.5)) continue;
        context.lineWidth = width + (casing ? 1.6 : 0);
        context.strokeStyle = casing || width < 1.5 && colours[klass] === "#ffffff"
          ? colours.casing : colours[klass];
        context.beginPath();
        shown.filter((part) => (part.klass || "local") === klass).forEach(trace);
        context.stroke();
      }
    }
  },
});

/* Street and water names along their longest straight run, and area labels; nothing overlaps. */
GeoRtcc.Labels = GeoRtcc.CanvasLayer.extend({
  options: { pane: "labels" },

  draw(context, project) {
    const { layers, areas, colours } = this.options, zoom = this._map.getZoom();
    const taken = [], grown = GeoRtcc.grown;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.font = `650 ${(zoom >= 13 ? 13 : 11) * grown}px "Public Sans", sans-serif`;
    for (const area of areas) this.place(context, taken, project(...area.at), 0, area.label, {
      ink: colours.beatLabel, halo: colours.halo, halfHeight: 9 * grown,
    });
    const seen = {};
    context.font = `500 ${11 * grown}px "Public Sans", sans-serif`;
    for (const part of layers.water || []) this.along(context, taken, project, part, seen, {
      ink: colours.waterLabel, halo: colours.water, halfHeight: 8 * grown, gap: 500,
    });
    for (const part of layers.street || []) {
      if (zoom < ({ arterial: 13, collector: 15 }[part.klass] ?? 16)) continue;
      this.along(context, taken, project, part, seen, {
        ink: colours.label, halo: colours.halo, halfHeight: 8 * grown, gap: 320,
      });
    }
  },

  along(context, taken, project, part, seen, style) {
    if (!part.name || part.kind !== "LineString") return;
    const ring = part.rings[0], width = context.measureText(part.name).width;
    let best = null, start = project(ring[0], ring[1]);
    for (let i = 2; i < ring.length; i += 2) {
      const end = project(ring[i], ring[i + 1]);
      const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
      if (!best || length > best.length) best = { length, start, end };
      start = end;
    }
    const first = project(ring[0], ring[1]);
    const whole = Math.hypot(start[0] - first[0], start[1] - first[1]);
    if (whole > best.length * 1.02 && this.straight(ring, project, first, start, whole)) {
      best = { length: whole, start: first, end: start };
    }
    if (best.length < width + 12) return;
    const clip = (value, high) => Math.max(0, Math.min(high, value));
    const middle = this.visibleMiddle(best, clip);
    if (!middle) return;
    const near = (seen[part.name] = seen[part.name] || []);
    if (near.some(([x, y]) => Math.hypot(x - middle[0], y - middle[1]) < style.gap)) return;
    let angle = Math.atan2(best.end[1] - best.start[1], best.end[0] - best.start[0]);
    if (angle > Math.PI / 2) angle -= Math.PI;
    if (angle < -Math.PI / 2) angle += Math.PI;
    if (this.place(context, taken, middle, angle, part.name, style)) near.push(middle);
  },

  straight(ring, project, first, last, whole) {
    for (let i = 2; i < ring.length - 2; i += 2) {
      const [x, y] = project(ring[i], ring[i + 1]);
      const off = (last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1]);
      if (Math.abs(off) / whole > 3) return false;
    }
    return true;
  },

  /* The middle of the part of a run that lies on the canvas, or null. */
  visibleMiddle({ start, end }) {
    const steps = 24, inside = [];
    for (let i = 0; i <= steps; i++) {
      const x = start[0] + ((end[0] - start[0]) * i) / steps;
      const y = start[1] + ((end[1] - start[1]) * i) / steps;
      if (x > 0 && y > 0 && x < this.size.x && y < this.size.y) inside.push([x, y]);
    }
    return inside.length ? inside[inside.length >> 1] : null;
  },

  place(context, taken, [x, y], angle, text, style) {
    if (x < -60 || y < -20 || x > this.size.x + 60 || y > this.size.y + 20) return false;
    const half = context.measureText(text).width / 2 + 4;
    const wide = Math.abs(Math.cos(angle)) * half + Math.abs(Math.sin(angle)) * style.halfHeight;
    const high = Math.abs(Math.sin(angle)) * half + Math.abs(Math.cos(angle)) * style.halfHeight;
    if (taken.some((box) => Math.abs(box[0] - x) < box[2] + wide && Math.abs(box[1] - y) < box[3] + high)) {
      return false;
    }
    taken.push([x, y, wide, high]);
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    context.lineWidth = 3;
    context.strokeStyle = style.halo;
    context.strokeText(text, 0, 0);
    context.fillStyle = style.ink;
    context.fillText(text, 0, 0);
    context.restore();
    return true;
  },
});

GeoRtcc.baseMap = async function (map, spec) {
  for (const [name, order] of [["base", 150], ["labels", 450]]) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).style.pointerEvents = "none";
  }
  const areas = (spec.areas || []).map((area) => ({
    label: area.label, at: GeoRtcc.world(area.lon, area.lat),
  }));
  const layers = {}, colours = spec.colours;
  const labels = new GeoRtcc.Labels({ layers, areas, colours }).addTo(map);
  const answers = await Promise.all(Object.entries(spec.urls).map(async ([name, url]) => {
    const answer = await fetch(url);
    if (answer.ok) layers[name] = GeoRtcc.parts(await answer.json());
  }));
  const tiles = new GeoRtcc.Tiles({
    layers, colours, pane: "base", tileSize: 512, keepBuffer: 1, maxZoom: 20, noWrap: true,
  });
  tiles.addTo(map);
  await document.fonts.ready;
  labels.redraw();
  document.body.dataset.baseMap = String(answers.length);
};

/* Area outlines. spec.rings: one delta-coded [lon, lat, lon, lat …] list for each ring. */
GeoRtcc.areas = function (map, spec) {
  const Outlines = GeoRtcc.CanvasLayer.extend({
    draw(context, project) {
      context.strokeStyle = spec.colours.beat;
      context.lineWidth = this._map.getZoom() >= 13 ? 1.8 : 1.2;
      context.lineJoin = "round";
      context.beginPath();
      for (const ring of rings) {
        for (let i = 0; i < ring.length; i += 2) {
          const [x, y] = project(ring[i], ring[i + 1]);
          if (i) context.lineTo(x, y);
          else context.moveTo(x, y);
        }
        context.closePath();
      }
      context.stroke();
    },
  });
  const rings = spec.rings.map(([xs, ys]) => {
    const lon = GeoRtcc.degrees(xs), lat = GeoRtcc.degrees(ys), flat = new Float64Array(lon.length * 2);
    for (let i = 0; i < lon.length; i++) flat.set(GeoRtcc.world(lon[i], lat[i]), i * 2);
    return flat;
  });
  map.createPane("areas").style.zIndex = 440;
  map.getPane("areas").style.pointerEvents = "none";
  new Outlines({ pane: "areas" }).addTo(map);
};
