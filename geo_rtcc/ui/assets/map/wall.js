/** A wall display is read from further away: letters and markers grow, as the page around does. */

const WALL_PX = 2560;
const FACTOR = 1.6;

/** @returns {number} 1, or 1.6 on a wall display; a map in a frame follows the whole page */
export function grown() {
  return widthOf(window.top ?? window) >= WALL_PX ? FACTOR : 1;
}

/**
 * @param {Window} page
 * @returns {number} its width, or this window's where another site shows this one in its frame
 */
function widthOf(page) {
  try {
    return page.innerWidth;
  } catch {
    return window.innerWidth;
  }
}
