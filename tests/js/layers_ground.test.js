import assert from "node:assert/strict";
import { test } from "node:test";
import { area, merged, overlap, snapped } from "../../geo_rtcc/ui/assets/map/boxes.js";
import { bounds, Grid, inside } from "../../geo_rtcc/ui/assets/map/grid.js";
import { worldLength } from "../../geo_rtcc/ui/assets/map/ground.js";
import { world } from "../../geo_rtcc/ui/assets/map/world.js";
import { seeded } from "./recomputed.js";

const random = seeded(9);
const SQUARE = Float64Array.of(0, 0, 4, 0, 4, 4, 0, 4);

function box(size = 10) {
  const left = random() * 100, top = random() * 100;
  return { left, top, right: left + random() * size, bottom: top + random() * size };
}

test("merged boxes don't overlap and cover what they were made of", () => {
  for (let round = 0; round < 50; round++) {
    const boxes = Array.from({ length: 40 }, () => box(20)), apart = merged(boxes);
    const clash = apart.some((one, i) => apart.slice(i + 1).some((other) => overlap(one, other)));
    assert.ok(!clash);
    for (const { left, top, right, bottom } of boxes) {
      assert.ok(apart.some((one) => one.left <= left && one.top <= top &&
        one.right >= right && one.bottom >= bottom));
    }
  }
});

test("a box grows to whole device pixels and is cut to the canvas", () => {
  const device = snapped({ left: -3, top: 2.1, right: 4.3, bottom: 5 }, 1.25, 100, 6);
  assert.deepEqual(device, { left: 0, top: 2, right: 6, bottom: 6 });
  assert.equal(snapped({ left: 90, top: 0, right: 95, bottom: 5 }, 1.25, 100, 6), null);
  assert.equal(area([/** @type {any} */ (device)]), 24);
});

test("a grid finds all that touches a box, also after removals, far out and close by", () => {
  const grid = new Grid(8), things = new Map();
  for (let i = 0; i < 500; i++) things.set(i, box());
  things.forEach((where, i) => grid.add(i, where));
  for (let i = 0; i < 500; i += 3) grid.remove(i, things.get(i));
  for (let i = 0; i < 500; i += 3) things.delete(i);
  for (const size of [0.001, 5, 80, 1e6]) {
    const where = box(size), found = grid.find(where);
    const wanted = [...things].filter(([, thing]) => overlap(thing, where)).map(([i]) => i);
    assert.ok(wanted.every((i) => found.has(i)));
    assert.ok([...found].every((i) => things.has(i)));
  }
});

test("an emptied grid keeps nothing", () => {
  const grid = new Grid(8), where = box();
  grid.add("it", where);
  grid.remove("it", where);
  assert.equal(grid.buckets.size, 0);
});

test("a point lies in a ring or not, and the ring in its bounds", () => {
  assert.ok(inside(SQUARE, 1, 3.9));
  assert.ok(!inside(SQUARE, -0.1, 2));
  assert.ok(!inside(SQUARE, 2, 4.1));
  assert.deepEqual(bounds(SQUARE), { left: 0, top: 0, right: 4, bottom: 4 });
});

test("a length on the ground is that of a step to the north at its latitude", () => {
  const metresInDegree = (Math.PI * 6_378_137) / 180;
  for (const lat of [0, 44.95, -60]) {
    const step = 0.001, [, south] = world(-93, lat - step / 2), [, north] = world(-93, lat + step / 2);
    const drawn = worldLength(metresInDegree * step, lat);
    assert.ok(Math.abs(drawn / (south - north) - 1) < 1e-6, `${lat}`);
  }
});
