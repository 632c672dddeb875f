import assert from "node:assert/strict";
import { test } from "node:test";
import { age, AgencyTime, ServerClock } from "../../geo_rtcc/ui/assets/live/clock.js";

const SERVER = 1_790_000_000;

/** A client whose clocks, in seconds, and sleep the test decides about. */
function client({ wall = SERVER } = {}) {
  const times = { steady: 50, wall, server: SERVER };
  const clock = new ServerClock(() => times.steady * 1000, () => times.wall * 1000);
  return {
    times,
    clock,
    pass: (s) => Object.keys(times).forEach((name) => (times[name] += s)),
    hear: (delay = 0) => clock.hear(times.server - delay),
    assertRight: (within = 0.001) => {
      const off = clock.now() - times.server;
      assert.ok(Math.abs(off) <= within, `off by ${off} s`);
    },
  };
}

test("before the first message it is unknown", () => {
  assert.ok(Number.isNaN(client().clock.now()));
});

test("a client clock that is years wrong or jumps back doesn't matter", () => {
  const { times, pass, hear, assertRight } = client({ wall: 12 });
  hear();
  pass(3);
  assertRight();
  times.wall -= 1e9;
  assertRight();
});

test("a client clock set forward never says that it is later than it is for sure", () => {
  const { clock, times, pass, hear } = client();
  hear();
  times.wall += 1e8;
  pass(2);
  assert.equal(clock.atLeast(), times.server);
  assert.ok(clock.now() > times.server + 1e7);
});

test("delayed messages don't set it back", () => {
  const { pass, hear, assertRight } = client();
  for (const delay of [0.4, 0.02, 0.9, 2, 0.5]) {
    hear(delay);
    pass(1);
  }
  assertRight(0.021);
});

test("an estimate is forgotten after a while, so that drifting clocks are followed", () => {
  const { times, pass, hear, assertRight } = client();
  for (let i = 0; i < 100; i++) {
    hear();
    pass(1);
    times.steady += 0.01;
  }
  assertRight(0.32);
});

test("a server clock set forward is followed at once, one set back with the second message", () => {
  const { times, pass, hear, assertRight } = client();
  hear();
  times.server += 100;
  hear();
  assertRight();
  times.server -= 3600;
  hear();
  pass(2);
  hear();
  assertRight();
});

test("sleep counts also where the steady clock stands still in it", () => {
  const { times, clock } = client();
  clock.hear(SERVER);
  times.wall += 3600;
  times.steady += 0.5;
  assert.equal(clock.now(), SERVER + 3600);
});

test("messages kept back in sleep don't make an hour of it disappear", () => {
  const { times, pass, hear, clock, assertRight } = client();
  hear();
  pass(3600);
  for (const late of [3598, 3596, 3594]) clock.hear(times.server - late);
  assertRight();
  pass(1);
  hear();
  assertRight();
});

test("a client clock set a year ahead is seen through with the second message", () => {
  const { times, pass, hear, assertRight } = client();
  hear();
  times.wall += 3.2e7;
  hear();
  pass(2);
  hear();
  assertRight();
});

test("ages are in their largest unit, as in the tables of the system page", () => {
  const told = [-3, 0.04, 0.25, 9.94, 10, 42.9, 119, 120, 7199, 7200, 172_799, 172_800, 63_115_200];
  assert.deepEqual(told.map(age), ["0.0 s", "0.0 s", "0.3 s", "9.9 s", "10 s", "42 s", "119 s",
    "2 min", "119 min", "2 h", "47 h", "2 days", "2.0 years"]);
  assert.equal(age(NaN), "–");
});

test("an instant is told in the agency's zone", () => {
  const chicago = new AgencyTime("America/Chicago");
  const at = Date.parse("2026-11-22T18:30:05Z") / 1000;
  assert.deepEqual([chicago.time(at), chicago.dayTime(at), chicago.day(at), chicago.zoneName(at)],
    ["12:30:05", "Sun 22 Nov 12:30", "Sun 22 Nov 2026", "CST"]);
  assert.equal(chicago.time(NaN), "–");
});

test("the hour that comes twice in autumn is told apart by the zone's name", () => {
  const chicago = new AgencyTime("America/Chicago");
  const told = ["2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z", "2026-03-08T07:59:59Z",
    "2026-03-08T08:00:00Z"].map((text) => Date.parse(text) / 1000)
    .map((s) => `${chicago.time(s)} ${chicago.zoneName(s)}`);
  assert.deepEqual(told, ["01:30:00 CDT", "01:30:00 CST", "01:59:59 CST", "03:00:00 CDT"]);
});

test("midnight is 00, and a zone the browser doesn't know is UTC and says so", () => {
  const utc = new AgencyTime("Mars/Olympus");
  assert.deepEqual([utc.time(0), utc.zoneName(0)], ["00:00:00", "UTC"]);
});
