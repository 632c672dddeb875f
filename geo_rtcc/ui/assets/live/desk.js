/**
 * The desk: what one person looks at and does. Panels read from it and ask it; it alone changes
 * models, map and address.
 *
 * @import {Changes, Filter, Given, Moment, QueueItem, Selection} from "./types.js"
 * @import {Topic} from "./frame.js"
 * @import {Merged} from "./merge.js"
 * @import {PastSpan} from "./source.js"
 */
import { ask } from "../map/token.js";
import { Actions } from "./actions.js";
import { Announcer } from "./announce.js";
import { Focus } from "./focus.js";
import { Frame } from "./frame.js";
import { Layers, USUAL } from "./layers.js";
import { Memory } from "./memory.js";
import { listen } from "./pointer.js";
import { Shell } from "./shell.js";
import { Source } from "./source.js";
import { Times } from "./times.js";
import { Toasts } from "./toast.js";
import { View } from "./view.js";
import { back } from "./histogram.js";
import { queueSentence } from "./words.js";

const TICK_MS = 1000;
const DAY_S = 86_400;
// How often fading icons are drawn anew though nothing came, in ticks.
const FADE_TICKS = 5;
/** @type {Changes} */
const NOTHING = {
  all: false, gone: [], come: [], hits: false, units: false, cameras: false, cells: new Set(),
  queue: false, raised: [],
};

/** @typedef {Given & {notes?: string[]}} Data */

/**
 * Return how far back calls are shown in a span that has just been opened: all of several days.
 *
 * @param {PastSpan | null} span
 * @param {number} before
 */
function windowOf(span, before) {
  const whole = (span?.hours ?? 0) * 3600;
  return whole > 2 * DAY_S ? 7 * DAY_S : Math.min(before, DAY_S);
}

export class Desk {
  toasts = new Toasts();
  isOpening = false;
  #memory = new Memory();
  #ticks = 0;

  /**
   * @param {HTMLElement} root
   * @param {Data} data
   * @param {(selected: (Selection & {at: number}) | null) => void} tell  Python
   */
  constructor(root, data, tell) {
    this.root = root;
    this.data = data;
    this.tell = tell;
    this.place = this.#memory.read();
    this.filter = this.place.filter;
    this.shown = new Set(this.place.layers ?? USUAL);
    this.source = new Source(data.look.categories.map(({ name }) => name), this.#consumer());
    this.focus = new Focus(this, this.place.selection);
    this.times = new Times(this.#times(), this.place.moment);
    this.source.live.setFilter(this.filter);
    this.source.live.setMoment(this.times.moment);
    this.frame = new Frame({
      layers: (merged, units) => this.#draw(merged, units),
      panels: (topics) => this.shell.update(topics),
      id: () => this.source.live.id,
      drawn: (id) => this.shell.drawn(id),
    });
    this.shell = new Shell(this);
    this.view = new View(this.shell.mapBox, () => this.shell.room());
    this.layers = new Layers(this.view.map, data.look);
    this.layers.show(this.shown, this.model);
    this.actions = new Actions(ask, (sentence, retry) => this.toasts.show(sentence, retry));
    this.announcer = new Announcer(this.shell.regions, (item) =>
      queueSentence(item, this.look, this.source.live.agency));
    this.#listen();
  }

  /** Begin to ask the server. */
  start() {
    this.shell.begin();
    this.view.first(this.place.view, null, []);
    const { live: model, clock, connection: link } = this.source;
    Object.assign(this.root, { geoRtcc: { model, map: this.view.map, link, clock,
      layers: this.layers } });
    this.source.start();
    this.timer = setInterval(() => this.#tick(), TICK_MS);
  }

  remove() {
    clearInterval(this.timer);
    this.#memory.flush();
    this.source.stop();
    this.times.stop();
    this.frame.stop();
    this.announcer.stop();
    this.toasts.stop();
    this.shell.remove();
    this.view.remove();
  }

  get look() {
    return this.data.look;
  }

  get model() {
    return this.source.model;
  }

  get time() {
    return this.source.time;
  }

  /** The instant looked at, seconds. */
  get now() {
    return this.times.isLive ? this.source.now() : this.times.at;
  }

  /** Which stretch of time calls are shown from, in words. */
  get spanWords() {
    return `the ${back(this.times.moment.windowS)} up to ${
      this.times.isLive ? "now" : this.time.dayTime(this.times.at)}`;
  }

  /** @param {Data} data  what Python says now */
  update(data) {
    const changed = JSON.stringify(data.look) !== JSON.stringify(this.look);
    this.data = changed ? data : { ...data, look: this.look };
    if (changed) this.layers.setLook(data.look);
    if (changed) this.shell.setLook(data.look);
    this.frame.touch(changed ? ["look", "agency"] : ["agency"], true);
  }

  /** @param {Partial<Filter>} part */
  setFilter(part) {
    this.filter = { ...this.filter, ...part };
    const live = this.source.live.setFilter(this.filter);
    this.#push(this.source.past?.setFilter(this.filter) ?? live);
    this.frame.touch(["filter", "time"], true);
    this.remember();
  }

  /**
   * @param {string} name
   * @param {boolean} on
   */
  setLayer(name, on) {
    // Small and large cells never lie over each other.
    if (name.startsWith("cells")) ["cells", "cells-large"].forEach((each) => this.shown.delete(each));
    if (on) this.shown.add(name);
    else this.shown.delete(name);
    this.layers.show(this.shown, this.model);
    this.frame.touch(["layers"], true);
    this.remember();
  }

  /**
   * @param {"acknowledge" | "escalate"} action
   * @param {QueueItem | null} item
   */
  act(action, item = this.focus.item) {
    if (!item) this.toasts.show("Select something in the queue first, with J and K.");
    else if (!this.times.isLive) {
      this.toasts.show("This is the queue as it was then. Go back to live to act on it.");
    } else if (!(action === "acknowledge" && item.acknowledged)) void this.actions.send(item, action);
  }

  /**
   * @param {PastSpan | null} span  null: live
   * @param {Moment} moment  to look at in it
   */
  async openPast(span, moment = { at: null, windowS: windowOf(span, this.times.moment.windowS) }) {
    this.times.pause();
    this.isOpening = span !== null;
    this.frame.touch(["time"], true);
    try {
      if (!await this.source.open(span)) return;
      this.times.moment = moment;
      this.#changeModel();
    } catch {
      if (!this.source.past) this.source.span = null;
      this.toasts.show("That day could not be fetched: the server can't be reached.",
        () => void this.openPast(span));
    } finally {
      this.isOpening = false;
      this.frame.touch(["time"], true);
    }
  }

  backToLive() {
    if (this.source.span) void this.openPast(null);
    else this.times.moveTo(null);
  }

  remember() {
    const layers = [...this.shown], usual = [...USUAL].sort().join() === layers.sort().join();
    const { at, windowS } = this.times.moment;
    this.#memory.write({
      view: this.view.place, filter: this.filter,
      moment: { at: at === null ? null : Math.round(at), windowS },
      past: this.source.span, selection: this.focus.selection, layers: usual ? null : layers,
    });
  }

  #listen() {
    const { map } = this.view;
    this.unhover = listen(map, this.layers, {
      tell: (found) => this.focus.tell(found),
      select: (found) => this.focus.select(found),
      choose: (found, at) => this.focus.choose(found, at),
      dragged: () => this.focus.release("The map was moved by hand: no longer following."),
    });
    map.on("moveend", () => {
      this.remember();
      this.frame.touch(["selection"]);
    });
    map.on("movestart", () => {
      if (this.focus.choice) this.focus.choice = null;
    });
  }

  /** @returns {import("./source.js").Consumer} */
  #consumer() {
    return {
      onChanges: (changes, before) => this.#push(changes, before),
      onRaised: (changes) => this.announcer.raise(changes.raised),
      onSnapshot: (first) => this.#begin(first),
      onTick: () => this.frame.touch(["feeds", "link"]),
      onLink: () => this.frame.touch(["link"], true),
    };
  }

  /** @returns {import("./times.js").Host} */
  #times() {
    return {
      span: () => ({ from: this.model.from, to: this.model.to, isPast: this.source.span !== null }),
      setMoment: (moment) => {
        this.#push(this.model.setMoment(moment));
        this.frame.touch(["time", "queue", "selection"], true);
        this.remember();
      },
      setUnits: (units) => this.#push(this.model.setUnits(units)),
      askUnits: (at) => this.source.units(at),
      say: (sentence) => this.toasts.show(sentence),
    };
  }

  /** @param {boolean} first  snapshot */
  #begin(first) {
    const { live } = this.source;
    if (!this.source.past) this.layers.setTiles(/** @type {any} */ (live.tiles));
    if (first) {
      const points = live.calls().filter((call) => !Number.isNaN(call.lon));
      this.view.first(null, live.agency, points.map(({ lon, lat }) => [lon, lat]));
      if (this.place.past) void this.openPast(this.place.past, this.place.moment);
      else this.times.refresh();
    }
    this.frame.touch(["agency", "filter", "time", "feeds", "selection", "link"], true);
  }

  #changeModel() {
    const { model } = this;
    model.setFilter(this.filter);
    model.setMoment(this.times.moment);
    if (this.source.past) this.source.live.setMoment({ ...this.times.moment, at: null });
    this.layers.setTiles(/** @type {any} */ (model.tiles));
    this.layers.show(this.shown, model);
    this.times.refresh();
    this.frame.redo();
    this.focus.refresh();
    this.frame.touch(["agency", "filter", "time", "selection"], true);
    this.remember();
  }

  /**
   * @param {Changes} changes
   * @param {string} before
   */
  #push(changes, before = this.source.live.id) {
    this.frame.push(changes, before);
    if (changes.all || changes.units || changes.gone.length || changes.hits) this.#refocus = true;
  }
  #refocus = false;

  /**
   * @param {Merged} merged
   * @param {boolean} units
   */
  #draw(merged, units) {
    if (!this.source.hasSnapshot) return;
    this.layers.draw(merged, units, this.model, this.now);
    if (units) this.focus.keepFollowing();
    if (this.#refocus && this.focus.selection) this.focus.refresh();
    this.#refocus = false;
  }

  #tick() {
    this.#ticks += 1;
    this.source.tick();
    if (this.#ticks % FADE_TICKS === 0) this.#push({ ...NOTHING, units: true, hits: true });
    /** @type {Topic[]} */
    const topics = ["age", "feeds", "link"];
    this.frame.touch(this.#ticks % 60 === 0 ? [...topics, "time"] : topics);
  }
}
