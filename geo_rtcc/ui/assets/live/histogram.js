/** Calls by bin of time: the track of the scrubber. */

/**
 * Count instants in bins of equal length.
 *
 * @param {Iterable<number>} instants  seconds
 * @param {{from: number, to: number, bins: number}} span
 * @returns {Uint32Array}
 */
export function histogram(instants, { from, to, bins }) {
  const counts = new Uint32Array(bins), scale = bins / (to - from);
  for (const at of instants) {
    if (at < from || at > to) continue;
    counts[Math.min(bins - 1, Math.floor((at - from) * scale))] += 1;
  }
  return counts;
}

/**
 * Return the instants at which the track has a tick with words: whole hours of the agency's clock.
 *
 * @param {{from: number, to: number}} span  seconds
 * @param {number} most  ticks that find room
 * @param {number} aheadS  of the zone's clock before UTC
 * @returns {number[]}
 */
export function ticks({ from, to }, most, aheadS) {
  const hours = (to - from) / 3600;
  const step = 3600 * ([1, 2, 3, 4, 6, 12, 24, 48].find((each) => hours / each <= most) ?? 72);
  const found = [];
  for (let at = Math.ceil((from + aheadS) / step) * step - aheadS; at <= to; at += step) {
    found.push(at);
  }
  return found;
}

/**
 * Say how far back an instant is: 12 s, 42 min, 2 h 12 min, 3 days 4 h.
 *
 * @param {number} seconds
 */
export function back(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60), left = minutes % 60;
  if (hours < 48) return left ? `${hours} h ${left} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} days ${hours % 24} h` : `${days} days`;
}
