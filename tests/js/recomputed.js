/** The model's answers the slow way: everything anew from the records, as docs/live-map.md says. */
import { CATEGORIES } from "./messages.js";

const DAY_S = 86_400;

export class Recomputed {
  calls = new Map();
  filter = { areas: [], shifts: [], categories: [], onView: true };
  moment = { at: null, windowS: DAY_S };

  constructor(now) {
    this.now = now;
  }

  isOpen(call, at) {
    return call.step !== 4 && (call.closed === null || call.at + call.closed > at);
  }

  isHeld(call) {
    const from = this.now - DAY_S;
    return call.at > from || (call.at > from - 7 * DAY_S && this.isOpen(call, from));
  }

  put(calls) {
    for (const call of calls) this.calls.set(`${call.run}.${call.row}`, call);
    this.drop();
  }

  drop() {
    for (const [key, call] of this.calls) if (!this.isHeld(call)) this.calls.delete(key);
  }

  passes(call) {
    const { areas, shifts, categories, onView } = this.filter;
    return (!areas.length || areas.includes(call.area)) &&
      (!shifts.length || shifts.includes(call.shift)) &&
      (!categories.length || categories.includes(CATEGORIES[call.category])) &&
      (onView || call.flags % 2 === 0);
  }

  /** Key of each shown call → whether it is drawn as closed. */
  shown() {
    const { at, windowS } = this.moment;
    const then = at ?? this.now;
    const isIn = (call) => (at === null || call.at <= at) &&
      (call.at > then - windowS || this.isOpen(call, then));
    const found = [...this.calls].filter(([, call]) => isIn(call) && this.passes(call));
    return new Map(found.map(([key, call]) => [key, call.closed !== null &&
      call.at + call.closed <= then]));
  }

  counts(resolution, cells) {
    const counts = new Map();
    for (const key of this.shown().keys()) {
      const { cell } = this.calls.get(key);
      if (cell < 0) continue;
      const name = cells.name[resolution === 9 ? cell : cells.parent[cell]];
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  }

  categoryCounts() {
    const counts = Array(10).fill(0);
    for (const key of this.shown().keys()) counts[this.calls.get(key).category] += 1;
    return counts;
  }
}

/** Numbers that look random and are the same every time (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
