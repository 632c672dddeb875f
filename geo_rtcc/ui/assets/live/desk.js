/**
 * The desk: what one person looks at and does. Panels read from it and ask it; it alone changes
 * models, map and address.
 *
 * @import {Changes, Filter, Given, QueueItem, Selection} from "./types.js"
 * @import {Topic} from "./frame.js"
 * @import {PastSpan} from "./source.js"
 */
import { ask } from "../map/token.js";
import { Actions } from "./actions.js";
import { Announcer } from "./announce.js";
import { Focus } from "./focus.js";
import { Frame } from "./frame.js";
import { Layers, USUAL } from "./layers.js";
import { Memory } from "./memory.js";
import { Picture } from "./picture.js";
import { listen } from "./pointer.js";
import { Shell } from "./shell.js";
import { Source } from "./source.js";
import { Times } from "./times.js";
import { Toasts } from "./toast.js";
import { openPast, timesHost } from "./travel.js";
import { View } from "./view.js";
import { back } from "./histogram.js";
import { queueSentence } from "./words.js";

const TICK_MS = 1000;
// How often fading icons are drawn anew though nothing came, in ticks.
const FADE_TICKS = 5;
/** @typedef {Given & {notes?: string[]}} Data */

export class Desk {
  toasts = new Toasts();
  isOpening = false;
  #memory = new Memory();
  #ticks = 0;
  #picture = new Picture(this);

  /**
   * @param {HTMLElement} root
   * @param {Data} data
   * @param {(selected: (Selection & {at: number}) | null) => void} tell  Python
   * @param {Promise<Response> | null} early  the first snapshot, if it has been asked for already
   */
  constructor(root, data, tell, early = null) {
    this.root = root;
    this.data = data;
    this.tell = tell;
    this.place = this.#memory.read();
    this.filter = this.place.filter;
    this.shown = new Set(this.place.layers ?? USUAL);
    const categories = data.look.categories.map(({ name }) => name);
    this.source = new Source(categories, this.#picture.consumer(), early);
    this.focus = new Focus(this, this.place.selection);
    this.times = new Times(timesHost(this), this.place.moment);
    this.source.live.setFilter(this.filter);
    this.source.live.setMoment(this.times.moment);
    this.frame = new Frame({
      layers: (merged, units) => this.#picture.draw(merged, units),
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
    const { start } = this.data;
    this.view.first(this.place.view, start?.bounds ? start : null, []);
    if (start) this.layers.setTiles(start.tiles);
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
    this.push(this.source.past?.setFilter(this.filter) ?? live);
    this.frame.touch(["filter", "time"], true);
    this.remember();
  }

  /**
   * @param {string} name
   * @param {boolean} on
   */
  setLayer(name, on) {
    // Small and large cells never lie over each other.
    if (name.startsWith("cells")) {
      for (const each of ["cells", "cells-large"]) this.shown.delete(each);
    }
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
    } else if (action === "escalate" || !item.acknowledged) void this.actions.send(item, action);
  }

  /**
   * Show a window that ended.
   *
   * @param {PastSpan | null} span  null: live
   */
  openPast(span) {
    return openPast(this, span);
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
      this.focus.choice = null;
    });
  }

  /**
   * Have changes of the model shown drawn.
   *
   * @param {Changes} changes
   * @param {string} before  id up to which everything had been taken in before them
   */
  push(changes, before = this.source.live.id) {
    this.#picture.push(changes, before);
  }

  #tick() {
    this.#ticks += 1;
    this.source.tick();
    if (this.#ticks % FADE_TICKS === 0) this.#picture.fade();
    /** @type {Topic[]} */
    const topics = ["age", "feeds", "link"];
    this.frame.touch(this.#ticks % 60 === 0 ? [...topics, "time"] : topics);
  }
}
