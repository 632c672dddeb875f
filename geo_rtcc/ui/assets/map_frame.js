/* Shared by every map: the kept view, a canvas that follows the map, and the hover panel. */
"use strict";
window.GeoRtcc = window.GeoRtcc || {};

/* A wall display is read from further away: markers and letters grow, as the page around does. */
GeoRtcc.grown = window.parent.innerWidth >= 2560 ? 1.6 : 1;
document.documentElement.classList.toggle("wall", GeoRtcc.grown > 1);

/* World pixels at zoom 0 of a lon/lat pair; multiply by 2^zoom for any zoom. */
GeoRtcc.world = function (lon, lat) {
  const s = Math.sin((lat * Math.PI) / 180);
  return [256 * (lon / 360 + 0.5), 256 * (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI))];
};

/* Undo delta coding: integers in millionths of a degree, each relative to the one before. */
GeoRtcc.degrees = function (deltas) {
  const out = new Float64Array(deltas.length);
  for (let i = 0, sum = 0; i < deltas.length; i++) out[i] = (sum += deltas[i]) / 1e6;
  return out;
};

/* Restore the person's own view of this map, or fit the agency's area; then remember each move. */
GeoRtcc.frame = function (map, spec) {
  const key = "geo-rtcc-view-" + spec.name;
  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  map.getContainer().style.background = spec.colours.land;
  map.attributionControl.remove();
  if (kept && kept.place === spec.place) map.setView([kept.lat, kept.lon], kept.zoom);
  else map.fitBounds(spec.bounds, { padding: [8, 8] });
  const keep = () => {
    const centre = map.getCenter();
    sessionStorage.setItem(key, JSON.stringify({
      place: spec.place, lat: centre.lat, lon: centre.lng, zoom: map.getZoom(),
    }));
  };
  map.on("moveend", keep);
  const Home = L.Control.extend({
    onAdd() {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      const link = L.DomUtil.create("a", "rtcc-home", bar);
      link.href = "#";
      link.role = "button";
      link.title = "Show the whole area";
      link.setAttribute("aria-label", link.title);
      link.textContent = "⤢";
      L.DomEvent.on(link, "click", (event) => {
        L.DomEvent.stop(event);
        map.fitBounds(spec.bounds, { padding: [8, 8] });
      });
      return bar;
    },
  });
  new Home({ position: "topleft" }).addTo(map);
  L.control.scale({ position: "bottomright", maxWidth: 120 * GeoRtcc.grown }).addTo(map);
  GeoRtcc.maps = GeoRtcc.maps || {};
  GeoRtcc.maps[spec.name] = map;
};

/* A canvas over the view with a margin, drawn again when the view settles; while a person drags,
   the pane moves it. Subclasses implement draw(context, project) with layer-point coordinates. */
GeoRtcc.CanvasLayer = L.Layer.extend({
  options: { pane: "overlayPane", margin: 0.25 },

  initialize(options) {
    L.setOptions(this, options);
  },

  onAdd() {
    this.canvas = L.DomUtil.create("canvas", "rtcc-canvas", this.getPane());
    this.canvas.style.pointerEvents = "none";
    this.redraw();
  },

  onRemove() {
    this.canvas.remove();
  },

  getEvents() {
    return { moveend: this.redraw, zoom: this.redraw, resize: this.redraw };
  },

  redraw() {
    const map = this._map, size = map.getSize(), ratio = window.devicePixelRatio || 1;
    const pad = size.multiplyBy(this.options.margin).round(), full = size.add(pad.multiplyBy(2));
    const corner = map.containerPointToLayerPoint(pad.multiplyBy(-1));
    const scale = Math.pow(2, map.getZoom()), origin = map.getPixelOrigin().add(corner);
    L.DomUtil.setPosition(this.canvas, corner);
    this.canvas.width = full.x * ratio;
    this.canvas.height = full.y * ratio;
    this.canvas.style.width = full.x + "px";
    this.canvas.style.height = full.y + "px";
    this.corner = corner;
    this.size = full;
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    this.draw(context, (x, y) => [x * scale - origin.x, y * scale - origin.y]);
  },

  /* Canvas coordinates of a mouse event. */
  at(event) {
    return event.layerPoint.subtract(this.corner);
  },
});

/* Which area something lies in; nothing where no area is known at all. */
GeoRtcc.areaLine = function (spec, area) {
  if (area) return `${spec.areaWord} ${area}`;
  return spec.areas.some(Boolean) ? `Outside every ${spec.areaWord.toLowerCase()}` : "";
};

/* The hover panel: text only, never markup from data. lines: [class, text] pairs. */
GeoRtcc.Panel = class {
  constructor(map) {
    this.map = map;
    this.box = L.DomUtil.create("div", "rtcc-panel", map.getContainer());
    this.box.setAttribute("role", "status");
  }

  show(point, lines) {
    this.box.replaceChildren(...lines.map(([kind, text]) => {
      const line = document.createElement("div");
      line.className = kind;
      line.textContent = text;
      return line;
    }));
    this.box.style.display = "block";
    const size = this.map.getSize(), width = this.box.offsetWidth, height = this.box.offsetHeight;
    const right = point.x + 14 + width < size.x ? point.x + 14 : point.x - 14 - width;
    const below = point.y + 14 + height < size.y ? point.y + 14 : point.y - 14 - height;
    this.box.style.left = Math.max(4, Math.min(right, size.x - width - 4)) + "px";
    this.box.style.top = Math.max(4, below) + "px";
  }

  hide() {
    this.box.style.display = "none";
  }
};

/* Call find(event) at most once a frame while the pointer moves, and on tap. */
GeoRtcc.hover = function (map, find, leave) {
  let waiting = null;
  map.on("mousemove", (event) => {
    if (!waiting) requestAnimationFrame(() => { find(waiting); waiting = null; });
    waiting = event;
  });
  map.on("click", find);
  map.on("mouseout movestart", leave);
};
