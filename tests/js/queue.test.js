import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveModel } from "../../geo_rtcc/ui/assets/live/model.js";
import { CATEGORIES, change, snapshot } from "./messages.js";

const NOW = 1_100_000;
const HOUR = 3600;
const VIOLENCE = 0;
const WEAPONS = 1;

function loaded(parts) {
  const model = new LiveModel(CATEGORIES);
  model.load(snapshot({ now: NOW, ...parts }));
  return model;
}

function mark(kind, key, action, at = NOW, by = "Desk 1") {
  return { kind, key, action, at, by };
}

function told(items) {
  return items.map(({ key, level }) => `${key} ${level}`);
}

test("levels come from the entry of a hit and the priority of an open violent call", () => {
  const model = loaded({
    hits: [
      { key: "9.1", at: NOW - 9, level: "notice" }, { key: "9.2", at: NOW, level: "critical" },
    ],
    calls: [
      { row: 1, at: NOW - 30, category: VIOLENCE, priority: 1 },
      { row: 2, at: NOW - 20, category: WEAPONS, priority: 2 },
      { row: 3, at: NOW, category: VIOLENCE, priority: 3 },
      { row: 4, at: NOW, category: 2, priority: 1 },
      { row: 5, at: NOW - 60, category: VIOLENCE, priority: 1, closed: 10, step: 3 },
      { row: 6, at: NOW, category: VIOLENCE, priority: 1, step: 4 },
    ],
  });
  assert.deepEqual(told(model.queue()),
    ["9.2 critical", "1.1 warning", "9.1 notice", "1.2 notice"]);
});

test("within a level the newest is first, and what is acknowledged is below the rest", () => {
  const hits = [1, 2, 3].map((i) => ({ key: `9.${i}`, at: NOW - 100 + i }));
  const model = loaded({ hits, marks: [mark("hit", "9.1", "acknowledge")] });
  assert.deepEqual(model.queue().map((item) => item.key), ["9.3", "9.2", "9.1"]);
  const last = model.queue()[2];
  assert.deepEqual([last.acknowledged, last.acknowledgedBy], [true, "Desk 1"]);
});

test("escalating raises by one level, once, for everybody", () => {
  const model = loaded({ hits: [{ key: "9.1", at: NOW, level: "notice" }] });
  const escalate = mark("hit", "9.1", "escalate");
  const marks = [escalate, { ...escalate, at: NOW + 1 }];
  const changes = model.apply(change({ now: NOW + 1, marks }));
  assert.ok(changes.queue);
  assert.deepEqual(told(changes.raised), ["9.1 warning"]);
  assert.deepEqual([model.queue()[0].level, model.queue()[0].escalated], ["warning", true]);
});

test("nothing is higher than critical", () => {
  const model = loaded({ hits: [{ key: "9.1", at: NOW, level: "critical" }],
    marks: [mark("hit", "9.1", "escalate")] });
  assert.deepEqual(told(model.queue()), ["9.1 critical"]);
});

test("an acknowledged hit stays until it is four hours old, another one for a day", () => {
  const hits = [{ key: "9.1", at: NOW - 3.5 * HOUR }, { key: "9.2", at: NOW - 3.5 * HOUR }];
  const model = loaded({ hits, marks: [mark("hit", "9.1", "acknowledge")] });
  assert.equal(model.tick(NOW + HOUR / 2 - 1).queue, false);
  assert.ok(model.tick(NOW + HOUR / 2).queue);
  assert.deepEqual(model.queue().map((item) => item.key), ["9.2"]);
  model.tick(NOW + 21 * HOUR);
  assert.deepEqual(model.queue(), []);
});

test("an acknowledged call stays until it is closed", () => {
  const call = { row: 1, at: NOW - 20 * HOUR, category: VIOLENCE, priority: 1 };
  const model = loaded({ calls: [call], marks: [mark("call", "1.1", "acknowledge")] });
  model.tick(NOW + HOUR);
  assert.equal(model.queue().length, 1);
  model.apply(change({ now: NOW + HOUR, calls: [{ ...call, step: 3, closed: 21 * HOUR }] }));
  assert.deepEqual(model.queue(), []);
});

test("a rejected hit waits for nobody", () => {
  const model = loaded({ hits: [{ key: "9.1", at: NOW, status: "rejected" }] });
  assert.deepEqual(model.queue(), []);
});

test("only what is new or worse is announced, and nothing of the first snapshot", () => {
  const model = new LiveModel(CATEGORIES);
  const first = [{ key: "9.1", at: NOW - 9 }];
  assert.deepEqual(model.load(snapshot({ now: NOW, hits: first })).raised, []);
  const second = model.apply(change({ now: NOW, hits: [{ key: "9.2", at: NOW }] }));
  assert.deepEqual(told(second.raised), ["9.2 warning"]);
  assert.deepEqual(model.apply(change({ now: NOW, hits: [{ key: "9.2", at: NOW }] })).raised, []);
  const better = change({ now: NOW, hits: [{ key: "9.2", at: NOW, level: "notice" }] });
  assert.deepEqual(model.apply(better).raised, []);
  const hits = [...first, { key: "9.3", at: NOW }, { key: "9.4", at: NOW }];
  const marks = [mark("hit", "9.4", "acknowledge")];
  const again = model.load(snapshot({ now: NOW, hits, marks }));
  assert.deepEqual(told(again.raised), ["9.3 warning"]);
});

test("a widened filter announces nothing; a narrow one hides what lies in another area", () => {
  const model = loaded({});
  const filter = { areas: ["B2"], shifts: [], categories: ["alarm"], onView: true };
  model.setFilter(filter);
  const hits = [{ key: "9.1", at: NOW, area: "B1" }, { key: "9.2", at: NOW, area: "B2" },
    { key: "9.3", at: NOW, area: "" }];
  const raised = model.apply(change({ now: NOW, hits })).raised;
  assert.deepEqual(raised.map((item) => item.key), ["9.2", "9.3"]);
  const wide = model.setFilter({ ...filter, areas: [] });
  assert.deepEqual([wide.queue, wide.raised, model.queue().length], [true, [], 3]);
  assert.deepEqual(model.tick(NOW + 1).raised, []);
});

test("at an earlier moment the queue is what it was then; alerts of now are announced", () => {
  const hits = [{ key: "9.1", at: NOW - 2 * HOUR }, { key: "9.2", at: NOW - HOUR }];
  const calls = [{ row: 1, at: NOW - 3 * HOUR, closed: 2 * HOUR, step: 3, category: VIOLENCE,
    priority: 1 }];
  const marks = [mark("hit", "9.1", "acknowledge", NOW - HOUR)];
  const model = loaded({ hits, calls, marks });
  model.setMoment({ at: NOW - 1.5 * HOUR, windowS: HOUR });
  assert.deepEqual(model.queue().map((item) => [item.key, item.acknowledged]),
    [["9.1", false], ["1.1", false]]);
  const changes = model.apply(change({ now: NOW, hits: [{ key: "9.5", at: NOW }] }));
  assert.deepEqual([changes.queue, told(changes.raised)], [false, ["9.5 warning"]]);
});
