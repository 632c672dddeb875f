import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveModel } from "../../geo_rtcc/ui/assets/live/model.js";
import { CATEGORIES, cellColumns, change, snapshot } from "./messages.js";
import { Recomputed, seeded } from "./recomputed.js";

const NOW = 1_100_000;
const HOUR = 3600;
const CELLS = cellColumns(5);
const EVERYTHING = { areas: [], shifts: [], categories: [], onView: true };

function loaded(parts = {}) {
  const model = new LiveModel(CATEGORIES);
  model.load(snapshot({ now: NOW, ...parts }));
  return model;
}

function keys(calls) {
  return calls.map((call) => call.key);
}

function randomCall(random, now) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  return {
    run: 1, row: Math.floor(random() * 60), at: Math.floor(now - (random() * 30 - 0.2) * HOUR),
    closed: random() < 0.5 ? null : Math.floor(random() * 5 * HOUR), step: pick([0, 1, 2, 4]),
    category: Math.floor(random() * 9), flags: pick([0, 1]), area: pick(["", "B1", "B2"]),
    shift: pick(["day", "night"]), ...pick([{ cell: -1, lon: null, lat: null }, { cell: 1 },
      { cell: 2 }, { cell: 5 }]),
  };
}

function settled(call) {
  return call.closed === null ? call : { ...call, step: 3 };
}

/** What random operations do to the model and to the slow way. */
function randomStep(random, model, slow) {
  const kind = random();
  if (kind < 0.5) {
    const count = Math.ceil(random() * 4);
    const calls = Array.from({ length: count }, () => settled(randomCall(random, slow.now)));
    const unique = [...new Map(calls.map((call) => [call.row, call])).values()];
    slow.now += random() * 600;
    slow.drop();
    slow.put(unique);
    return model.apply(change({ now: slow.now, calls: unique, cells: CELLS }));
  }
  if (kind < 0.65) {
    slow.now += random() * 3 * HOUR;
    slow.drop();
    return model.tick(slow.now);
  }
  if (kind < 0.8) {
    const pick = (list) => list.filter(() => random() < 0.4);
    slow.filter = { areas: pick(["B1", "B2"]), shifts: pick(["day"]), onView: random() < 0.7,
      categories: pick(CATEGORIES) };
    return model.setFilter(slow.filter);
  }
  const at = random() < 0.4 ? null : slow.now - random() * 24 * HOUR;
  slow.moment = { at, windowS: [HOUR, 4 * HOUR, 24 * HOUR][Math.floor(random() * 3)] };
  return model.setMoment(slow.moment);
}

function assertSame(model, slow) {
  const shown = new Map(model.calls().map((call) => [call.key, call.closedAt !== null]));
  assert.deepEqual(new Map([...shown].sort()), new Map([...slow.shown()].sort()));
  assert.deepEqual(model.categoryCounts(), slow.categoryCounts());
  const cells = { ...CELLS };
  for (const resolution of [9, 8]) {
    const sorted = (counts) => new Map([...counts].sort());
    assert.deepEqual(sorted(model.counts(resolution)), sorted(slow.counts(resolution, cells)));
  }
  assert.equal(model.withoutPoint(), model.calls().filter((call) => Number.isNaN(call.x)).length);
}

/** What was drawn, with the changes, must be what is to be drawn. */
function assertRepaints(drawn, counts, changes, model) {
  for (const call of changes.gone) {
    assert.equal(drawn.get(call.key), call, "gone as it was drawn");
    drawn.delete(call.key);
  }
  for (const call of changes.come) {
    assert.ok(!drawn.has(call.key), "come where nothing is");
    drawn.set(call.key, call);
  }
  assert.deepEqual(keys([...drawn.values()]).sort(), keys(model.calls()).sort());
  for (const call of model.calls()) assert.equal(drawn.get(call.key), call);
  const now = new Map([...model.counts(9), ...model.counts(8)]);
  const all = new Set([...counts.keys(), ...now.keys()]);
  const changed = [...all].filter((name) => counts.get(name) !== now.get(name)).sort();
  assert.deepEqual([...changes.cells].sort(), changed);
}

for (let seed = 1; seed <= 25; seed++) {
  test(`random operations agree with a recomputation from scratch (seed ${seed})`, () => {
    const random = seeded(seed);
    const slow = new Recomputed(NOW);
    const model = loaded();
    const drawn = new Map();
    for (let step = 0; step < 120; step++) {
      const counts = new Map([...model.counts(9), ...model.counts(8)]);
      const changes = randomStep(random, model, slow);
      assertSame(model, slow);
      assertRepaints(drawn, counts, changes, model);
    }
  });
}

test("any order of arrival ends in what a snapshot of the end brings", () => {
  const random = seeded(99);
  const calls = Array.from({ length: 50 }, (_, row) =>
    settled({ ...randomCall(random, NOW), row }));
  const model = loaded();
  for (const call of calls) model.apply(change({ now: NOW, calls: [call], cells: CELLS }));
  const fresh = loaded({ calls: calls.filter((call) => call.at > NOW - 24 * HOUR ||
    (call.step < 3)), cells: CELLS });
  assert.deepEqual(model.calls(), fresh.calls());
  assert.deepEqual(model.counts(9), new Map(fresh.counts(9)));
});

test("a call closed later is shown as open at an earlier moment, and as it is at its end", () => {
  const model = loaded({ calls: [{ row: 1, at: NOW - 3 * HOUR, closed: 2 * HOUR, step: 3 }] });
  model.setMoment({ at: NOW - 1.5 * HOUR, windowS: HOUR });
  const [then] = model.calls();
  assert.deepEqual([then.step, then.closedAt], [0, null]);
  assert.equal(model.find({ kind: "call", key: "1.1" }), then);
  const changes = model.setMoment({ at: NOW - HOUR, windowS: 4 * HOUR });
  assert.deepEqual(changes.gone, [then]);
  assert.deepEqual([changes.come[0].step, changes.come[0].closedAt], [3, NOW - HOUR]);
});

test("steps that were never reported count as closed; open calls stay whatever the window", () => {
  const at = NOW - 10 * HOUR;
  const model = loaded({ calls: [{ row: 1, at, step: 4 }, { row: 2, at, step: 1 }] });
  model.setMoment({ at: null, windowS: HOUR });
  assert.deepEqual(keys(model.calls()), ["1.2"]);
});

test("a call dated a moment ahead of the server is shown live, not in a moment before it", () => {
  const model = loaded({ calls: [{ row: 1, at: NOW + 30 }] });
  assert.deepEqual(keys(model.calls()), ["1.1"]);
  model.setMoment({ at: NOW, windowS: HOUR });
  assert.deepEqual(keys(model.calls()), []);
});

test("in a window of the past nothing ticks", () => {
  const to = NOW - 100 * HOUR;
  const model = loaded({ live: false, to, hours: 2, calls: [{ row: 1, at: to - HOUR }] });
  const changes = model.tick(NOW + 50 * HOUR);
  assert.equal(model.now(), to);
  assert.deepEqual([changes.gone, changes.queue, keys(model.calls())], [[], false, ["1.1"]]);
});

test("hits pass by area and window, and come in order of time", () => {
  const hits = [{ key: "9.2", at: NOW - 60 }, { key: "9.1", at: NOW - 120, area: "B2" },
    { key: "9.3", at: NOW - 5 * HOUR }];
  const model = loaded({ hits });
  assert.deepEqual(keys(model.hits()), ["9.3", "9.1", "9.2"]);
  assert.ok(model.setMoment({ at: null, windowS: HOUR }).hits);
  assert.deepEqual(keys(model.hits()), ["9.1", "9.2"]);
  assert.ok(model.setFilter({ ...EVERYTHING, areas: ["B1"], categories: ["alarm"] }).hits);
  assert.deepEqual(keys(model.hits()), ["9.2"]);
});

test("an area lets the areas inside it pass", () => {
  const calls = [{ row: 1, at: NOW, area: "B1" }, { row: 2, at: NOW, area: "B2" }];
  const model = loaded({ calls });
  model.setFilter({ ...EVERYTHING, areas: ["S"] });
  assert.deepEqual(keys(model.calls()), ["1.2"]);
});

test("units of another instant are none until they are known", () => {
  const unit = { unit_id: 7, sign: "21A", kind: "patrol", lon: -93, lat: 45, at: NOW,
    speed_mps: 3, heading_deg: 90, accuracy_m: 5, status: "clear", area: "B1" };
  const model = loaded({ units: [unit] });
  assert.ok(model.setMoment({ at: NOW - HOUR, windowS: HOUR }).units);
  assert.deepEqual(model.units(), []);
  model.setUnits([{ ...model.find({ kind: "unit", key: "7" }), id: 8 }]);
  assert.deepEqual(model.units().map((each) => each.id), [8]);
  assert.equal(model.apply(change({ now: NOW, units: [{ ...unit, unit_id: 9 }] })).units, false);
  model.setMoment({ at: null, windowS: HOUR });
  assert.deepEqual(model.units().map((each) => each.sign), ["21A", "21A"]);
});

test("the newest call, feeds and id follow the changes", () => {
  const model = loaded();
  assert.equal(model.newestCall, null);
  model.apply(change({ now: NOW + 1, calls: [{ row: 1, at: NOW }] }), "e.9");
  model.apply({ now: NOW + 2, feeds: [["calls", "cad", NOW, 60]] });
  assert.deepEqual([model.newestCall, model.id, model.feeds[0].source, model.to],
    [NOW, "e.9", "cad", NOW + 2]);
});
