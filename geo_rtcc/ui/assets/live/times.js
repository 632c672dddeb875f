/**
 * Which instant is looked at: now, an earlier one of the last day, or one of a window long past.
 *
 * @import {Moment, Unit} from "./types.js"
 */

const UNITS_PAUSE_MS = 400;
const BEAT_MS = 100;

export const SPEEDS = [60, 300, 900];
export const WINDOWS_S = [3600, 4 * 3600, 12 * 3600, 24 * 3600];

/**
 * @typedef {object} Host  what the times act on
 * @property {() => {from: number, to: number, isPast: boolean}} span
 * @property {(moment: Moment) => void} setMoment
 * @property {(units: Unit[] | null) => void} setUnits
 * @property {(at: number) => Promise<Unit[]>} askUnits
 * @property {(sentence: string) => void} say
 */

export class Times {
  /** @type {Moment} */
  moment;
  speed = SPEEDS[1];
  #host;
  #playing = 0;
  #units = { wanted: /** @type {number | null} */ (null), round: 0, timer: 0 };

  /**
   * @param {Host} host
   * @param {Moment} moment
   */
  constructor(host, moment) {
    this.#host = host;
    this.moment = moment;
  }

  get isPlaying() {
    return this.#playing !== 0;
  }

  /** Whether the picture follows the clock. */
  get isLive() {
    return this.moment.at === null && !this.#host.span().isPast;
  }

  /** @returns {number} the instant looked at, seconds */
  get at() {
    return this.moment.at ?? this.#host.span().to;
  }

  /**
   * Look at an instant; null, or the span's end, follows the clock.
   *
   * @param {number | null} at
   */
  moveTo(at) {
    const { from, to } = this.#host.span();
    const kept = at === null || at >= to ? null : Math.max(from, at);
    if (kept === null) this.pause();
    this.#set({ ...this.moment, at: kept });
  }

  /** @param {number} seconds  on or back */
  step(seconds) {
    this.moveTo(this.at + seconds);
  }

  /** @param {number} windowS */
  setWindow(windowS) {
    this.#set({ ...this.moment, windowS });
  }

  /** Play from where it stands; from the beginning of the span, if it stands at its end. */
  play() {
    if (this.isPlaying) return this.pause();
    const { from } = this.#host.span();
    if (this.moment.at === null) this.#set({ ...this.moment, at: from });
    let last = performance.now();
    this.#playing = setInterval(() => {
      const now = performance.now();
      this.moveTo(this.at + ((now - last) / 1000) * this.speed);
      last = now;
    }, BEAT_MS);
    this.#host.setMoment(this.moment);
  }

  pause() {
    if (!this.#playing) return;
    clearInterval(this.#playing);
    this.#playing = 0;
    this.#host.setMoment(this.moment);
  }

  stop() {
    clearInterval(this.#playing);
    clearTimeout(this.#units.timer);
    this.#units.round += 1;
  }

  /** Ask anew where the units were, for the instant looked at. */
  refresh() {
    this.#want(this.moment.at);
  }

  /** @param {Moment} moment */
  #set(moment) {
    this.moment = moment;
    this.#host.setMoment(moment);
    this.refresh();
  }

  /** @param {number | null} at */
  #want(at) {
    const units = this.#units;
    units.wanted = at;
    if (at === null) {
      units.round += 1;
      this.#host.setUnits(null);
    } else units.timer ||= setTimeout(() => void this.#fetch(), UNITS_PAUSE_MS);
  }

  async #fetch() {
    const units = this.#units, at = units.wanted;
    units.timer = 0;
    if (at === null) return;
    const round = ++units.round;
    try {
      const found = await this.#host.askUnits(at);
      // Of answers that overtake each other, the one asked for last wins.
      if (round === units.round) this.#host.setUnits(found);
    } catch {
      if (round !== units.round) return;
      this.#host.setUnits([]);
      this.#host.say("Where the units were then is not known: the server can't be reached.");
    }
  }
}
