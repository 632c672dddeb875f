/**
 * What the map knows: one source of truth, plain data, no DOM.
 *
 * @import {Agency, Call, Camera, Cell, Changes, Feed, Filter, Hit, Moment, QueueItem, Selection,
 *   Unit} from "./types.js"
 * @import {Then} from "./queue.js"
 * @import {Message} from "./wire.js"
 */
import { Alerts } from "./alerts.js";
import { callFilter, EVERYTHING, wantedAreas } from "./filter.js";
import { Index } from "./search.js";
import { CallWindow, isOpen } from "./window.js";
import { decode } from "./wire.js";

const DAY_S = 86_400;
// The server leaves out open calls that are older than the window by more than this.
const OPEN_WITHIN_S = 7 * DAY_S;
const IDLE_CELLS = 1000;

/** Calls, hits, units and cameras of a window, and what of them is shown at a moment. */
export class LiveModel {
  id = "";
  /** @type {Agency} */
  agency = {
    name: "", zone: "UTC", demo: false, note: "", areaWord: "", bounds: null, areas: [], shifts: [],
  };
  /** @type {Message} */
  tiles = {};
  /** @type {Feed[]} */
  feeds = [];
  beyond = 0;
  /** @type {number | null} */
  newestCall = null;
  from = 0;
  to = 0;
  isLive = true;
  /** @type {Map<string, Cell>} both resolutions */
  cells = new Map();

  #now = NaN;
  #calls = new CallWindow();
  /** @type {Map<number, Unit>} */
  #units = new Map();
  /** @type {Unit[] | null} of the moment shown */
  #thenUnits = null;
  /** @type {Map<number, Camera>} */
  #cameras = new Map();
  /** @type {Filter} */
  #filter = EVERYTHING;
  /** @type {Set<string> | null} */
  #areas = null;
  /** @type {Moment} */
  #moment = { at: null, windowS: DAY_S };
  #cellRoom = 0;
  #categories;
  #alerts;
  #index = new Index();

  /** @param {string[]} categories  names in wire order */
  constructor(categories) {
    this.#categories = categories;
    this.#alerts = new Alerts(categories);
  }

  /** @param {Message} snapshot @returns {Changes} */
  load(snapshot) {
    const { id, agency, tiles, newestCall, beyond, from, to, live, now } = snapshot;
    Object.assign(this, { id, agency, tiles, newestCall, beyond, from, to, isLive: live });
    this.#now = live ? now : to;
    const records = decode(snapshot);
    this.feeds = records.feeds ?? [];
    this.cells = byKey(records.cells, "name");
    this.#cellRoom = this.cells.size * 2 + IDLE_CELLS;
    this.#units = byKey(records.units, "id");
    this.#cameras = byKey(records.cameras, "id");
    this.#thenUnits = null;
    this.#alerts.reset(records);
    this.#refilter();
    this.#move();
    this.#calls.reset(records.calls, this.cells);
    this.#index.prepare(records.calls, this.agency.areas);
    const everything = { all: true, hits: true, units: true, cameras: true, queue: true };
    return { ...this.#step(), ...everything, raised: this.#raised() };
  }

  /**
   * Put in place what has changed.
   * @param {Message} change  also a tick of the stream @param {string} [id]
   * @returns {Changes}
   */
  apply(change, id = this.id) {
    this.id = id;
    const records = decode(change);
    if (records.feeds) this.feeds = records.feeds;
    this.#hear(change.now);
    for (const cell of records.cells) {
      if (!this.cells.has(cell.name)) this.cells.set(cell.name, cell);
    }
    for (const call of records.calls) this.#put(call);
    for (const hit of records.hits) this.#alerts.put(hit);
    for (const unit of records.units) this.#units.set(unit.id, unit);
    for (const camera of records.cameras) this.#cameras.set(camera.id, camera);
    for (const mark of records.marks) if (this.#has(mark)) this.#alerts.mark(mark);
    this.#dropOld();
    const units = records.units.length > 0 && this.#moment.at === null;
    const cameras = records.cameras.length > 0;
    return { ...this.#step(), units, cameras, raised: this.#raised() };
  }

  /** @param {number} nowS @returns {Changes} what the passing of time changed */
  tick(nowS) {
    this.#hear(nowS);
    this.#dropOld();
    return { ...this.#step(), raised: this.#raised() };
  }

  /** @param {Filter} filter @returns {Changes} */
  setFilter(filter) {
    this.#filter = filter;
    this.#refilter();
    return this.#step();
  }

  /** @param {Moment} moment @returns {Changes} */
  setMoment(moment) {
    const units = moment.at !== this.#moment.at;
    // Where units were at another instant is not known until setUnits says so.
    if (units) this.#thenUnits = null;
    this.#moment = moment;
    this.#move();
    return { ...this.#step(), units };
  }

  /** @param {Unit[] | null} units  of the moment shown; null: back to live @returns {Changes} */
  setUnits(units) {
    this.#thenUnits = units;
    return { ...this.#step(), units: true };
  }

  /** @returns {number} the server's now; of a window in the past: its end */
  now() {
    return this.#now;
  }

  /** @returns {Call[]} shown, oldest first, also those without a point */
  calls() {
    return this.#calls.shown();
  }

  /** @returns {number[]} when the calls that pass the filter were received, in all of the span */
  instants() {
    return this.#calls.instants();
  }

  /** @returns {Hit[]} shown, oldest first */
  hits() {
    return this.#alerts.hits;
  }

  /** @returns {Unit[]} where they are at the moment shown; none while that is not known */
  units() {
    if (this.#moment.at !== null) return this.#thenUnits ?? [];
    return [...this.#units.values()];
  }

  /** @returns {Camera[]} */
  cameras() {
    return [...this.#cameras.values()];
  }

  /** @param {number} resolution  9 or 8 @returns {Map<string, number>} */
  counts(resolution) {
    return resolution === 9 ? this.#calls.counts.fine : this.#calls.counts.coarse;
  }

  /** @returns {number[]} shown calls by category index */
  categoryCounts() {
    return [...this.#calls.counts.categories];
  }

  /** @returns {number} shown calls without a point */
  withoutPoint() {
    return this.#calls.counts.withoutPoint;
  }

  /** @returns {QueueItem[]} as it is at the moment shown, worst first */
  queue() {
    return this.#alerts.items;
  }

  /** @param {Selection} selection @returns {Call | Hit | Unit | Camera | Cell | null} */
  find({ kind, key }) {
    if (kind === "call") return this.#calls.then(key);
    if (kind === "hit") return this.#alerts.hit(key);
    if (kind === "cell") return this.cells.get(key) ?? null;
    if (kind === "camera") return this.#cameras.get(Number(key)) ?? null;
    return this.units().find((unit) => unit.id === Number(key)) ?? null;
  }

  /**
   * @param {string} text @param {number} limit
   * @returns {{selection: Selection, title: string, line: string}[]} best first
   */
  search(text, limit) {
    return this.#index.search(text, limit, {
      calls: this.#calls.all(), hits: this.#alerts.all(), units: this.units(),
      cameras: this.#cameras.values(), cells: this.cells.values(), areas: this.agency.areas,
    });
  }

  /** @returns {Then} */
  #then() {
    const { at } = this.#moment;
    if (at !== null) return { at, until: at };
    // Clocks of feeds run ahead: what is dated a moment in the future has happened all the same.
    return { at: this.#now, until: this.isLive ? Infinity : this.to };
  }

  /** @param {number | undefined} nowS */
  #hear(nowS) {
    if (!this.isLive || nowS === undefined || !(nowS > this.#now)) return;
    this.from += nowS - this.to;
    this.#now = this.to = nowS;
    this.#move();
  }

  #move() {
    const { at, until } = this.#then();
    this.#calls.move(at, this.#moment.windowS, until);
  }

  #refilter() {
    this.#areas = wantedAreas(this.#filter, this.agency.areas);
    this.#calls.filter(callFilter(this.#filter, this.#areas, this.#categories));
  }

  /** @param {Call} call */
  #put(call) {
    this.newestCall = Math.max(this.newestCall ?? -Infinity, call.at);
    const before = this.#calls.now(call.key);
    if (before) this.#index.forget(before);
    if (call.at <= this.from && this.#isOver(call)) {
      this.#calls.remove(call.key);
      this.#alerts.forget(call.key);
    } else {
      this.#calls.put(call, this.cells);
      this.#alerts.watch(call);
    }
  }

  /** @param {Call} call  received before the span @returns {boolean} */
  #isOver(call) {
    return !isOpen(call, this.from) || call.at <= this.from - OPEN_WITHIN_S;
  }

  /** @param {{kind: "hit" | "call", key: string}} of @returns {boolean} */
  #has({ kind, key }) {
    return (kind === "hit" ? this.#alerts.hit(key) : this.#calls.now(key)) !== null;
  }

  #dropOld() {
    if (!this.isLive) return;
    const over = this.#calls.drop(this.from, (call) => this.#isOver(call));
    for (const key of over) this.#alerts.forget(key);
    this.#alerts.drop(this.from);
    this.#index.trim(this.#calls.size);
    if (this.cells.size > this.#cellRoom) this.#dropCells();
  }

  /** Forget cells that no call lies in any more. */
  #dropCells() {
    const used = new Set(this.#calls.all().map((call) => call.cell));
    for (const name of [...used]) used.add(this.cells.get(name)?.parent ?? "");
    for (const name of this.cells.keys()) if (!used.has(name)) this.cells.delete(name);
    this.#cellRoom = this.cells.size * 2 + IDLE_CELLS;
  }

  /** @returns {Changes} */
  #step() {
    const view = { then: this.#then(), windowS: this.#moment.windowS, areas: this.#areas };
    return {
      all: false, units: false, cameras: false, raised: [],
      ...this.#calls.step(), ...this.#alerts.show(view),
    };
  }

  /** @returns {QueueItem[]} */
  #raised() {
    return this.isLive ? this.#alerts.raise(this.#now, this.#areas) : [];
  }
}

/**
 * @template T
 * @param {T[]} records @param {keyof T} key
 * @returns {Map<any, T>}
 */
function byKey(records, key) {
  return new Map(records.map((record) => [record[key], record]));
}
