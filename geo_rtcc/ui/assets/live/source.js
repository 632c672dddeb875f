/**
 * Where the picture comes from: the stream into the live model, and windows of the past.
 *
 * @import {Changes, Link, Unit} from "./types.js"
 * @import {Message} from "./wire.js"
 */
import { ask } from "../map/token.js";
import { AgencyTime, ServerClock } from "./clock.js";
import { LiveModel } from "./model.js";
import { LiveLink } from "./stream.js";
import { decode } from "./wire.js";

export const SNAPSHOT = "/live/snapshot";

/**
 * @typedef {{to: number, hours: number}} PastSpan
 *
 * @typedef {object} Consumer
 * @property {(changes: Changes, before: string) => void} onChanges  of the model shown
 * @property {(changes: Changes) => void} onRaised  always of the live model
 * @property {(first: boolean) => void} onSnapshot
 * @property {() => void} onTick  of the server
 * @property {(link: Link) => void} onLink
 */

export class Source {
  clock = new ServerClock();
  time = new AgencyTime("UTC");
  /** @type {LiveModel | null} a window that ended */
  past = null;
  /** @type {PastSpan | null} the one wanted */
  span = null;
  hasSnapshot = false;
  #categories;
  #consumer;
  /** @type {LiveLink} */
  #connection;

  /**
   * @param {string[]} categories  names in wire order
   * @param {Consumer} consumer
   * @param {Promise<Response> | null} early  the first snapshot, if it has been asked for already
   */
  constructor(categories, consumer, early) {
    this.#categories = categories;
    this.#consumer = consumer;
    this.live = new LiveModel(categories);
    this.#connection = new LiveLink({
      ask: (url, options) => {
        const first = url === SNAPSHOT ? early : null;
        early = null;
        return first ?? ask(url, options);
      },
      clock: this.clock,
      onSnapshot: (/** @type {Message} */ snapshot) => this.#load(snapshot),
      onChange: (/** @type {Message} */ change, /** @type {string | undefined} */ id) => {
        const before = this.live.id;
        this.#hand(this.live.apply(change, id), before);
      },
      onTick: () => this.#consumer.onTick(),
      onState: (/** @type {Link} */ link) => this.#consumer.onLink(link),
    });
  }

  start() {
    this.#connection.start();
  }

  stop() {
    this.#connection.stop();
  }

  get connection() {
    return this.#connection;
  }

  /** @returns {LiveModel} the one shown */
  get model() {
    return this.past ?? this.live;
  }

  /** @returns {Link} */
  get link() {
    return this.#connection.state;
  }

  /** @returns {number} the server's clock, seconds; NaN before it has said anything */
  now() {
    return this.hasSnapshot ? this.clock.now() : NaN;
  }

  /** Let time pass. */
  tick() {
    if (this.hasSnapshot) this.#hand(this.live.tick(this.clock.atLeast()), this.live.id);
  }

  /**
   * Show a window that ended; null shows what is live.
   *
   * @param {PastSpan | null} span
   * @returns {Promise<boolean>} whether it is shown now; false if another one was asked for since
   */
  async open(span) {
    this.span = span;
    if (!span) {
      this.past = null;
      return true;
    }
    const answer = await ask(`${SNAPSHOT}?to=${span.to}&hours=${span.hours}`);
    if (!answer.ok) throw new Error(`snapshot: ${answer.status}`);
    const snapshot = await answer.json();
    if (this.span !== span) return false;
    const model = new LiveModel(this.#categories);
    model.load(snapshot);
    this.past = model;
    return true;
  }

  /**
   * @param {number} at  seconds
   * @returns {Promise<Unit[]>} where each unit was then
   */
  async units(at) {
    const answer = await ask(`/live/units?at=${Math.round(at)}`);
    if (!answer.ok) throw new Error(`units: ${answer.status}`);
    const message = await answer.json();
    return decode(message.fields ? { units: message } : message).units;
  }

  /** @param {Message} snapshot */
  #load(snapshot) {
    const first = !this.hasSnapshot, before = this.live.id;
    const changes = this.live.load(snapshot);
    this.hasSnapshot = true;
    this.time = new AgencyTime(this.live.agency.zone);
    this.#consumer.onSnapshot(first);
    this.#hand(changes, before);
  }

  /**
   * @param {Changes} changes  of the live model
   * @param {string} before
   */
  #hand(changes, before) {
    this.#consumer.onRaised(changes);
    if (!this.past) this.#consumer.onChanges(changes, before);
  }
}
