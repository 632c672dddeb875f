/** Colours as `#rrggbb`: mixing, and contrast by WCAG 2.2. Pure. */

const KNEE = 0.04045;

/** @param {string} colour @returns {number[]} red, green, blue, 0 to 255 */
function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** @param {string} colour @returns {number} relative luminance, 0 to 1 */
function luminance(colour) {
  const [r, g, b] = channels(colour).map((channel) => {
    const c = channel / 255;
    return c <= KNEE ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * @param {string} one @param {string} other
 * @returns {number} contrast ratio, 1 to 21
 */
export function contrast(one, other) {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/**
 * @param {string} colour @param {string} ground
 * @param {number} part  of the ground, 0 to 1
 * @returns {string}
 */
export function mix(colour, ground, part) {
  const under = channels(ground);
  const mixed = channels(colour).map((c, i) => Math.round(c + (under[i] - c) * part));
  return `#${mixed.map((c) => c.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Move a colour towards the ground, as far as `least` contrast to it allows.
 *
 * @param {string} colour @param {string} ground
 * @param {number} least  contrast that must remain; a colour with less comes back as it is
 * @param {number} [most]  part of the ground at most
 * @returns {string}
 */
export function faint(colour, ground, least, most = 1) {
  for (let part = most; part > 0; part -= 0.05) {
    const mixed = mix(colour, ground, part);
    if (contrast(mixed, ground) >= least) return mixed;
  }
  return colour;
}
