/**
 * A map to place one location string on: by a click, by the keyboard, or by picking a candidate.
 *
 * @import {Given, Pick} from "./types.js"
 */
import { el, say } from "../live/dom.js";
import { baseLayer } from "../map/base.js";
import { home } from "../map/frame.js";
import { grown } from "../map/wall.js";
import { actOf } from "./keys.js";
import { Marks } from "./marks.js";

const CLOSE_ZOOM = 17;
// How much around a candidate is shown: of a street of miles, not all.
const MOST_AROUND_M = 2000;
const ANYWHERE = /** @type {[number, number]} */ ([39.5, -98.35]);
const HELP = "Click the place. By keyboard: arrows move the map under the cross, Shift in small " +
  "steps, + and − zoom, Enter places it, 1 to 9 pick a candidate.";

export class Board {
  #data;
  #pick;
  #subject = "";
  #box = el("div", { class: "map", tabindex: 0, role: "application", "aria-describedby": "help" });
  #told = el("p", { class: "unseen", role: "status" });
  #sizes = new ResizeObserver(() => {
    if (this.#box.clientWidth) this.map.invalidateSize({ pan: false });
  });

  /**
   * @param {HTMLElement} root @param {Given} data
   * @param {(pick: Pick) => void} pick  told what a person picked
   */
  constructor(root, data, pick) {
    this.root = root;
    this.#data = data;
    this.#pick = pick;
    const aim = el("div", { class: "aim", "aria-hidden": "true" });
    root.replaceChildren(el("div", { class: "frame" }, this.#box, aim),
      el("p", { class: "help", id: "help", text: HELP }), this.#told);
    this.map = L.map(this.#box, {
      zoomControl: false, attributionControl: false, keyboard: false, maxZoom: 19, minZoom: 3,
      zoomSnap: 0.5, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false,
    });
    this.base = baseLayer({ look: data.look, tiles: data.start.tiles });
    this.marks = new Marks(this.map, (number) => this.#choose(number));
    this.#listen();
    this.update(data);
    this.base.once("ready", () => (root.dataset.drawn = "true"));
    this.base.addTo(this.map);
    L.control.zoom({ position: "topleft" }).addTo(this.map);
    home(() => this.#fit()).addTo(this.map);
    L.control.scale({ position: "bottomleft", maxWidth: 110 * grown() }).addTo(this.map);
  }

  /** @param {Given} data */
  update(data) {
    const before = this.#data;
    this.#data = data;
    this.#look();
    if (before.look.theme !== data.look.theme) this.base.setLook(data.look);
    this.base.setTiles(data.start.tiles);
    if (data.subject !== this.#subject) this.#fit();
    this.#subject = data.subject;
    this.marks.show(data);
    const n = data.candidates.length;
    this.#box.setAttribute("aria-label", `Map with ${n} candidate${n === 1 ? "" : "s"}`);
  }

  remove() {
    this.#sizes.disconnect();
    this.map.remove();
  }

  #listen() {
    this.map.on("click", (event) => this.#place(event.latlng));
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#sizes.observe(this.#box);
  }

  #look() {
    const { style } = this.root, { look } = this.#data;
    for (const [name, colour] of Object.entries(look.colours)) {
      style.setProperty(`--${name}`, colour);
    }
    style.colorScheme = look.theme;
  }

  /** Show the candidates, else where the string is said to lie, else the whole area. */
  #fit() {
    const { candidates, home: said, start } = this.#data, bounds = said ?? start.bounds;
    const corners = candidates.flatMap(({ lon, lat, uncertaintyM }) => {
      const around = L.latLng(lat, lon).toBounds(2 * Math.min(uncertaintyM, MOST_AROUND_M));
      return [around.getSouthWest(), around.getNorthEast()];
    });
    if (!corners.length && bounds) {
      const [west, south, east, north] = bounds;
      corners.push(L.latLng(south, west), L.latLng(north, east));
    }
    if (!corners.length) this.map.setView(ANYWHERE, 4, { animate: false });
    else {
      this.map.fitBounds(L.latLngBounds(corners),
        { padding: [32, 32], maxZoom: CLOSE_ZOOM, animate: false });
    }
  }

  /** @param {L.LatLng} at */
  #place({ lng, lat }) {
    const lon = Number(lng.toFixed(6)), north = Number(lat.toFixed(6));
    say(this.#told, `Placed at ${north}, ${lon}`);
    this.#pick({ subject: this.#subject, number: 0, lon, lat: north });
  }

  /** @param {number} number */
  #choose(number) {
    const found = this.#data.candidates.find((each) => each.number === number);
    if (!found) return;
    say(this.#told, `Candidate ${number}: ${found.label}`);
    this.#pick({ subject: this.#subject, number, lon: found.lon, lat: found.lat });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const act = event.target === this.#box ? actOf(event) : null;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    if (act.pan) this.map.panBy(act.pan, { animate: false });
    else if (act.zoom) this.map.setZoom(this.map.getZoom() + act.zoom);
    else if (act.number) this.#choose(act.number);
    else this.#place(this.map.getCenter());
  }
}
