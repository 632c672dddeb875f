import assert from "node:assert/strict";
import { test } from "node:test";

import { aheadS, dayAfter, dayOf, dayStart, daysWindow }
  from "../../geo_rtcc/ui/assets/live/days.js";
import { back, histogram, ticks } from "../../geo_rtcc/ui/assets/live/histogram.js";
import { Times } from "../../geo_rtcc/ui/assets/live/times.js";

const ZONE = "America/Chicago";
const HOUR = 3600;

function utc(text) {
  return Date.parse(text) / 1000;
}

test("a day begins at midnight on the agency's clock", () => {
  assert.equal(dayStart(ZONE, "2026-11-22"), utc("2026-11-22T06:00:00Z"));
  assert.equal(dayStart(ZONE, "2026-07-01"), utc("2026-07-01T05:00:00Z"));
  assert.equal(dayStart("Asia/Kolkata", "2026-11-22"), utc("2026-11-21T18:30:00Z"));
});

test("the day on which clocks change begins at its own midnight", () => {
  assert.equal(dayStart(ZONE, "2026-11-01"), utc("2026-11-01T05:00:00Z"));
  assert.equal(dayStart(ZONE, "2026-11-02"), utc("2026-11-02T06:00:00Z"));
  assert.equal(dayStart(ZONE, "2026-03-09"), utc("2026-03-09T05:00:00Z"));
});

test("an instant lies on the agency's day, not on that of UTC", () => {
  assert.equal(dayOf(ZONE, utc("2026-11-22T05:59:59Z")), "2026-11-21");
  assert.equal(dayOf(ZONE, utc("2026-11-22T06:00:00Z")), "2026-11-22");
  assert.equal(aheadS(ZONE, utc("2026-11-22T06:00:00Z")), -6 * HOUR);
  assert.equal(dayAfter("2026-12-31", 1), "2027-01-01");
});

test("a past day is as long as it was", () => {
  const now = utc("2026-12-01T00:00:00Z");
  assert.deepEqual(daysWindow(ZONE, "2026-11-20", 1, now),
    { to: utc("2026-11-21T06:00:00Z"), hours: 24 });
  assert.equal(daysWindow(ZONE, "2026-11-01", 1, now).hours, 25);
  assert.equal(daysWindow(ZONE, "2026-11-20", 7, now).hours, 168);
});

test("no window is longer than the server answers, or ends later than now", () => {
  const now = utc("2026-11-22T18:00:00Z");
  assert.equal(daysWindow(ZONE, "2026-11-03", 7, now).hours, 168);
  assert.deepEqual(daysWindow(ZONE, "2026-11-22", 1, now), { to: now, hours: 12 });
});

test("every instant of the span is counted once, its edges too", () => {
  const counts = histogram([0, 9.9, 10, 99, 100, 101, -1], { from: 0, to: 100, bins: 10 });
  assert.deepEqual([...counts], [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
});

test("ticks stand at whole hours of the agency's clock, as many as find room", () => {
  const from = utc("2026-11-21T20:20:00Z"), to = from + 24 * HOUR;
  const found = ticks({ from, to }, 8, 5.5 * HOUR);
  assert.ok(found.length <= 9 && found.length >= 7);
  for (const at of found) assert.equal((at + 5.5 * HOUR) % (3 * HOUR), 0);
});

test("how far back is said in hours and minutes", () => {
  assert.equal(back(7925), "2 h 12 min");
  assert.equal(back(119), "119 s");
  assert.equal(back(HOUR), "1 h");
  assert.equal(back(100 * HOUR), "4 days 4 h");
});

function host(more = {}) {
  const said = { moments: [], units: [], asked: [] };
  return { said, span: () => ({ from: 0, to: 1000, isPast: false }),
    setMoment: (moment) => said.moments.push(moment.at),
    setUnits: (units) => said.units.push(units),
    askUnits: async (at) => [{ id: at }], say: () => {}, ...more };
}

test("moving to the end follows the clock again, and no further back than the span", () => {
  const times = new Times(host(), { at: null, windowS: HOUR });
  times.moveTo(-5);
  assert.deepEqual([times.moment.at, times.isLive], [0, false]);
  times.moveTo(1000);
  assert.deepEqual([times.moment.at, times.isLive], [null, true]);
  times.stop();
});

test("of answers on where units were, the one asked for last wins", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const answers = [];
  const desk = host({ askUnits: (at) => new Promise((go) => answers.push(() => go([{ id: at }]))) });
  const times = new Times(desk, { at: null, windowS: HOUR });
  for (const at of [100, 200]) {
    times.moveTo(at);
    t.mock.timers.tick(500);
  }
  answers[1]();
  answers[0]();
  await new Promise(setImmediate);
  assert.deepEqual(desk.said.units, [[{ id: 200 }]]);
  times.stop();
});

test("an answer that comes after going back to live is dropped", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const desk = host();
  const times = new Times(desk, { at: null, windowS: HOUR });
  times.moveTo(100);
  t.mock.timers.tick(500);
  times.moveTo(null);
  await new Promise(setImmediate);
  assert.deepEqual(desk.said.units, [null]);
  times.stop();
});
