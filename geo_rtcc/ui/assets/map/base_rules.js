/**
 * What of a vector tile is drawn how. Rules of the library that paints: see its PaintRule and
 * LabelRule. Zooms are the map's, widths and letters CSS pixels.
 *
 * @import {Feature, LabelRule, LabelSymbolizer, PaintRule} from "protomaps-leaflet"
 * @import {Look} from "../live/types.js"
 * @typedef {typeof import("protomaps-leaflet")} Protomaps
 * @typedef {Feature["geom"]} Lines
 *
 * @typedef {object} Rules
 * @property {string} ground  what lies under everything
 * @property {PaintRule[]} paint
 * @property {PaintRule[]} outlines  of areas, drawn above what lies on the ground
 * @property {LabelRule[]} labels  first come first
 */

const FONT = '"Public Sans", sans-serif';
const POINT = 1, LINE = 2, POLYGON = 3;
/** Drawn in this order: what matters more lies on top. */
const STREETS = /** @type {const} */ (["local", "collector", "arterial"]);
const FIRST_ZOOM = { arterial: 9, collector: 12, local: 13 };
const FIRST_NAME_ZOOM = { arterial: 13, collector: 15, local: 16 };
const WIDTH_PX = { arterial: 1.6, collector: 1.1, local: 0.8 };
/** Thinner streets have no casing. */
const CASED_PX = 1.5;
const CASING_PX = 0.8;

/** @typedef {typeof STREETS[number]} StreetClass */

/**
 * @param {string} klass @param {number} zoom
 * @returns {number} width of a street in pixels; 0 leaves it out
 */
export function streetWidth(klass, zoom) {
  const known = classOf(klass);
  if (zoom < FIRST_ZOOM[known]) return 0;
  return WIDTH_PX[known] * 1.42 ** Math.max(0, zoom - 12);
}

/** @param {unknown} klass @returns {StreetClass} */
function classOf(klass) {
  return klass === "arterial" || klass === "collector" ? klass : "local";
}

/**
 * @param {Protomaps} protomaps @param {Look} look
 * @param {string} schema  of the tiles: "agency" or "protomaps"
 * @param {number} grown  factor of letters
 * @returns {Rules}
 */
export function rulesOf(protomaps, look, schema, grown) {
  const areas = areaLabels(protomaps, look, grown);
  const outlines = areaOutlines(protomaps, look, grown);
  if (schema !== "protomaps") {
    const labels = [...areas, ...nameLabels(protomaps, look, grown)];
    return { ground: look.colours.land, paint: groundRules(protomaps, look), outlines, labels };
  }
  // The library hands out its named styles only with a layer.
  const styled = protomaps.leafletLayer({ url: "/", flavor: look.theme, lang: "en" });
  const ground = styled.backgroundColor ?? look.colours.land;
  return { ground, paint: styled.paintRules, outlines, labels: [...areas, ...styled.labelRules] };
}

/** @param {Protomaps} protomaps @param {Look} look @returns {PaintRule[]} */
function groundRules(protomaps, { colours }) {
  const fill = (/** @type {string} */ name) => ({
    dataLayer: name,
    symbolizer: new protomaps.PolygonSymbolizer({ fill: colours[name] }),
    filter: isOf(POLYGON),
  });
  const stream = {
    dataLayer: "water",
    symbolizer: line(protomaps, colours.water, (zoom) => Math.max(1.5, 1.6 ** (zoom - 12))),
    filter: isOf(LINE),
  };
  const casings = STREETS.map((klass) => street(protomaps, klass, casedFrom(klass),
    line(protomaps, colours.casing, (zoom) => streetWidth(klass, zoom) + 2 * CASING_PX)));
  const thin = (/** @type {StreetClass} */ klass, /** @type {number} */ zoom) =>
    zoom < casedFrom(klass) && colours[klass] === "#ffffff" ? colours.casing : colours[klass];
  const fills = STREETS.map((klass) => street(protomaps, klass, FIRST_ZOOM[klass],
    line(protomaps, (zoom) => thin(klass, zoom), (zoom) => streetWidth(klass, zoom))));
  return [fill("park"), fill("water"), stream, ...casings, ...fills];
}

/** @param {StreetClass} klass @returns {number} the first zoom at which it is wide enough */
function casedFrom(klass) {
  let zoom = FIRST_ZOOM[klass];
  while (streetWidth(klass, zoom) < CASED_PX) zoom += 1;
  return zoom;
}

/**
 * @param {Protomaps} protomaps @param {StreetClass} klass @param {number} minzoom
 * @param {PaintRule["symbolizer"]} symbolizer @returns {PaintRule}
 */
function street(protomaps, klass, minzoom, symbolizer) {
  const filter = (/** @type {number} */ _, /** @type {Feature} */ feature) =>
    classOf(feature.props.class) === klass;
  return { dataLayer: "street", minzoom, symbolizer, filter };
}

/**
 * @param {Protomaps} protomaps @param {string | ((zoom: number) => string)} color
 * @param {(zoom: number) => number} width
 */
function line(protomaps, color, width) {
  return new protomaps.LineSymbolizer({ color, width, lineCap: "round", lineJoin: "round" });
}

/** @param {Protomaps} protomaps @param {Look} look @param {number} grown @returns {PaintRule[]} */
function areaOutlines(protomaps, { colours }, grown) {
  const width = (/** @type {number} */ zoom) => (zoom >= 13 ? 1.8 : 1.2) * Math.sqrt(grown);
  return [{ dataLayer: "area", symbolizer: line(protomaps, colours.beat, width) }];
}

/** @param {Protomaps} protomaps @param {Look} look @param {number} grown @returns {LabelRule[]} */
function areaLabels(protomaps, { colours }, grown) {
  const symbolizer = new protomaps.CenteredTextSymbolizer({
    labelProps: ["code"], fill: colours.beatLabel, stroke: colours.halo, width: 1.5,
    font: (zoom) => `650 ${(zoom >= 13 ? 13 : 11) * grown}px ${FONT}`, maxLineChars: 60,
  });
  return [{ dataLayer: "area_label", symbolizer, filter: isOf(POINT) }];
}

/** @param {Protomaps} protomaps @param {Look} look @param {number} grown @returns {LabelRule[]} */
function nameLabels(protomaps, { colours }, grown) {
  const font = `500 ${11 * grown}px ${FONT}`;
  const along = (/** @type {string} */ fill, /** @type {string} */ stroke) =>
    new protomaps.LineLabelSymbolizer({
      labelProps: ["name"], font, fill, stroke, width: 3, repeatDistance: 420 * grown,
      position: protomaps.LineLabelPlacement.Center,
    });
  const inside = (/** @type {string} */ fill, /** @type {string} */ stroke) =>
    within(protomaps, new protomaps.CenteredTextSymbolizer({
      labelProps: ["name"], font, fill, stroke, width: 1.5, lineHeight: 1.25, maxLineChars: 16,
    }), 420 * grown);
  const water = [colours.waterLabel, colours.water], plain = [colours.label, colours.halo];
  const streets = [...STREETS].reverse().map((klass) => ({
    dataLayer: "street", minzoom: FIRST_NAME_ZOOM[klass], symbolizer: along(plain[0], plain[1]),
    filter: (/** @type {number} */ _, /** @type {Feature} */ feature) =>
      classOf(feature.props.class) === klass,
  }));
  return [
    { dataLayer: "water", symbolizer: along(water[0], water[1]), filter: isOf(LINE) },
    { dataLayer: "water", symbolizer: inside(water[0], water[1]), filter: isOf(POLYGON) },
    ...streets.slice(0, 1),
    { dataLayer: "park", minzoom: 14, symbolizer: inside(plain[0], colours.park),
      filter: isOf(POLYGON) },
    ...streets.slice(1),
  ];
}

/**
 * The library writes a polygon's name at its first corner; this writes it in the middle, if that
 * lies inside and the name has room, and not again nearby in the next tile.
 * @param {Protomaps} protomaps @param {LabelSymbolizer} symbolizer @param {number} apart
 * @returns {LabelSymbolizer}
 */
function within(protomaps, symbolizer, apart) {
  /** @type {LabelSymbolizer["place"]} */
  const place = (layout, geom, feature) => {
    const box = boxOf(geom);
    const middle = geom[0][0].clone();
    middle.x = (box.minX + box.maxX) / 2;
    middle.y = (box.minY + box.maxY) / 2;
    if (!protomaps.pointInPolygon(middle, geom)) return undefined;
    const labels = symbolizer.place(layout, [[middle]], feature) ?? [];
    return labels
      .filter(({ bboxes }) => bboxes.every((text) =>
        text.minX > box.minX && text.maxX < box.maxX &&
        text.minY > box.minY && text.maxY < box.maxY))
      .map((label) => ({ ...label, deduplicationKey: String(feature.props.name),
        deduplicationDistance: apart }));
  };
  return { place };
}

/** @param {Lines} lines */
function boxOf(lines) {
  const xs = lines.flat().map(({ x }) => x), ys = lines.flat().map(({ y }) => y);
  const low = (/** @type {number[]} */ list) => list.reduce((a, b) => Math.min(a, b));
  const high = (/** @type {number[]} */ list) => list.reduce((a, b) => Math.max(a, b));
  return { minX: low(xs), minY: low(ys), maxX: high(xs), maxY: high(ys) };
}

/** @param {number} kind @returns {(zoom: number, feature?: Feature) => boolean} */
function isOf(kind) {
  return (_, feature) => feature?.geomType === kind;
}
