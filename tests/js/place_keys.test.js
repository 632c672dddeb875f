import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf } from "../../geo_rtcc/ui/assets/place/keys.js";

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

test("arrows move the map under the cross, with Shift in small steps", () => {
  assert.deepEqual(actOf({ ...plain, key: "ArrowUp" }), { pan: [0, -60] });
  assert.deepEqual(actOf({ ...plain, key: "ArrowRight", shiftKey: true }), { pan: [6, 0] });
});

test("Enter places, digits pick, plus and minus zoom, others are left to the page", () => {
  assert.deepEqual(actOf({ ...plain, key: "Enter" }), {});
  assert.deepEqual(actOf({ ...plain, key: "3" }), { number: 3 });
  assert.deepEqual(actOf({ ...plain, key: "+" }), { zoom: 1 });
  for (const key of ["0", "Tab", "constructor", "12"]) assert.equal(actOf({ ...plain, key }), null);
  assert.equal(actOf({ ...plain, key: "1", ctrlKey: true }), null);
});
