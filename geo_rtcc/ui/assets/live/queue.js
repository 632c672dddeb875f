/**
 * What waits for somebody: hits by the level of their entry, open violent calls by priority.
 *
 * @import {Call, Hit, Level, Mark, QueueItem} from "./types.js"
 *
 * @typedef {object} Waiting  what may stand in the queue
 * @property {Iterable<Hit>} hits @property {Iterable<Call>} calls
 *
 * @typedef {object} Then
 * @property {number} at @property {number} until  what was recorded after it doesn't count yet
 */
import { isOpen } from "./window.js";

/** @type {Level[]} lowest first */
const LEVELS = ["notice", "warning", "critical"];
const VIOLENT = ["violence", "weapons"];
const ACKNOWLEDGED_FOR_S = 4 * 3600;
const HITS_FOR_S = 24 * 3600;

/** @param {QueueItem} item @returns {number} higher is worse */
function rank(item) {
  return LEVELS.indexOf(item.level);
}

/** @param {QueueItem} a @param {QueueItem} b */
function inOrder(a, b) {
  return rank(b) - rank(a) || Number(a.acknowledged) - Number(b.acknowledged) || b.at - a.at ||
    (a.key < b.key ? -1 : Number(a.key > b.key));
}

/** @param {{kind: string, key: string}} each */
function name({ kind, key }) {
  return `${kind} ${key}`;
}

/** Marks and levels; announces what is new or has got worse. */
export class Queue {
  /** @type {Map<string, {acknowledge?: Mark, escalate?: Mark}>} the first of each */
  #marks = new Map();
  /** @type {Map<string, number> | null} ranks that have been announced; null: none yet */
  #announced = null;
  /** @type {string[]} */
  #categories;

  /** @param {string[]} categories  names in wire order */
  constructor(categories) {
    this.#categories = categories;
  }

  /** @param {Call} call @returns {Level | null} of an open call */
  callLevel(call) {
    if (!VIOLENT.includes(this.#categories[call.category])) return null;
    return call.priority === 1 ? "warning" : call.priority === 2 ? "notice" : null;
  }

  /** @param {Mark} mark */
  mark(mark) {
    const held = this.#marks.get(name(mark)) ?? {};
    const first = held[mark.action];
    if (!first || mark.at < first.at) held[mark.action] = mark;
    this.#marks.set(name(mark), held);
  }

  /** @param {"hit" | "call"} kind @param {string} key */
  forget(kind, key) {
    this.#marks.delete(name({ kind, key }));
  }

  forgetAll() {
    this.#marks.clear();
  }

  /**
   * @param {Waiting} waiting @param {Then} then
   * @returns {{items: QueueItem[], until: number}} worst first, and how long that holds
   */
  items({ hits, calls }, then) {
    const found = [];
    let until = Infinity;
    for (const hit of hits) {
      const item = this.#item("hit", hit, hit.level, then);
      const over = overAt(item, hit);
      if (over > then.at && hit.at <= then.until) {
        found.push(item);
        until = Math.min(until, over);
      }
    }
    for (const call of calls) {
      const level = this.callLevel(call);
      if (!level || call.at > then.until || !isOpen(call, then.at)) continue;
      found.push(this.#item("call", call, level, then));
      until = Math.min(until, call.closedAt ?? Infinity);
    }
    return { items: found.sort(inOrder), until };
  }

  /**
   * @param {QueueItem[]} items  the queue as it is now
   * @returns {QueueItem[]} what nobody has been told of; nothing the first time
   */
  raise(items) {
    const before = this.#announced;
    this.#announced = new Map(items.map((item) => [name(item), rank(item)]));
    if (!before) return [];
    return items.filter((item) => {
      const was = before.get(name(item));
      return was === undefined ? !item.acknowledged : rank(item) > was;
    });
  }

  /**
   * @param {"hit" | "call"} kind @param {Hit | Call} record @param {Level} level
   * @param {Then} then @returns {QueueItem}
   */
  #item(kind, record, level, then) {
    const { key, at } = record;
    const { acknowledge, escalate } = this.#marks.get(name({ kind, key })) ?? {};
    const escalated = escalate !== undefined && escalate.at <= then.until;
    const acknowledged = acknowledge !== undefined && acknowledge.at <= then.until;
    const raised = Math.min(LEVELS.indexOf(level) + Number(escalated), LEVELS.length - 1);
    return {
      kind, key, at, record, escalated, acknowledged, level: LEVELS[raised],
      acknowledgedBy: acknowledged ? acknowledge.by : "",
    };
  }
}

/** @param {QueueItem} item @param {Hit} hit @returns {number} the instant when it leaves */
function overAt(item, hit) {
  if (hit.status === "rejected") return -Infinity;
  return hit.at + (item.acknowledged ? ACKNOWLEDGED_FOR_S : HITS_FOR_S);
}

/** @param {QueueItem[]} a @param {QueueItem[]} b @returns {boolean} whether they say the same */
export function isSame(a, b) {
  return a.length === b.length && a.every((one, i) => {
    const other = b[i];
    return one.record === other.record && one.level === other.level &&
      one.acknowledged === other.acknowledged && one.acknowledgedBy === other.acknowledgedBy &&
      one.escalated === other.escalated;
  });
}
