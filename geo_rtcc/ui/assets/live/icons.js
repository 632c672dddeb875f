/** Icons as SVG in the colour of the text around; and marks of the look's own shapes. */

const SPACE = "http://www.w3.org/2000/svg";

/** @type {Record<string, string>} strokes on a 16 × 16 grid */
const STROKES = {
  layers: "M8 2 14 5.5 8 9 2 5.5ZM2.5 8.5 8 11.7l5.5-3.2M2.5 11.3 8 14.5l5.5-3.2",
  table: "M2 3h12v10H2zM2 6.5h12M2 9.8h12M6.5 6.5V13",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3 14 14",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  home: "M2 8V3h5M14 8v5H9M2.5 3.5 6 7M13.5 12.5 10 9",
  target: "M8 4.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6M8 1v3M8 12v3M1 8h3M12 8h3",
  check: "M3 8.5 6.5 12 13 4.5",
  up: "M8 13V3.5M3.5 8 8 3.5 12.5 8",
  down: "M4 6.5 8 10.5 12 6.5",
  queue: "M5.5 4H14M5.5 8H14M5.5 12H14M2 4h.8M2 8h.8M2 12h.8",
  map: "M2 4l4-1.5L10 4l4-1.5V12l-4 1.5L6 12l-4 1.5ZM6 2.5V12M10 4v9.5",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 4.8V8l2.3 1.6",
  filter: "M2 3.5h12L9.5 9v4.5L6.5 12V9Z",
  follow: "M8 2.2 13 13.5 8 11 3 13.5Z",
  help: "M5.6 6a2.4 2.4 0 1 1 3.5 2.1C8.3 8.6 8 9 8 10M8 12.6v.2",
};
/** @type {Record<string, string>} filled shapes */
const FILLS = {
  play: "M4.5 2.8v10.4L13 8Z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
};

/**
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const drawing = svg("16", "icon"), path = document.createElementNS(SPACE, "path");
  const filled = Object.hasOwn(FILLS, name);
  path.setAttribute("d", filled ? FILLS[name] : STROKES[name]);
  path.setAttribute(filled ? "fill" : "stroke", "currentColor");
  if (!filled) path.setAttribute("fill", "none");
  drawing.append(path);
  return drawing;
}

/**
 * Draw a shape of the look.
 *
 * @param {[number, number][]} corners  on the unit circle, y down; none: a circle
 * @param {string} fill  colour, or "none" for an outline alone
 * @param {string} line  colour
 * @param {number} scale  of the usual size
 * @returns {SVGSVGElement}
 */
export function mark(corners, fill, line, scale = 1) {
  const drawing = svg("20", "mark");
  const radius = 8 * scale;
  const shape = document.createElementNS(SPACE, corners.length ? "polygon" : "circle");
  if (corners.length) {
    const points = corners.map(([x, y]) => `${10 + x * radius},${10 + y * radius}`);
    shape.setAttribute("points", points.join(" "));
  } else {
    for (const [name, value] of [["cx", 10], ["cy", 10], ["r", radius * 0.85]]) {
      shape.setAttribute(String(name), String(value));
    }
  }
  shape.setAttribute("fill", fill);
  shape.setAttribute("stroke", line);
  shape.setAttribute("stroke-width", "1.5");
  shape.setAttribute("stroke-linejoin", "round");
  drawing.append(shape);
  return drawing;
}

/**
 * @param {string} side
 * @param {string} name
 */
function svg(side, name) {
  const drawing = document.createElementNS(SPACE, "svg");
  drawing.setAttribute("viewBox", `0 0 ${side} ${side}`);
  drawing.setAttribute("class", name);
  drawing.setAttribute("aria-hidden", "true");
  return drawing;
}
