import assert from "node:assert/strict";
import { test } from "node:test";
import { beside } from "../../geo_rtcc/ui/assets/map/hover.js";
import { grown } from "../../geo_rtcc/ui/assets/map/wall.js";
import { lonLat, world } from "../../geo_rtcc/ui/assets/map/world.js";

test("the world begins in the north-west and lon/lat come back from it", () => {
  assert.deepEqual(world(0, 0), [128, 128]);
  assert.equal(world(-180, 0)[0], 0);
  assert.ok(Math.abs(world(0, 85.0511287798)[1]) < 1e-6);
  for (const [lon, lat] of [[-90.21, 40.655], [179.9, -84], [0.1, 70]]) {
    const [backLon, backLat] = lonLat(...world(lon, lat));
    assert.ok(Math.abs(backLon - lon) < 1e-9 && Math.abs(backLat - lat) < 1e-9);
  }
});

test("letters grow on a wall display, also for a map in a frame", () => {
  globalThis.window = { innerWidth: 700, top: { innerWidth: 3840 } };
  assert.equal(grown(), 1.6);
  globalThis.window = { innerWidth: 700, top: { innerWidth: 2559 } };
  assert.equal(grown(), 1);
});

test("in another site's frame a map goes by its own width", () => {
  const foreign = {
    get innerWidth() {
      throw new DOMException("blocked", "SecurityError");
    },
  };
  globalThis.window = { innerWidth: 3000, top: foreign };
  assert.equal(grown(), 1.6);
});

test("the hover panel stays within the map", () => {
  assert.equal(beside(100, 200, 800), 114);
  assert.equal(beside(700, 200, 800), 486);
  assert.equal(beside(20, 900, 800), 4);
});
