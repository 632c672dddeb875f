/**
 * What people do with what is in the queue. The state shown comes back by the stream alone.
 *
 * @import {QueueItem} from "./types.js"
 */

/**
 * @typedef {"acknowledge" | "escalate"} Action
 * @typedef {(url: string, options?: RequestInit) => Promise<Response>} Ask
 */

const DONE = { acknowledge: "acknowledged", escalate: "escalated" };

/**
 * @param {QueueItem} item
 * @param {Action} action
 */
export function address(item, action) {
  return `/live/queue/${item.kind}/${item.key}/${action}?at=${item.at}`;
}

/**
 * Say what went wrong and what to do next.
 *
 * @param {QueueItem} item
 * @param {Action} action
 * @param {number | null} status  null: no answer at all
 */
export function failure(item, action, status) {
  const what = `The ${item.kind} was not ${DONE[action]}`;
  if (status === null) return `${what}: the server can't be reached. Retry when it is back.`;
  if (status === 401 || status === 403) return `${what}: sign in again by reloading the page.`;
  if (status === 404) return `${what}: it has been removed. Nothing needs to be done.`;
  if (status === 503) return `${what}: the database is away. Retry in a moment.`;
  return `${what}: the server answered ${status}. Retry; if it fails again, tell who runs it.`;
}

/** Sends what people do, once at a time for each item. */
export class Actions {
  #ask;
  #fail;
  /** @type {Set<string>} */
  #underWay = new Set();

  /**
   * @param {Ask} ask
   * @param {(sentence: string, retry: () => void) => void} fail
   */
  constructor(ask, fail) {
    this.#ask = ask;
    this.#fail = fail;
  }

  /**
   * @param {QueueItem} item
   * @param {Action} action
   */
  async send(item, action) {
    const url = address(item, action);
    if (this.#underWay.has(url)) return;
    this.#underWay.add(url);
    const status = await this.#status(url);
    this.#underWay.delete(url);
    if (status !== null && status >= 200 && status < 300) return;
    this.#fail(failure(item, action, status), () => void this.send(item, action));
  }

  /** @param {string} url */
  async #status(url) {
    try {
      return (await this.#ask(url, { method: "POST" })).status;
    } catch {
      return null;
    }
  }
}
