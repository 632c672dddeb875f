/* Calls as canvas markers: a sprite for each category and size, a grid to find what is hovered. */
"use strict";

GeoRtcc.sprite = function (style, radius, outline) {
  const ratio = window.devicePixelRatio || 1, reach = radius + 2;
  const sprite = document.createElement("canvas");
  sprite.width = sprite.height = Math.ceil(reach * 2 * ratio);
  const context = sprite.getContext("2d");
  context.scale(ratio, ratio);
  context.translate(reach, reach);
  context.beginPath();
  style.corners.forEach(([x, y], i) => {
    if (i) context.lineTo(x * radius, y * radius);
    else context.moveTo(x * radius, y * radius);
  });
  if (!style.corners.length) context.arc(0, 0, radius * 0.85, 0, 2 * Math.PI);
  context.closePath();
  context.lineWidth = 1.4;
  context.lineJoin = "round";
  context.fillStyle = style.fill;
  context.strokeStyle = outline;
  context.fill();
  context.stroke();
  return { image: sprite, reach, side: reach * 2 };
};

GeoRtcc.Points = GeoRtcc.CanvasLayer.extend({
  initialize(spec) {
    L.setOptions(this, { pane: "points" });
    this.spec = spec;
    const lon = GeoRtcc.degrees(spec.lon), lat = GeoRtcc.degrees(spec.lat);
    this.n = lon.length;
    this.xy = new Float64Array(this.n * 2);
    for (let i = 0; i < this.n; i++) this.xy.set(GeoRtcc.world(lon[i], lat[i]), i * 2);
    this.lon = lon;
    this.lat = lat;
    this.times = new Float64Array(this.n);
    for (let i = 0, sum = 0; i < this.n; i++) this.times[i] = sum += spec.time[i];
    this.sprites = {};
    this.clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: spec.zone, weekday: "short", day: "numeric", month: "short", year: "numeric",
      hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
    // American English knows CST and PDT; asked for each call, since a window can span a change.
    this.zone = new Intl.DateTimeFormat("en-US", { timeZone: spec.zone, timeZoneName: "short" });
  },

  /* Markers shrink where a city is small and grow where streets are wide. */
  spritesAt(zoom) {
    const factor = (zoom < 13 ? 0.82 : zoom < 15.5 ? 1 : 1.25) * GeoRtcc.grown, { styles, radii, colours } = this.spec;
    this.sprites[factor] = this.sprites[factor] || styles.map((style) =>
      radii.map((radius) => GeoRtcc.sprite(style, radius * factor, colours.outline)));
    return this.sprites[factor];
  },

  draw(context, project) {
    const sprites = this.spritesAt(this._map.getZoom());
    this.grid = new Map();
    for (let i = 0; i < this.n; i++) {
      const [x, y] = project(this.xy[i * 2], this.xy[i * 2 + 1]);
      if (x < -20 || y < -20 || x > this.size.x + 20 || y > this.size.y + 20) continue;
      const sprite = sprites[+this.spec.category[i]][+this.spec.size[i]];
      context.drawImage(sprite.image, x - sprite.reach, y - sprite.reach, sprite.side, sprite.side);
      const key = (x >> 4) + ":" + (y >> 4), cell = this.grid.get(key);
      if (cell) cell.push([i, x, y]);
      else this.grid.set(key, [[i, x, y]]);
    }
    document.body.dataset.points = String(this.n);
  },

  /* Indices within reach of a canvas point, nearest first; among equals the one drawn on top. */
  near({ x, y }) {
    const found = [];
    for (let column = (x >> 4) - 1; column <= (x >> 4) + 1; column++) {
      for (let row = (y >> 4) - 1; row <= (y >> 4) + 1; row++) {
        for (const [i, px, py] of this.grid.get(column + ":" + row) || []) {
          const away = Math.hypot(px - x, py - y);
          if (away <= 10 * GeoRtcc.grown) found.push([Math.round(away / 3), -i]);
        }
      }
    }
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, i]) => -i);
  },

  local(ms) {
    const name = this.zone.formatToParts(ms).find((part) => part.type === "timeZoneName").value;
    return `${this.clock.format(ms).replace(/,/g, "")} ${name}`;
  },

  lines(i) {
    const spec = this.spec, size = +spec.size[i];
    const lines = [
      ["rtcc-title", spec.types[spec.type[i]]],
      ["rtcc-line", `${spec.styles[+spec.category[i]].label}${size ? ` · priority ${spec.sizes[size]}` : ""}` +
        (spec.onView[i] === "1" ? " · on-view" : "")],
      ["rtcc-line", this.local(this.times[i] * 1000)],
      ["rtcc-line", spec.addresses[spec.address[i]] ||
        `${this.lat[i].toFixed(5)}, ${this.lon[i].toFixed(5)}`],
    ];
    const area = spec.areas[spec.area[i]], other = spec.others[i];
    const ambiguous = other === undefined ? "" : ` (ambiguous${other ? ": also " + other : ""})`;
    const where = GeoRtcc.areaLine(spec, area);
    if (where) lines.push(["rtcc-line", where + ambiguous]);
    lines.push(["rtcc-faint", spec.certainties[spec.certainty[i]]]);
    return lines;
  },
});

GeoRtcc.points = function (map, spec) {
  map.createPane("points").style.zIndex = 460;
  map.getPane("points").style.pointerEvents = "none";
  const layer = new GeoRtcc.Points(spec).addTo(map), panel = new GeoRtcc.Panel(map);
  let circle = null;
  const leave = () => {
    panel.hide();
    if (circle) circle.remove();
    circle = null;
    map.getContainer().style.cursor = "";
  };
  GeoRtcc.hover(map, (event) => {
    const [first, ...rest] = layer.near(layer.at(event));
    leave();
    if (first === undefined) return;
    map.getContainer().style.cursor = "pointer";
    const lines = layer.lines(first);
    if (rest.length) lines.push(["rtcc-more", `and ${rest.length} more here`]);
    panel.show(event.containerPoint, lines);
    const radius = spec.radiiM[spec.certainty[first]];
    if (radius > 0) circle = L.circle([layer.lat[first], layer.lon[first]], {
      radius, color: spec.colours.beatLabel, weight: 1, fillOpacity: 0.08, interactive: false,
    }).addTo(map);
  }, leave);
};
