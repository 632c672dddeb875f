/**
 * One request that is given up when nothing has been heard for too long.
 *
 * @import {EventSourceMessage} from "../vendor/eventsource-parser.js"
 */
import { createParser } from "../vendor/eventsource-parser.js";

/** Seconds that have passed, sleep included: performance.now() may stop in it, Date.now() not. */
export class Stopwatch {
  #steady = performance.now();
  #wall = Date.now();

  restart() {
    this.#steady = performance.now();
    this.#wall = Date.now();
  }

  get elapsedS() {
    return Math.max(performance.now() - this.#steady, Date.now() - this.#wall) / 1000;
  }
}

/** Asks, reads, and gives up. */
export class Request {
  wasSilent = false;
  #abort = new AbortController();
  #last = new Stopwatch();
  #limitS;
  #silenceS;

  /** @param {number} answerS  until the answer begins @param {number} silenceS  in it */
  constructor(answerS, silenceS) {
    this.#limitS = answerS;
    this.#silenceS = silenceS;
  }

  /** Give up now if nothing has been heard for too long. */
  check() {
    if (this.#last.elapsedS <= this.#limitS) return;
    this.wasSilent = true;
    this.end();
  }

  end() {
    this.#abort.abort();
  }

  /**
   * @param {(url: string, options?: RequestInit) => Promise<Response>} ask
   * @param {string} url @param {Record<string, string>} headers
   * @returns {Promise<ReadableStream<Uint8Array>>} the body; throws unless the answer is a good one
   */
  async open(ask, url, headers) {
    const { signal } = this.#abort;
    const asked = ask(url, { headers, signal, cache: "no-store" });
    // Whoever asks may be slow to notice the end; an answer that comes after it is not read.
    asked.then((late) => (signal.aborted ? late.body?.cancel() : undefined)).catch(() => {});
    const answer = await Promise.race([asked, ended(signal)]);
    this.#last.restart();
    this.#limitS = this.#silenceS;
    if (!answer.ok || !answer.body) {
      await answer.body?.cancel();
      throw new Error(`answer ${answer.status}`);
    }
    return answer.body;
  }

  /** @param {ReadableStream<Uint8Array>} body @returns {AsyncGenerator<string, void>} */
  async *texts(body) {
    const decoder = new TextDecoder();
    const reader = body.getReader();
    const { signal } = this.#abort;
    signal.addEventListener("abort", () => reader.cancel().catch(() => {}));
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (signal.aborted) throw signal.reason;
        if (done) return;
        this.#last.restart();
        yield decoder.decode(value, { stream: true });
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  /**
   * @param {ReadableStream<Uint8Array>} body
   * @returns {AsyncGenerator<EventSourceMessage, void>}
   */
  async *messages(body) {
    /** @type {EventSourceMessage[]} */
    let waiting = [];
    const parser = createParser({ onEvent: (message) => waiting.push(message) });
    for await (const text of this.texts(body)) {
      parser.feed(text);
      const ready = waiting;
      waiting = [];
      yield* ready;
    }
  }
}

/** @param {AbortSignal} signal @returns {Promise<never>} rejects when it is aborted */
function ended(signal) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
