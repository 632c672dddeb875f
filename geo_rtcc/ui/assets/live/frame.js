/**
 * The one place that decides when something is drawn: changes are merged and drawn in the next
 * animation frame, units at most ten times a second, panels at most four times a second.
 *
 * @import {Changes} from "./types.js"
 */
import { Merged } from "./merge.js";

const UNITS_MS = 100;
const PANELS_MS = 250;

/**
 * @typedef {"agency" | "queue" | "counts" | "feeds" | "time" | "selection" | "filter" | "link" |
 *   "layers" | "age" | "look" | "open"} Topic  what a panel may have to show anew
 *
 * @typedef {object} Draws
 * @property {(merged: Merged, units: boolean) => void} layers
 * @property {(topics: Set<Topic>) => void} panels
 * @property {() => string} id  of the newest change taken in
 * @property {(id: string) => void} drawn  everything up to this id has been drawn
 */

export class Frame {
  #draws;
  #merged = new Merged();
  /** @type {Set<Topic>} */
  #topics = new Set();
  #urgent = false;
  #units = false;
  #before = "";
  #unitsAt = -Infinity;
  #panelsAt = -Infinity;
  #asked = 0;
  #timer = 0;
  #stopped = false;

  /** @param {Draws} draws */
  constructor(draws) {
    this.#draws = draws;
  }

  /**
   * Have changes drawn.
   *
   * @param {Changes} changes
   * @param {string} before  id up to which everything had been taken in before them
   */
  push(changes, before) {
    if (changes.units && !this.#units) {
      this.#units = true;
      this.#before = before;
    }
    this.#merged.add(changes);
    const changed = this.#merged;
    if (changed.queue) this.#topics.add("queue");
    if (changed.calls || changed.hits || changed.units) this.#topics.add("counts");
    this.#ask();
  }

  /** Have everything drawn anew. */
  redo() {
    this.#merged.redo();
    for (const topic of /** @type {Topic[]} */ (["queue", "counts"])) this.#topics.add(topic);
    this.#ask();
  }

  /**
   * Have panels show something anew; at once if a person asked for it.
   *
   * @param {Topic[]} topics
   * @param {boolean} urgent
   */
  touch(topics, urgent = false) {
    for (const topic of topics) this.#topics.add(topic);
    this.#urgent ||= urgent;
    this.#ask();
  }

  stop() {
    this.#stopped = true;
    cancelAnimationFrame(this.#asked);
    clearTimeout(this.#timer);
  }

  #ask() {
    if (this.#asked || this.#stopped) return;
    this.#asked = requestAnimationFrame((at) => this.#run(at));
  }

  /** @param {number} at  ms */
  #run(at) {
    this.#asked = 0;
    const merged = this.#merged;
    const units = merged.all || (this.#units && at - this.#unitsAt >= UNITS_MS);
    this.#merged = new Merged();
    if (units) {
      this.#unitsAt = at;
      this.#units = false;
    }
    this.#draws.layers(merged, units);
    this.#draws.drawn(this.#units ? this.#before : this.#draws.id());
    if (this.#topics.size && (this.#urgent || at - this.#panelsAt >= PANELS_MS)) this.#show(at);
    this.#later(at);
  }

  /** @param {number} at  ms */
  #show(at) {
    const topics = this.#topics;
    this.#topics = new Set();
    this.#urgent = false;
    this.#panelsAt = at;
    this.#draws.panels(topics);
  }

  /**
   * Come back when what had to wait may be drawn.
   *
   * @param {number} at  ms
   */
  #later(at) {
    if (this.#stopped) return;
    const waits = [];
    if (this.#units) waits.push(this.#unitsAt + UNITS_MS - at);
    if (this.#topics.size) waits.push(this.#panelsAt + PANELS_MS - at);
    if (!waits.length) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, Math.min(...waits)));
  }
}
