import assert from "node:assert/strict";
import { test } from "node:test";
import { callLevel, callOrder, CallStack } from "../../geo_rtcc/ui/assets/map/call_stack.js";
import { nearest } from "../../geo_rtcc/ui/assets/map/near.js";
import { seeded } from "./recomputed.js";

const WORLD = { left: 0, top: 0, right: 256, bottom: 256 };
const random = seeded(4);

function call(key, parts = {}) {
  return {
    key: String(key), at: Math.floor(random() * 50), step: Math.floor(random() * 5),
    priority: Math.floor(random() * 10), x: 60 + random(), y: 90 + random(), ...parts,
  };
}

const calls = (n, from = 0) => Array.from({ length: n }, (_, i) => call(from + i));
const keys = (placed) => placed.map(({ call: { key } }) => key);

function freshly(shown) {
  const stack = new CallStack();
  stack.load(shown);
  return stack;
}

test("open lies above closed and unknown, urgent above the rest", () => {
  const lowToHigh = [
    { step: 3, priority: 9 }, { step: 4, priority: 1 }, { step: 2, priority: 9 },
    { step: 0, priority: 4 }, { step: 1, priority: 3 }, { step: 0, priority: 1 },
  ].map(callLevel);
  assert.deepEqual(lowToHigh, [...lowToHigh].sort((a, b) => a - b));
  assert.equal(new Set(lowToHigh).size, lowToHigh.length);
});

test("a call without a priority lies as high as one of the usual priority", () => {
  assert.equal(callLevel({ step: 0, priority: 0 }), callLevel({ step: 0, priority: 3 }));
});

test("the order doesn't depend on the order of arrival, even at the same instant", () => {
  const shown = calls(300);
  const other = [...shown].sort(() => random() - 0.5);
  assert.deepEqual(keys(freshly(shown).mostWithin(WORLD)), keys(freshly(other).mostWithin(WORLD)));
});

test("after any changes order and places are those of the final calls", () => {
  const shown = new Map(calls(200).map((one) => [one.key, one])), stack = freshly(shown.values());
  for (let i = 0; i < 2000; i++) {
    const key = String(Math.floor(random() * 400));
    assert.equal(stack.remove(key)?.call, shown.get(key));
    shown.delete(key);
    if (random() < 0.5) continue;
    shown.set(key, call(key));
    stack.add(shown.get(key));
  }
  const final = freshly(shown.values()), corner = { ...WORLD, right: 60.5, bottom: 90.5 };
  assert.deepEqual(keys(stack.mostWithin(WORLD)), keys(final.mostWithin(WORLD)));
  assert.deepEqual(keys(stack.within(corner)), keys(final.mostWithin(corner)));
  assert.ok(stack.within(corner).length > 10);
});

test("calls without a point are passed over", () => {
  const stack = freshly([call(1, { x: NaN, y: NaN }), call(2)]);
  assert.equal(stack.add(call(3, { x: NaN, y: NaN })), undefined);
  assert.deepEqual(keys(stack.mostWithin(WORLD)), ["2"]);
  assert.equal(stack.remove("1"), undefined);
});

test("what is near comes nearest first, of equals the one on top, and nothing beyond reach", () => {
  const at = (key, x, step) => ({ ...call(key, { x, y: 90, step, priority: 3 }) });
  const shown = [at("far", 70, 0), at("closed", 60, 3), at("open", 60, 0), at("aside", 60.05, 0)];
  const placed = freshly(shown).mostWithin(WORLD);
  const found = nearest(placed, { x: 60, y: 90 }, 10, 100, callOrder);
  assert.deepEqual(keys(found), ["open", "closed", "aside"]);
});
