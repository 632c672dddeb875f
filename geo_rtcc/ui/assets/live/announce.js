/**
 * What screen readers are told of the queue: collected, at most one sentence in two seconds.
 *
 * @import {Level, QueueItem} from "./types.js"
 */

export const PAUSE_MS = 2000;
const LEVELS = /** @type {Level[]} */ (["critical", "warning", "notice"]);

/**
 * Say in one sentence what has been raised.
 *
 * @param {QueueItem[]} items
 * @param {(item: QueueItem) => string} sentence  for a single one
 */
export function summary(items, sentence) {
  const ranked = [...items].sort((one, other) =>
    LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
  if (ranked.length === 1) return sentence(ranked[0]);
  const counts = LEVELS.map((level) => {
    const found = ranked.filter((item) => item.level === level).length;
    return found ? `${found} ${level}` : "";
  });
  const first = sentence(ranked[0]).replace(/\.$/, "");
  return `${items.length} new in the queue, ${counts.filter(Boolean).join(", ")}; ${first}.`;
}

/** Speaks through two live regions: assertive as soon as something critical is among it. */
export class Announcer {
  #polite;
  #assertive;
  #sentence;
  /** @type {Map<string, QueueItem>} */
  #waiting = new Map();
  #timer = 0;
  #spokenAt = -Infinity;

  /**
   * @param {{polite: HTMLElement, assertive: HTMLElement}} regions
   * @param {(item: QueueItem) => string} sentence
   */
  constructor({ polite, assertive }, sentence) {
    this.#polite = polite;
    this.#assertive = assertive;
    this.#sentence = sentence;
  }

  /** @param {QueueItem[]} items */
  raise(items) {
    for (const item of items) this.#waiting.set(`${item.kind} ${item.key}`, item);
    if (!this.#waiting.size || this.#timer) return;
    const pause = Math.max(0, this.#spokenAt + PAUSE_MS - performance.now());
    this.#timer = setTimeout(() => this.#speak(), pause);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #speak() {
    const items = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#timer = 0;
    this.#spokenAt = performance.now();
    const critical = items.some((item) => item.level === "critical");
    const [region, other] = critical
      ? [this.#assertive, this.#polite] : [this.#polite, this.#assertive];
    other.textContent = "";
    region.textContent = summary(items, this.#sentence);
  }
}
