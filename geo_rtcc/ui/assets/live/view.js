/**
 * The map's view. It moves when a person moves it, asks for it, or follows a unit; never else.
 *
 * @import {Agency, Place} from "./types.js"
 */
import { el } from "./dom.js";

const PAN_PX = 120;
const CLOSE_ZOOM = 16;
// A followed unit is kept within this part of the open map around its middle.
const MIDDLE = 0.3;
const ANYWHERE = { lat: 39.5, lon: -98.35, zoom: 4 };

/** @typedef {{top: number, right: number, bottom: number, left: number}} Room  px under panels */

export class View {
  /** @type {L.Map} */
  map;
  #isSet = false;
  #begunAtHome = false;
  #home = /** @type {[number, number, number, number] | null} */ (null);
  #room;
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  /**
   * @param {HTMLElement} box
   * @param {() => Room} room
   */
  constructor(box, room) {
    this.#room = room;
    const animated = !this.#still.matches;
    this.map = L.map(box, {
      zoomControl: false, attributionControl: false, keyboard: false, maxZoom: 19, minZoom: 3,
      zoomSnap: 0.5, wheelPxPerZoomLevel: 90, zoomAnimation: animated, inertia: animated,
      fadeAnimation: false, markerZoomAnimation: false,
    });
    box.tabIndex = 0;
    box.dataset.ownKeys = "";
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", "Map. Arrow keys pan, plus and minus zoom, T opens a table");
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("mousedown", (event) => unfocus(event, box));
  }

  /**
   * Show the first view once it is known: the place's own, else the agency's bounds.
   *
   * @param {Place["view"]} wanted
   * @param {Pick<Agency, "bounds"> | null} agency
   * @param {[number, number][]} points  lon/lat, for an agency without bounds
   */
  first(wanted, agency, points) {
    if (agency) this.#home = agency.bounds ?? around(points);
    if (this.#isSet || (!wanted && !agency)) return;
    this.#isSet = true;
    this.#begunAtHome = !wanted;
    if (wanted) this.map.setView([wanted.lat, wanted.lon], wanted.zoom, { animate: false });
    else this.home();
  }

  /** Take in the box's size: its corner stays in place, if there was anything to see before. */
  resize() {
    const { x, y } = this.map.getSize(), { place } = this, box = this.map.getContainer();
    // On its way out of the page it has no size, and would remember its corner as its middle.
    if (!box.clientWidth || !box.clientHeight) return;
    this.map.invalidateSize({ pan: false });
    if (x * y || !place) return;
    if (this.#begunAtHome) this.home();
    else this.map.setView([place.lat, place.lon], place.zoom, { animate: false });
  }

  /** Show the whole area. */
  home() {
    if (!this.#home) {
      this.map.setView([ANYWHERE.lat, ANYWHERE.lon], ANYWHERE.zoom, { animate: false });
      return;
    }
    const [west, south, east, north] = this.#home, { top, right, bottom, left } = this.#room();
    this.map.fitBounds([[south, west], [north, east]], {
      paddingTopLeft: [left + 12, top + 12], paddingBottomRight: [right + 12, bottom + 12],
      animate: false,
    });
  }

  /** @returns {Place["view"]} */
  get place() {
    if (!this.#isSet) return null;
    const { lat, lng } = this.map.getCenter();
    return { lat, lon: lng, zoom: this.map.getZoom() };
  }

  /**
   * Bring a point into the middle of the open map.
   *
   * @param {{lon: number, lat: number}} point
   */
  goTo({ lon, lat }) {
    const zoom = Math.max(this.map.getZoom(), CLOSE_ZOOM), { x, y } = this.#off();
    const centre = this.map.project([lat, lon], zoom).subtract([x, y]);
    this.map.setView(this.map.unproject(centre, zoom), zoom, { animate: !this.#still.matches });
  }

  /**
   * Move on when a followed unit leaves the middle of the open map.
   *
   * @param {{lon: number, lat: number}} point
   */
  keepInMiddle({ lon, lat }) {
    const at = this.map.latLngToContainerPoint([lat, lon]), size = this.#open();
    const dx = at.x - size.middle.x, dy = at.y - size.middle.y;
    if (Math.abs(dx) < size.width * MIDDLE && Math.abs(dy) < size.height * MIDDLE) return;
    this.map.panBy([dx, dy], { animate: !this.#still.matches, duration: 0.4 });
  }

  /**
   * Say whether a point can be seen, not covered by a panel.
   *
   * @param {{lon: number, lat: number}} point
   */
  shows({ lon, lat }) {
    if (!this.#isSet || Number.isNaN(lon)) return false;
    const { x, y } = this.map.latLngToContainerPoint([lat, lon]), size = this.#open();
    return Math.abs(x - size.middle.x) <= size.width / 2
      && Math.abs(y - size.middle.y) <= size.height / 2;
  }

  /** @param {number} by  zoom levels */
  zoom(by) {
    if (this.#isSet) this.map.setZoom(Math.round(this.map.getZoom()) + by);
  }

  remove() {
    this.map.remove();
  }

  /** What of the map no panel covers. */
  #open() {
    const { x, y } = this.map.getSize(), { top, right, bottom, left } = this.#room();
    const width = Math.max(80, x - left - right), height = Math.max(80, y - top - bottom);
    return { width, height, middle: L.point(left + width / 2, top + height / 2) };
  }

  /** @returns {L.Point} from the middle of the map to the middle of what is open of it */
  #off() {
    return this.#open().middle.subtract(this.map.getSize().divideBy(2));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) {
      return;
    }
    /** @type {Record<string, [number, number]>} */
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (Object.hasOwn(ways, key)) {
      const [x, y] = ways[key];
      this.map.panBy([x * PAN_PX, y * PAN_PX], { animate: !this.#still.matches });
      this.map.fire("dragstart");
    } else if (key === "+" || key === "=") this.zoom(1);
    else if (key === "-") this.zoom(-1);
    else return;
    event.preventDefault();
  }
}

/**
 * @param {[number, number][]} points
 * @returns {[number, number, number, number] | null}
 */
function around(points) {
  if (!points.length) return null;
  const lons = points.map(([lon]) => lon), lats = points.map(([, lat]) => lat);
  const least = (/** @type {number[]} */ all) => all.reduce((one, other) => Math.min(one, other));
  const most = (/** @type {number[]} */ all) => all.reduce((one, other) => Math.max(one, other));
  return [least(lons), least(lats), most(lons), most(lats)];
}

/**
 * A click on the map takes the focus from fields, but leaves the keys to the whole desk: only who
 * comes to the map by Tab pans it with the arrows.
 *
 * @param {MouseEvent} event
 * @param {HTMLElement} box
 */
function unfocus(event, box) {
  event.preventDefault();
  const root = box.getRootNode();
  const active = root instanceof ShadowRoot ? root.activeElement : document.activeElement;
  if (active instanceof HTMLElement) active.blur();
}

/**
 * A place to put Leaflet's scale into, beside our own buttons.
 *
 * @param {L.Map} map
 * @param {number} grown
 */
export function scale(map, grown) {
  const box = el("div", { class: "scale" });
  const made = L.control.scale({ maxWidth: 110 * grown }).addTo(map).getContainer();
  if (made) box.append(made);
  return box;
}
