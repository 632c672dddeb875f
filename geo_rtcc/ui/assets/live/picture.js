/**
 * What comes from the models to the map: hands on changes, draws them, keeps what is selected in
 * its place.
 *
 * @import {Changes} from "./types.js"
 * @import {Desk} from "./desk.js"
 * @import {Merged} from "./merge.js"
 * @import {Consumer} from "./source.js"
 */
import { openPast } from "./travel.js";

/** @type {Changes} */
const NOTHING = {
  all: false, gone: [], come: [], hits: false, units: false, cameras: false, cells: new Set(),
  queue: false, raised: [],
};

export class Picture {
  #desk;
  #moved = false;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /** @returns {Consumer} */
  consumer() {
    const desk = this.#desk;
    return {
      onChanges: (changes, before) => this.push(changes, before),
      onRaised: (changes) => desk.announcer.raise(changes.raised),
      onSnapshot: (first) => this.#begin(first),
      onTick: () => desk.frame.touch(["feeds", "link"]),
      onLink: () => desk.frame.touch(["link"], true),
    };
  }

  /**
   * @param {Changes} changes
   * @param {string} before
   */
  push(changes, before) {
    this.#desk.frame.push(changes, before);
    if (changes.all || changes.units || changes.gone.length || changes.hits) this.#moved = true;
  }

  /** Draw anew what fades with time. */
  fade() {
    this.push({ ...NOTHING, units: true, hits: true }, this.#desk.source.live.id);
  }

  /**
   * @param {Merged} merged
   * @param {boolean} units  whether it is the units' turn
   */
  draw(merged, units) {
    const { source, layers, focus, model, now } = this.#desk;
    if (!source.hasSnapshot) return;
    layers.draw(merged, units, model, now);
    if (units) focus.keepFollowing();
    if (this.#moved && focus.selection) focus.refresh();
    this.#moved = false;
  }

  /** @param {boolean} first  snapshot */
  #begin(first) {
    const { source, layers, view, place, times, frame } = this.#desk, { live } = source;
    if (!source.past) layers.setTiles(/** @type {any} */ (live.tiles));
    if (first) {
      const points = live.calls().filter((call) => !Number.isNaN(call.lon));
      view.first(null, live.agency, points.map(({ lon, lat }) => [lon, lat]));
    }
    // Who comes back from another page finds the tab's view, and its link in the address.
    if (first && !place.past) this.#desk.remember();
    if (first && place.past) void openPast(this.#desk, place.past, place.moment);
    else if (!source.past) times.refresh();
    frame.touch(["agency", "filter", "time", "feeds", "selection", "link"], true);
  }
}
