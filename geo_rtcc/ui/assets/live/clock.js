/** The server's clock as heard, and instants in words of the agency's zone. */

// Delays only ever make what is heard late, so that the earliest of these is the most right.
const HEARD_FOR_S = 30;
// Further behind than a delay: kept back in sleep, or the server's clock was set back.
const APART_S = 5;
// Messages kept back in sleep come all at once; whoever still says so later means it.
const MEANT_AFTER_S = 1.5;
const UNKNOWN = "–";

/** @typedef {{steady: number, ahead: number}} Heard  when, and server's time less steady time */

/** Seconds since 1970 by the server, whatever the browser's own clock says. */
export class ServerClock {
  /** @type {{server: number, steady: number, wall: number} | null} as of the last message */
  #last = null;
  /** @type {Heard[]} */
  #heard = [];
  /** @type {Heard | null} */
  #doubted = null;
  #steady;
  #wall;

  /**
   * @param {() => number} [steady]  milliseconds that only go on, if not always in sleep
   * @param {() => number} [wall]  milliseconds that go on in sleep, but may be set
   */
  constructor(steady = () => performance.now(), wall = () => Date.now()) {
    this.#steady = steady;
    this.#wall = wall;
  }

  /** @param {number} nowS  of a message that has just come */
  hear(nowS) {
    const steady = this.#steady() / 1000;
    const heard = { steady, ahead: nowS - steady };
    if (this.now() - nowS > APART_S) {
      if (!this.#isMeant(heard)) return;
      this.#heard = [];
    }
    this.#doubted = null;
    this.#heard = this.#heard.filter((each) => steady - each.steady <= HEARD_FOR_S);
    this.#heard.push(heard);
    const ahead = Math.max(...this.#heard.map((each) => each.ahead));
    this.#last = { server: steady + ahead, steady, wall: this.#wall() / 1000 };
  }

  /** @returns {number} NaN before the first message */
  now() {
    if (!this.#last) return NaN;
    const steady = this.#steady() / 1000 - this.#last.steady;
    const wall = this.#wall() / 1000 - this.#last.wall;
    // Rather take the data for too old than for too new.
    return this.#last.server + (wall > steady + APART_S ? wall : steady);
  }

  /**
   * What is dropped by it is gone, so a wall clock that was set says nothing here.
   *
   * @returns {number} at least this late it is; NaN before the first message
   */
  atLeast() {
    return this.#last ? this.#last.server + this.#steady() / 1000 - this.#last.steady : NaN;
  }

  /** @param {Heard} heard  much earlier than expected @returns {boolean} */
  #isMeant(heard) {
    const first = this.#doubted;
    if (first && Math.abs(heard.ahead - first.ahead) <= APART_S) {
      return heard.steady - first.steady >= MEANT_AFTER_S;
    }
    this.#doubted = heard;
    return false;
  }
}

/** Instants as people of the agency write them. */
export class AgencyTime {
  #time;
  #dayTime;
  #day;
  #zoneName;

  /** @param {string} zone  such as America/Chicago; UTC if the browser doesn't know it */
  constructor(zone) {
    const timeZone = isKnown(zone) ? zone : "UTC";
    const hm = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", timeZone });
    const dm = /** @type {const} */ ({ weekday: "short", day: "numeric", month: "short" });
    this.#time = new Intl.DateTimeFormat("en-GB", { ...hm, second: "2-digit" });
    this.#dayTime = new Intl.DateTimeFormat("en-GB", { ...dm, ...hm });
    this.#day = new Intl.DateTimeFormat("en-GB", { ...dm, year: "numeric", timeZone });
    // American English knows CST and PDT where British English says GMT-6.
    this.#zoneName = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" });
  }

  /** @param {number} s @returns {string} 18:30:05 */
  time(s) {
    return written(this.#time, s);
  }

  /** @param {number} s @returns {string} Sun 22 Nov 18:30 */
  dayTime(s) {
    return written(this.#dayTime, s);
  }

  /** @param {number} s @returns {string} Sun 22 Nov 2026 */
  day(s) {
    return written(this.#day, s);
  }

  /** @param {number} s @returns {string} CST, or CDT in summer */
  zoneName(s) {
    if (!Number.isFinite(s)) return "";
    const parts = this.#zoneName.formatToParts(s * 1000);
    return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  }
}

const YEAR_S = 31_557_600;
/** @type {[number, number, string][]} from, unit, its name */
const UNITS = [[172_800, 86_400, "days"], [7_200, 3_600, "h"], [120, 60, "min"]];
const TENTHS_BELOW_S = 10;

/**
 * @param {number} seconds  less than 0 counts as 0
 * @returns {string} in its largest unit: 0.8 s, 42 s, 7 min, 5 h, 12 days, 8.9 years
 */
export function age(seconds) {
  if (!Number.isFinite(seconds)) return UNKNOWN;
  const old = Math.max(0, seconds);
  if (old < TENTHS_BELOW_S) return `${old.toFixed(1)} s`;
  if (old >= 2 * YEAR_S) return `${(Math.floor((old * 10) / YEAR_S) / 10).toFixed(1)} years`;
  const unit = UNITS.find(([from]) => old >= from);
  return unit ? `${Math.floor(old / unit[1])} ${unit[2]}` : `${Math.floor(old)} s`;
}

/** @param {Intl.DateTimeFormat} format @param {number} s @returns {string} */
function written(format, s) {
  return Number.isFinite(s) ? format.format(s * 1000).replace(/,/g, "") : UNKNOWN;
}

/** @param {string} zone @returns {boolean} */
function isKnown(zone) {
  try {
    return Boolean(new Intl.DateTimeFormat("en-GB", { timeZone: zone }));
  } catch {
    return false;
  }
}
