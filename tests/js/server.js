/** A local server of snapshots and a stream, which misbehaves as it is told to. */
import { createServer } from "node:http";
import { once } from "node:events";
import { LiveLink } from "../../geo_rtcc/ui/assets/live/stream.js";

const PACE = {
  answer: 0.6, silence: 0.3, pauses: [0.02, 0.04, 0.08], jitter: 0, spread: 0.02, look: 0.03,
  jump: 3,
};

export class Server {
  epoch = "e";
  cursor = 0;
  state = {};
  /** Changes by cursor, as the outbox. */
  log = [];
  /** Answers to be given instead of the usual ones, in turn. */
  snapshots = [];
  streams = [];
  asked = [];
  open = new Set();
  now = 1000;

  static async start() {
    const server = new Server();
    server.http = createServer((request, response) => server.#answer(request, response));
    server.http.listen(0, "127.0.0.1");
    await once(server.http, "listening");
    server.base = `http://127.0.0.1:${server.http.address().port}`;
    return server;
  }

  async close() {
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, "close");
  }

  ask = (url, options) => fetch(this.base + url, options);

  get id() {
    return `${this.epoch}.${this.cursor}`;
  }

  /** One more change, told to every viewer. */
  put(key, value) {
    this.state[key] = value;
    this.cursor += 1;
    const text = this.event("change", { now: this.now, key, value }, this.id);
    this.log.push(text);
    for (const response of this.open) response.write(text);
  }

  event(name, data, id) {
    return `${id ? `id: ${id}\n` : ""}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  tick(database = "up", away_s = 0) {
    return this.event("tick", { now: this.now, feeds: [], database, away_s });
  }

  say(text) {
    for (const response of this.open) response.write(text);
  }

  cut() {
    for (const response of this.open) response.destroy();
  }

  #answer(request, response) {
    const last = request.headers["last-event-id"];
    this.asked.push({ url: request.url, last, at: performance.now() });
    const isStream = request.url.startsWith("/live/stream");
    const other = (isStream ? this.streams : this.snapshots).shift();
    if (other) return other(response, request);
    return isStream ? this.follow(response, last) : this.snapshot(response);
  }

  snapshot(response) {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ id: this.id, now: this.now, state: this.state }));
  }

  follow(response, last) {
    this.open.add(response);
    response.on("close", () => this.open.delete(response));
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    const [epoch, cursor] = last.split(".");
    if (epoch !== this.epoch) response.write(this.event("reset", {}));
    else response.write(this.tick() + this.log.slice(Number(cursor)).join(""));
  }
}

/** A viewer: what it has been told, and when. */
export class Viewer {
  state = null;
  link = [];
  snapshots = 0;
  changes = [];
  ticks = 0;
  wakers = new EventTarget();
  /** Requests under way, and the most of them at the same time. */
  asking = 0;
  most = 0;

  constructor(server, options = {}) {
    this.live = new LiveLink({
      ask: (url, given) => {
        this.most = Math.max(this.most, ++this.asking);
        given.signal.addEventListener("abort", () => (this.asking -= 1));
        return server.ask(url, given);
      },
      clock: { hear: () => {} },
      onSnapshot: (snapshot) => {
        this.snapshots += 1;
        this.state = { ...snapshot.state };
      },
      onChange: ({ key, value }, id) => {
        this.changes.push(id);
        this.state[key] = value;
      },
      onTick: () => (this.ticks += 1),
      onState: ({ state }) => this.link.push(state),
      wakers: [[this.wakers, "visibilitychange"]],
      ...options,
      pace: { ...PACE, ...options.pace },
    });
    this.live.start();
  }
}

/** Wait until it is so; fail after three seconds. */
export async function until(isSo, what) {
  const end = performance.now() + 3000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not within 3 s: ${what}`);
    await pause(5);
  }
}

export function pause(ms) {
  return new Promise((go) => setTimeout(go, ms));
}
