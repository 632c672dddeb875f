/**
 * The link to the server: a snapshot, then the stream from its id on, for as long as it takes.
 *
 * @import {Link, LinkState} from "./types.js"
 * @import {ServerClock} from "./clock.js"
 * @import {Message} from "./wire.js"
 *
 * @typedef {object} Parts
 * @property {(url: string, options?: RequestInit) => Promise<Response>} ask
 * @property {Pick<ServerClock, "hear">} clock  hears every message
 * @property {(snapshot: Message) => void} onSnapshot
 * @property {(change: Message, id: string) => void} onChange
 * @property {(tick: Message) => void} onTick
 * @property {(link: Link) => void} onState
 * @property {Partial<typeof PACE>} [pace]
 * @property {() => number} [random]  from 0 to 1
 * @property {[EventTarget, string][]} [wakers]  what tells that the page is awake again
 *
 * @typedef {"at once" | "after a pause"} Again
 */
import { compare } from "./ids.js";
import { Request, Stopwatch } from "./request.js";

/** Seconds. */
export const PACE = {
  answer: 15, // until an answer begins: a token may have to be renewed first
  silence: 6, // the server says something at least every two
  pauses: [0.5, 1, 2, 4, 5],
  jitter: 0.25, // of a pause, either way
  spread: 1, // of snapshots that all viewers need at the same time
  look: 1,
  jump: 3, // between two looks: the machine slept
};

/** One request at a time; comes back by itself after whatever happens. */
export class LiveLink {
  #parts;
  #pace;
  #random;
  #wakers;
  /** @type {AbortController | null} */
  #running = null;
  /** @type {Promise<void>} */
  #ended = Promise.resolve();
  /** @type {Request | null} */
  #request = null;
  /** @type {() => void} ends the pause */
  #go = () => {};
  /** Of what we have seen all of; none: a snapshot is needed. */
  #id = "";
  /** The snapshot may not be older than this. */
  #after = "";
  /** Whether we came again at once, and how often after a pause, since something was heard. */
  #hurried = false;
  #pauses = 0;
  #heard = new Stopwatch();
  #looked = Date.now();
  /** @type {LinkState} */
  #state = "connecting";
  #since = new Stopwatch();
  #sinceS = 0;
  #awoke = () => this.wake();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#pace = { ...PACE, ...parts.pace };
    this.#random = parts.random ?? Math.random;
    this.#wakers = parts.wakers ?? pageWakers();
  }

  /** @returns {Link} */
  get state() {
    return { state: this.#state, sinceS: this.#sinceS + this.#since.elapsedS };
  }

  start() {
    if (this.#running) return;
    const running = new AbortController();
    this.#running = running;
    this.#looked = Date.now();
    this.#heard.restart();
    const timer = setInterval(() => this.#look(), this.#pace.look * 1000);
    for (const [target, name] of this.#wakers) target.addEventListener(name, this.#awoke);
    running.signal.addEventListener("abort", () => {
      clearInterval(timer);
      for (const [target, name] of this.#wakers) target.removeEventListener(name, this.#awoke);
    });
    this.#ended = this.#ended.then(() => this.#run(running.signal));
  }

  /** @returns {Promise<void>} when nothing runs any more */
  stop() {
    this.#running?.abort();
    this.#running = null;
    this.#request?.end();
    this.#go();
    return this.#ended;
  }

  /** Check at once, after a sleep for instance; a pause ends. */
  wake() {
    if (!this.#running) return;
    this.#go();
    this.#request?.check();
    if (this.#heard.elapsedS > this.#pace.silence) this.#lost();
  }

  #look() {
    const slept = Math.abs(Date.now() - this.#looked) > this.#pace.jump * 1000;
    this.#looked = Date.now();
    if (slept) this.#go();
    this.#request?.check();
    if (this.#heard.elapsedS > this.#pace.silence) this.#lost();
  }

  /** @param {AbortSignal} stopped */
  async #run(stopped) {
    while (!stopped.aborted) {
      const again = await this.#turn(stopped);
      if (stopped.aborted) return;
      if (again === "at once" && !this.#hurried) {
        this.#hurried = true;
        continue;
      }
      this.#say("waiting", this.#heard.elapsedS);
      await this.#pause(this.#nextPauseS());
    }
  }

  /** @param {AbortSignal} stopped @returns {Promise<Again>} */
  async #turn(stopped) {
    try {
      if (!this.#id) await this.#load();
      if (stopped.aborted) return "at once";
      return await this.#follow();
    } catch {
      return this.#request?.wasSilent ? "at once" : "after a pause";
    } finally {
      this.#request?.end();
      this.#request = null;
    }
  }

  /** @param {string} url @param {Record<string, string>} headers */
  async #open(url, headers) {
    this.#request?.end();
    const request = new Request(this.#pace.answer, this.#pace.silence);
    this.#request = request;
    return { request, body: await request.open(this.#parts.ask, url, headers) };
  }

  async #load() {
    const query = this.#after ? `?after=${encodeURIComponent(this.#after)}` : "";
    const accept = { Accept: "application/json" };
    const { request, body } = await this.#open(`/live/snapshot${query}`, accept);
    let text = "";
    for await (const part of request.texts(body)) text += part;
    const snapshot = JSON.parse(text);
    if (compare(snapshot.id, this.#after) === "older") throw new Error("older than asked for");
    this.#heard.restart();
    this.#parts.clock.hear(snapshot.now);
    this.#parts.onSnapshot(snapshot);
    this.#id = snapshot.id;
    this.#after = "";
  }

  /** @returns {Promise<Again>} */
  async #follow() {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": this.#id };
    const { request, body } = await this.#open("/live/stream", headers);
    for await (const { event, data, id } of request.messages(body)) {
      const again = this.#take(event, data, id ?? this.#id);
      if (again === "at once") return again;
      if (again === "anew") break;
    }
    if (this.#id) return "after a pause";
    request.end();
    await this.#pause(this.#pace.spread * this.#random());
    return "at once";
  }

  /**
   * @param {string | undefined} event @param {string} data @param {string} id
   * @returns {"at once" | "anew" | "go on"}
   */
  #take(event, data, id) {
    if (event === "bye") return "at once";
    try {
      const message = JSON.parse(data);
      if (event === "reset" || event === "refresh") return this.#anew(message.after);
      if (event === "change" && compare(id, this.#id) === "another epoch") return this.#anew("");
      if (event === "change" || event === "tick") this.#tell(event, message, id);
      return "go on";
    } catch (error) {
      // What could not be taken in can't be left out either.
      this.#id = "";
      throw error;
    }
  }

  /** @param {"change" | "tick"} event @param {Message} message @param {string} id */
  #tell(event, message, id) {
    this.#heard.restart();
    this.#parts.clock.hear(message.now);
    if (event === "tick") {
      this.#say(message.database === "away" ? "away" : "live", message.away_s ?? 0);
      this.#parts.onTick(message);
    } else {
      if (this.#state !== "away") this.#say("live");
      // What we have already seen would put older states in place of newer ones.
      if (compare(id, this.#id) !== "older") this.#parts.onChange(message, id);
      if (compare(id, this.#id) === "newer") this.#id = id;
    }
    this.#hurried = false;
    this.#pauses = 0;
  }

  /** @param {string | undefined} after @returns {"anew"} */
  #anew(after) {
    this.#id = "";
    this.#after = after ?? "";
    return "anew";
  }

  /** @returns {number} seconds */
  #nextPauseS() {
    const { pauses, jitter } = this.#pace;
    const pause = pauses[Math.min(this.#pauses++, pauses.length - 1)];
    return pause * (1 + jitter * (2 * this.#random() - 1));
  }

  /** @param {number} seconds @returns {Promise<void>} early when the page wakes or all stops */
  async #pause(seconds) {
    if (!this.#running) return;
    await new Promise((go) => {
      const timer = setTimeout(go, seconds * 1000);
      this.#go = () => {
        clearTimeout(timer);
        go(undefined);
      };
    });
    this.#go = () => {};
  }

  #lost() {
    if (this.#state !== "connecting") this.#say("waiting", this.#heard.elapsedS);
  }

  /** @param {LinkState} state @param {number} [forS]  how long it has been so */
  #say(state, forS = 0) {
    if (state === this.#state) return;
    this.#state = state;
    this.#sinceS = forS;
    this.#since.restart();
    this.#parts.onState(this.state);
  }
}

/** @returns {[EventTarget, string][]} */
function pageWakers() {
  if (typeof document === "undefined") return [];
  return [[document, "visibilitychange"], [window, "pageshow"], [window, "online"]];
}
