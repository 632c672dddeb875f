/** Days of the agency's calendar, as instants. */

const DAY_S = 86400;
const FORMATS = new Map();

/**
 * Return how far a zone's clock is ahead of UTC at an instant, in seconds.
 *
 * @param {string} zone  IANA
 * @param {number} at  seconds
 */
export function aheadS(zone, at) {
  const parts = parted(zone, at);
  const read = (/** @type {string} */ type) =>
    Number(parts.find((part) => part.type === type)?.value);
  const [year, month, day] = [read("year"), read("month"), read("day")];
  const wall = Date.UTC(year, month - 1, day, read("hour"), read("minute"), read("second"));
  return wall / 1000 - Math.floor(at);
}

/**
 * Return the instant at which a day begins on the agency's clock.
 *
 * @param {string} zone
 * @param {string} day  such as 2026-11-22
 */
export function dayStart(zone, day) {
  const wall = Date.parse(`${day}T00:00:00Z`) / 1000;
  const first = wall - aheadS(zone, wall);
  // Twice, since the zone's clock may change between the guess and the day's beginning.
  return wall - aheadS(zone, first);
}

/**
 * @param {string} day
 * @param {number} days
 */
export function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_S * 1000).toISOString().slice(0, 10);
}

/**
 * Return the day on the agency's calendar, such as 2026-11-22.
 *
 * @param {string} zone
 * @param {number} at  seconds
 */
export function dayOf(zone, at) {
  return new Date((Math.floor(at) + aheadS(zone, at)) * 1000).toISOString().slice(0, 10);
}

/**
 * Return the window of a past day, or of the days up to and with it, not beyond now.
 *
 * @param {string} zone
 * @param {string} day  the last one
 * @param {number} days
 * @param {number} now  seconds
 * @returns {{to: number, hours: number}}
 */
export function daysWindow(zone, day, days, now) {
  const from = dayStart(zone, dayAfter(day, 1 - days));
  const to = Math.min(dayStart(zone, dayAfter(day, 1)), Math.floor(now));
  // Seven days that hold the end of summer time are 169 hours; the server answers up to 168.
  return { to, hours: Math.max(1, Math.min(168, Math.ceil((to - from) / 3600))) };
}

/**
 * @param {string} zone
 * @param {number} at
 * @returns {Intl.DateTimeFormatPart[]}
 */
function parted(zone, at) {
  let format = FORMATS.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    });
    FORMATS.set(zone, format);
  }
  return format.formatToParts(Math.floor(at) * 1000);
}
