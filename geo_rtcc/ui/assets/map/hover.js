/** What lies under the pointer, in words. Text only, never markup from data. */

const AWAY_PX = 14;
const EDGE_PX = 4;

export class HoverPanel {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.box = L.DomUtil.create("div", "rtcc-panel", map.getContainer());
    this.box.setAttribute("role", "status");
  }

  /**
   * @param {L.Point} point of the map's container
   * @param {[string, string][]} lines style class and text of each
   */
  show(point, lines) {
    this.box.replaceChildren(...lines.map(lineOf));
    this.box.style.display = "block";
    const size = this.map.getSize();
    const width = this.box.offsetWidth;
    const height = this.box.offsetHeight;
    const left = beside(point.x, width, size.x);
    this.box.style.left = `${Math.min(left, size.x - width - EDGE_PX)}px`;
    this.box.style.top = `${beside(point.y, height, size.y)}px`;
  }

  hide() {
    this.box.style.display = "none";
  }
}

/**
 * Call find(event) at most once a frame while the pointer moves, and on a tap.
 * @param {L.Map} map
 * @param {(event: L.LeafletMouseEvent) => void} find
 * @param {() => void} leave
 */
export function onHover(map, find, leave) {
  /** @type {L.LeafletMouseEvent | null} */
  let waiting = null;
  map.on("mousemove", (event) => {
    if (!waiting) {
      requestAnimationFrame(() => {
        if (waiting) find(waiting);
        waiting = null;
      });
    }
    waiting = event;
  });
  map.on("click", find);
  map.on("mouseout movestart", () => {
    waiting = null;
    leave();
  });
}

/** @param {[string, string]} line @returns {HTMLElement} */
function lineOf([kind, text]) {
  const line = document.createElement("div");
  line.className = kind;
  line.textContent = text;
  return line;
}

/**
 * @param {number} at of the pointer @param {number} size of the panel @param {number} room
 * @returns {number} where the panel begins: after the pointer, or before it where room ends
 */
export function beside(at, size, room) {
  const after = at + AWAY_PX;
  return Math.max(EDGE_PX, after + size < room ? after : at - AWAY_PX - size);
}
