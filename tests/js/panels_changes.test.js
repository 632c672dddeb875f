import assert from "node:assert/strict";
import { test } from "node:test";

import { Merged } from "../../geo_rtcc/ui/assets/live/merge.js";

function changes(more) {
  return { all: false, gone: [], come: [], hits: false, units: false, cameras: false,
    cells: new Set(), queue: false, raised: [], ...more };
}

function call(key, version) {
  return { key, version };
}

function versions(calls) {
  return calls.map(({ key, version }) => `${key}${version}`);
}

test("a call that changed twice between two frames goes as drawn and comes as it is now", () => {
  const merged = new Merged();
  merged.add(changes({ gone: [call("a", 1)], come: [call("a", 2)] }));
  merged.add(changes({ gone: [call("a", 2)], come: [call("a", 3)] }));
  assert.deepEqual([versions(merged.gone), versions(merged.come)], [["a1"], ["a3"]]);
});

test("a call that came and went between two frames is never drawn", () => {
  const merged = new Merged();
  merged.add(changes({ come: [call("a", 1)] }));
  merged.add(changes({ gone: [call("a", 1)] }));
  assert.equal(merged.calls, false);
});

test("a call that went and came back is taken away as it was drawn", () => {
  const merged = new Merged();
  merged.add(changes({ gone: [call("a", 1)] }));
  merged.add(changes({ come: [call("a", 2)] }));
  assert.deepEqual([versions(merged.gone), versions(merged.come)], [["a1"], ["a2"]]);
});

test("drawing everything forgets the details", () => {
  const merged = new Merged();
  merged.add(changes({ gone: [call("a", 1)], cells: new Set(["c"]) }));
  merged.add(changes({ all: true }));
  assert.deepEqual([merged.all, merged.gone, merged.come, merged.cells.size], [true, [], [], 0]);
});

test("a tab that sleeps doesn't collect without end", () => {
  const merged = new Merged();
  for (let i = 0; i < 10_000; i++) merged.add(changes({ come: [call(`k${i}`, 1)] }));
  assert.equal(merged.all, true);
  assert.ok(merged.come.length <= 4000);
});

test("what any of several changes touched is drawn", () => {
  const merged = new Merged();
  merged.add(changes({ hits: true, cells: new Set(["a"]) }));
  merged.add(changes({ queue: true, cells: new Set(["b"]) }));
  assert.deepEqual([merged.hits, merged.units, merged.queue, [...merged.cells]],
    [true, false, true, ["a", "b"]]);
});
