/**
 * Rectangles to be painted again. Pure.
 *
 * @typedef {object} Box
 * @property {number} left @property {number} top @property {number} right @property {number} bottom
 */

/**
 * The box around a point.
 *
 * @param {number} x @param {number} y @param {number} reach
 * @returns {Box}
 */
export function around(x, y, reach) {
  return { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
}

/**
 * @param {Box} one @param {Box} other
 * @returns {boolean}
 */
export function overlap(one, other) {
  return one.left < other.right && other.left < one.right &&
    one.top < other.bottom && other.top < one.bottom;
}

/**
 * @param {Box} one @param {Box} other
 * @returns {Box}
 */
function union(one, other) {
  return {
    left: Math.min(one.left, other.left), top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right), bottom: Math.max(one.bottom, other.bottom),
  };
}

/**
 * Grow a box to whole device pixels, so that a clip to it has no soft edge, and cut it to the
 * canvas. Null if nothing of it lies there.
 *
 * @param {Box} box  CSS pixels
 * @param {number} ratio  device pixels in a CSS pixel
 * @param {number} width  of the canvas, device pixels
 * @param {number} height
 * @returns {Box | null} device pixels
 */
export function snapped(box, ratio, width, height) {
  const left = Math.max(0, Math.floor(box.left * ratio));
  const top = Math.max(0, Math.floor(box.top * ratio));
  const right = Math.min(width, Math.ceil(box.right * ratio));
  const bottom = Math.min(height, Math.ceil(box.bottom * ratio));
  return left < right && top < bottom ? { left, top, right, bottom } : null;
}

/**
 * Merge boxes that overlap, until none do.
 *
 * @param {Box[]} boxes
 * @returns {Box[]}
 */
export function merged(boxes) {
  /** @type {Box[]} */
  const apart = [];
  for (const box of boxes) {
    let grown = box;
    for (let i = 0; i < apart.length;) {
      const other = apart[i];
      if (!overlap(grown, other)) i++;
      else {
        grown = union(grown, other);
        apart.splice(i, 1);
        i = 0; // what was passed before may overlap by now
      }
    }
    apart.push(grown);
  }
  return apart;
}

/**
 * @param {Box[]} boxes  that don't overlap
 * @returns {number}
 */
export function area(boxes) {
  return boxes.reduce((sum, b) => sum + (b.right - b.left) * (b.bottom - b.top), 0);
}
