import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { compare } from "../../geo_rtcc/ui/assets/live/ids.js";
import { PACE } from "../../geo_rtcc/ui/assets/live/stream.js";
import { seeded } from "./recomputed.js";
import { pause, Server, until, Viewer } from "./server.js";

/** @type {Server} */
let server;
/** @type {Viewer[]} */
let viewers = [];

beforeEach(async () => {
  server = await Server.start();
});

afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.live.stop()));
  viewers = [];
  await server.close();
});

function watch(options) {
  const viewer = new Viewer(server, options);
  viewers.push(viewer);
  return viewer;
}

function same(viewer) {
  return until(() => isDeepStrictEqual(viewer.state, server.state), "the server's state");
}

async function live(options) {
  const viewer = watch(options);
  await until(() => viewer.live.state.state === "live", "live");
  return viewer;
}

function streamsAsked() {
  return server.asked.filter(({ url }) => url === "/live/stream");
}

test("first a snapshot, then the stream from its id", async () => {
  server.put("a", 1);
  const viewer = await live();
  assert.deepEqual(server.asked.map(({ url, last }) => [url, last]),
    [["/live/snapshot", undefined], ["/live/stream", "e.1"]]);
  server.put("b", 2);
  await same(viewer);
  assert.deepEqual([viewer.changes, viewer.link], [["e.2"], ["live"]]);
});

test("after a cut it goes on from what it has seen, without another snapshot", async () => {
  const viewer = await live();
  server.put("a", 1);
  await same(viewer);
  server.cut();
  server.put("b", 2);
  await same(viewer);
  assert.equal(viewer.snapshots, 1);
  assert.equal(streamsAsked().at(-1).last, "e.1");
  assert.deepEqual(viewer.link, ["live", "waiting", "live"]);
});

test("a message cut in half is not applied, but comes again", async () => {
  const viewer = await live();
  server.put("a", 1);
  await same(viewer);
  server.state.b = 2;
  server.cursor += 1;
  server.log.push(server.event("change", { now: 1, key: "b", value: 2 }, server.id));
  server.say(server.log[1].slice(0, -2));
  await pause(20);
  server.cut();
  await same(viewer);
  assert.deepEqual(viewer.changes, ["e.1", "e.2"]);
});

test("letters cut in half by packets arrive whole", async () => {
  const viewer = await live();
  const message = { now: 1, key: "a", value: "Señor 🚓" };
  const bytes = Buffer.from(server.event("change", message, "e.1"));
  for (const byte of bytes) {
    server.say(Buffer.from([byte]));
    await pause(0);
  }
  await until(() => viewer.state.a === "Señor 🚓", "the text");
});

test("bye: it comes again at once, and nobody sees anything of it", async () => {
  const viewer = await live({ pace: { pauses: [5] } });
  server.say(server.event("bye", {}));
  server.put("a", 1);
  await until(() => streamsAsked().length === 2, "the second stream");
  await same(viewer);
  assert.deepEqual(viewer.link, ["live"]);
});

test("a server that says bye every time is asked with growing pauses", async () => {
  const bye = (response) => response.end(server.event("bye", {}));
  server.streams = [bye, bye, bye, bye];
  await live();
  const at = streamsAsked().map((each) => each.at);
  const waits = at.slice(1).map((each, i) => each - at[i]);
  assert.ok(waits[0] < 20, `at once: ${waits[0]} ms`);
  assert.ok(waits[1] >= 20 && waits[2] >= 40 && waits[3] >= 80, `growing: ${waits}`);
});

test("the pauses are half a second to five", () => {
  assert.deepEqual([PACE.pauses, PACE.silence], [[0.5, 1, 2, 4, 5], 6]);
});

test("silence: it gives up and asks again", async () => {
  server.streams = [(response) => response.writeHead(200).flushHeaders()];
  const viewer = watch();
  await until(() => viewer.live.state.state === "live", "live");
  assert.equal(streamsAsked().length, 2);
  const [first, second] = streamsAsked();
  assert.ok(second.at - first.at >= 300, `after ${second.at - first.at} ms`);
});

test("silence after it was live is told, with the time since something was heard", async () => {
  const viewer = await live();
  server.streams = [(response) => response.writeHead(200).flushHeaders()];
  await until(() => viewer.live.state.state === "waiting", "waiting");
  assert.ok(viewer.live.state.sinceS >= 0.3, `since ${viewer.live.state.sinceS} s`);
  await until(() => viewer.live.state.state === "live", "live again");
});

test("refusals are asked again: 401, 503, another page, broken JSON", async () => {
  const refuse = (status) => (response) => response.writeHead(status).end("no");
  server.snapshots = [refuse(401), refuse(503), (response) => response.end("{half")];
  server.streams = [refuse(401), refuse(500)];
  const viewer = await live();
  assert.equal(viewer.snapshots, 1);
  assert.deepEqual(viewer.link, ["waiting", "live"]);
});

test("reset: a snapshot, then the stream from its id", async () => {
  const viewer = await live();
  server.put("a", 1);
  await same(viewer);
  [server.epoch, server.cursor, server.log, server.state] = ["f", 3, ["", "", ""], { z: 9 }];
  server.cut();
  await until(() => streamsAsked().at(-1).last === "f.3", "the stream from the snapshot's id");
  assert.deepEqual([viewer.state, viewer.snapshots], [{ z: 9 }, 2]);
});

test("refresh: the snapshot is not older than asked for, whatever is answered first", async () => {
  const viewer = await live();
  server.snapshots = [(response) => response.end(JSON.stringify({ id: "e.0", now: 1, state: {} }))];
  [server.cursor, server.log, server.state] = [2, ["", ""], { b: 2 }];
  server.say(server.event("refresh", { after: "e.2" }));
  await same(viewer);
  const asked = server.asked.filter(({ url }) => url.startsWith("/live/snapshot?"));
  assert.deepEqual(asked.map(({ url }) => url), Array(2).fill("/live/snapshot?after=e.2"));
  assert.equal(viewer.snapshots, 2);
});

test("changes in wrong order or of another epoch don't put old states in place", async () => {
  const viewer = await live();
  server.put("a", 1);
  server.put("a", 2);
  await until(() => viewer.state.a === 2, "both");
  server.say(server.log[0]);
  server.put("b", 3);
  await same(viewer);
  assert.deepEqual(viewer.changes, ["e.1", "e.2", "e.3"]);
  server.say(server.event("change", { now: 1, key: "a", value: 99 }, "other.4"));
  await until(() => viewer.snapshots === 2, "a new snapshot");
  await same(viewer);
});

test("what the viewer could not take in is made good by a snapshot", async () => {
  const viewer = await live();
  server.put("a", 1);
  await same(viewer);
  server.say("id: e.9\nevent: change\ndata: {broken\n\n");
  await until(() => viewer.snapshots === 2, "a new snapshot");
  server.put("b", 2);
  await same(viewer);
});

test("the state of the database comes from the ticks", async () => {
  const viewer = await live();
  server.say(server.tick("away", 12));
  await until(() => viewer.live.state.state === "away", "away");
  assert.ok(viewer.live.state.sinceS >= 12);
  server.say(server.tick());
  await until(() => viewer.live.state.state === "live", "live");
  assert.deepEqual(viewer.link, ["live", "away", "live"]);
});

test("waking ends a pause; a stream that is alive is left alone", async () => {
  const viewer = await live({ pace: { pauses: [60] } });
  viewer.wakers.dispatchEvent(new Event("visibilitychange"));
  await pause(30);
  assert.equal(streamsAsked().length, 1);
  server.cut();
  await until(() => viewer.live.state.state === "waiting", "waiting");
  viewer.wakers.dispatchEvent(new Event("visibilitychange"));
  await until(() => viewer.live.state.state === "live", "live");
});

test("after a sleep the dead stream is given up at once", async (t) => {
  const viewer = await live({ pace: { silence: 6, answer: 15, pauses: [60] } });
  const real = Date.now;
  t.after(() => (Date.now = real));
  Date.now = () => real() + 3_600_000;
  await until(() => streamsAsked().length === 2, "another stream");
  server.put("a", 1);
  await same(viewer);
});

test("stop leaves nothing running, also in the middle of a pause or of an answer", async () => {
  const viewer = await live();
  await viewer.live.stop();
  await until(() => server.open.size === 0, "closed");
  server.streams = [() => {}];
  viewer.live.start();
  await until(() => streamsAsked().length === 2, "asked again");
  await viewer.live.stop();
  const asked = server.asked.length;
  viewer.wakers.dispatchEvent(new Event("visibilitychange"));
  await pause(100);
  assert.equal(server.asked.length, asked);
});

test("starting twice, or anew at once, makes one stream", async () => {
  const viewer = await live();
  viewer.live.start();
  viewer.live.stop();
  viewer.live.start();
  viewer.live.start();
  await until(() => streamsAsked().length === 2, "the second stream");
  server.put("a", 1);
  await same(viewer);
  await pause(50);
  assert.deepEqual([server.open.size, streamsAsked().length, viewer.most], [1, 2, 1]);
});

for (let seed = 1; seed <= 4; seed++) {
  test(`whatever happens, it ends in the server's state (seed ${seed})`, async () => {
    const random = seeded(seed);
    const viewer = await live();
    const mischief = [
      () => server.cut(),
      () => server.say(server.event("bye", {})),
      () => server.say(server.event("refresh", { after: server.id })),
      () => server.say(server.log.at(Math.floor(random() * server.log.length)) ?? ""),
      () => server.say("event: change\ndata: {\"now\": 1, \"ke"),
      () => server.streams.push((response) => response.writeHead(503).end()),
      () => server.snapshots.push((response) => response.destroy()),
      () => viewer.live.wake(),
    ];
    for (let step = 0; step < 120; step++) {
      server.put(`k${Math.floor(random() * 9)}`, step);
      if (random() < 0.3) mischief[Math.floor(random() * mischief.length)]();
      await pause(random() * 8);
    }
    server.cut();
    await same(viewer);
    await until(() => server.open.size === 1, "one stream");
    assert.equal(viewer.most, 1);
  });
}

test("ids are compared by cursor within an epoch only", () => {
  assert.equal(compare("a.b.9007199254740993", "a.b.9007199254740992"), "newer");
  assert.deepEqual([compare("e.9", "e.10"), compare("e.1", "e.1"), compare("f.1", "e.9"),
    compare("e.1", "")], ["older", "same", "another epoch", "another epoch"]);
});
