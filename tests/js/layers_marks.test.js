import assert from "node:assert/strict";
import { test } from "node:test";
import { callRadius, callState, paleColours } from "../../geo_rtcc/ui/assets/map/call_marks.js";
import { contrast, faint, mix } from "../../geo_rtcc/ui/assets/map/colour.js";
import { hitAge, hitOrder } from "../../geo_rtcc/ui/assets/map/hit_marks.js";
import { arrange } from "../../geo_rtcc/ui/assets/map/labels.js";
import {
  fading, unitLabel, unitState, UNKNOWN,
} from "../../geo_rtcc/ui/assets/map/unit_marks.js";

const NOW = 1_790_000_000;
const LIGHT = { land: "#f3f2ee", outline: "#15202b" };
const DARK = { land: "#12181f", outline: "#05080b" };
const label = (x, y) => ({ x, y, reach: 10, width: 40, height: 16 });

test("contrast is that of WCAG", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.ok(Math.abs(contrast("#777777", "#ffffff") - 4.478) < 0.001);
});

test("mixing goes all the way to the ground, fading stops at the contrast asked for", () => {
  assert.equal(mix("#102030", "#f0e0d0", 1), "#f0e0d0");
  const pale = faint("#15202b", LIGHT.land, 3);
  assert.ok(contrast(pale, LIGHT.land) >= 3 && contrast(pale, LIGHT.land) < 4);
  assert.equal(faint("#e8e8e8", LIGHT.land, 3), "#e8e8e8");
});

test("a closed call still stands out from the land", () => {
  for (const colours of [LIGHT, DARK]) {
    for (const fill of ["#d55e00", "#f0e442", "#56b4e9", "#8b949e"]) {
      const { line } = paleColours({ colours }, fill, 0.5);
      assert.ok(contrast(line, colours.land) >= 3, `${fill} on ${colours.land}`);
    }
  }
});

test("only a call that is reported closed counts as closed", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map(callState), ["open", "open", "open", "closed", "unknown"]);
});

test("priorities beyond the last size share it", () => {
  const look = { radii: { 0: 5.75, 1: 8.5, 2: 7, 3: 5.75, 4: 5 } };
  assert.deepEqual([0, 1, 4, 9].map((p) => callRadius(look, p)), [5.75, 8.5, 5, 5]);
});

test("a unit fades from half a minute on and is unknown from two minutes on", () => {
  assert.deepEqual([-5, 0, 30, 31, 61, 119.9].map(fading), [0, 0, 0, 1, 2, 3]);
  assert.deepEqual([120, 1e6, NaN].map(fading), [UNKNOWN, UNKNOWN, UNKNOWN]);
});

test("an unknown unit's label says how long it has been so", () => {
  assert.equal(unitLabel({ sign: "1A12", at: NOW - 119 }, NOW), "1A12");
  assert.equal(unitLabel({ sign: "1A12", at: NOW - 420 }, NOW), "1A12 · 7 min");
});

test("statuses are told by the source's words, and no other word counts as available", () => {
  const states = ["Available", "EN_ROUTE", "on scene", "at-scene", "unavailable", "not available",
    "out of service", "transport", ""].map(unitState);
  assert.deepEqual(states, ["available", "en route", "on scene", "on scene", "", "", "", "", ""]);
});

test("hits: new for a quarter of an hour, old after two; rejected ones lie lowest", () => {
  assert.deepEqual([0, 900, 901, 7200, 7201].map(hitAge), [0, 0, 1, 1, 2]);
  const hits = [["c", 9, "unverified"], ["b", 99, "rejected"], ["a", 5, "confirmed"]]
    .map(([key, at, status]) => ({ key, at, status }));
  assert.deepEqual(hits.sort(hitOrder).map(({ key }) => key), ["b", "a", "c"]);
});

test("labels step aside for each other, and go without a place rather than lie on one", () => {
  const crowd = Array.from({ length: 6 }, () => label(100, 100));
  const places = arrange(crowd, false), sides = places.filter(Boolean);
  assert.equal(new Set(sides.map(String)).size, 4);
  assert.deepEqual(places.slice(4), [null, null]);
  assert.deepEqual(arrange([label(0, 0)], false), [[31, 0]]);
  assert.equal(arrange(crowd, true).filter(Boolean).length, 6);
});
