import assert from "node:assert/strict";
import { test } from "node:test";

import { gathered, grouped, spread } from "../../geo_rtcc/ui/assets/live/areas.js";
import { AgencyTime } from "../../geo_rtcc/ui/assets/live/clock.js";
import { chips } from "../../geo_rtcc/ui/assets/live/panels/chips.js";
import { toggled } from "../../geo_rtcc/ui/assets/live/panels/layers.js";
import { span } from "../../geo_rtcc/ui/assets/live/panels/legend.js";
import { COLUMNS, sorted } from "../../geo_rtcc/ui/assets/live/panels/rows.js";
import * as words from "../../geo_rtcc/ui/assets/live/words.js";

const AREAS = ["10", "9", "11"].map((code) => ({ code, name: "", parent: code === "11" ? "B" : "A" }));
const AGENCY = { areaWord: "Beat", areas: [...AREAS, { code: "A", name: "North", parent: "" }],
  shifts: [{ code: "D", name: "Day" }] };
const LOOK = { categories: [{ name: "violence", label: "Violence" }],
  levels: { critical: { label: "Critical" }, warning: { label: "Warning" } }, bins: { low: 3 } };
const KNOWN = { look: LOOK, agency: AGENCY, time: new AgencyTime("UTC"), now: 1000 };
const HIT = { key: "1.2", at: 940, lon: -97, lat: 35, plate: "ABC123", state: "OK",
  entryPlate: "ABC128", entryState: "OK", match: "look_alike", stateMatch: "same",
  probability: 0.824, list: "NCIC", reason: "Stolen", camera: "Main St", area: "9",
  sure: "±15 m", status: "unverified", level: "critical" };

function text(lines) {
  return lines.map(([, line]) => line).join("\n");
}

test("an unverified hit says that it is no probable cause", () => {
  const said = text(words.hitLines(HIT, KNOWN));
  assert.match(said, /Unverified hit · critical/);
  assert.match(said, /Not probable cause: compare plate, state and image with the entry/);
  assert.match(said, /Look-alike of ABC128 OK, same state, match probability 82 %/);
  assert.doesNotMatch(text(words.hitLines({ ...HIT, status: "confirmed" }, KNOWN)), /probable cause/);
});

test("a call whose source reports no closings is not called open or closed", () => {
  const call = { type: "Fight", category: 0, priority: 0, step: 4, at: 940, lon: NaN, lat: NaN,
    area: "", units: [], sure: "No point" };
  const said = text(words.callLines(call, KNOWN));
  assert.match(said, /no priority given · its source reports no closings/);
  assert.match(said, /No point: not on the map/);
  assert.match(said, /Outside every beat/);
});

test("an ambiguous area names the others", () => {
  assert.equal(words.areaLine({ area: "9", ambiguous: true, others: "10" }, AGENCY),
    "Beat 9 (ambiguous: also 10)");
  assert.equal(words.areaLine({ area: "" }, { ...AGENCY, areas: [] }), "");
});

test("a unit says how old its fix is", () => {
  const unit = { sign: "1A1", kind: "", status: "", at: 900, speed: 10, heading: 91, lon: 0,
    lat: 0, accuracyM: null, area: "9" };
  const said = text(words.unitLines(unit, KNOWN));
  assert.match(said, /status unknown/);
  assert.match(said, /Fix 100 s old/);
  assert.match(said, /22 mph, heading east/);
  assert.match(said, /accuracy not stated/);
});

test("a low count says that it says little", () => {
  const cell = { parent: "x" };
  assert.match(text(words.cellLines(cell, 2, { look: LOOK, span: "now" })), /2 calls.*\n.*\nLow/);
  assert.doesNotMatch(text(words.cellLines(cell, 3, { look: LOOK, span: "now" })), /Low/);
});

test("the sentence for the queue says level, what and where", () => {
  const item = { kind: "hit", level: "critical", record: HIT };
  assert.equal(words.queueSentence(item, LOOK, AGENCY),
    "Critical: unverified hit ABC123 OK, Main St, Beat 9.");
});

test("areas are grouped by what holds them, in the order people count in", () => {
  const groups = grouped(AGENCY.areas);
  assert.deepEqual(groups.map(({ code, label }) => [code, label]), [["A", "A North"], ["B", "B"]]);
  assert.deepEqual(groups[0].areas.map(({ code }) => code), ["9", "10"]);
});

test("a choice of areas is written as short as it goes and read back the same", () => {
  const groups = grouped(AGENCY.areas);
  assert.deepEqual(gathered(new Set(["9", "10"]), groups), ["A"]);
  assert.deepEqual([...spread(["A"], groups)].sort(), ["10", "9"]);
  assert.deepEqual(gathered(new Set(["9", "10", "11"]), groups), []);
  assert.deepEqual(gathered(new Set(["9", "11"]), groups), ["9", "11"]);
});

test("leaving out the last category brings all back", () => {
  assert.deepEqual(toggled([], "a", ["a", "b"]), ["b"]);
  assert.deepEqual(toggled(["b"], "b", ["a", "b"]), []);
  assert.deepEqual(toggled(["b"], "a", ["a", "b"]), []);
});

test("every filter has a chip that takes off it alone", () => {
  const filter = { areas: ["A"], shifts: ["D"], categories: ["violence"], onView: false };
  const found = chips({ filter, model: { agency: AGENCY }, look: LOOK });
  assert.deepEqual(found.map(({ label }) => label),
    ["A North", "Day", "Violence", "On-view left out"]);
  assert.deepEqual(found.map(({ without }) => without),
    [{ areas: [] }, { shifts: [] }, { categories: [] }, { onView: true }]);
});

test("bins are written as people read them", () => {
  assert.deepEqual([0, 1, 2, 3].map((i) => span([1, 2, 3, 17], i)), ["1", "2", "3–16", "17+"]);
});

test("a table sorts by value, not by words, and none given comes last", () => {
  const column = COLUMNS.calls[3], rows = [{ priority: 0 }, { priority: 10 }, { priority: 2 }];
  assert.deepEqual(sorted(rows, column, false, KNOWN).map(({ priority }) => priority), [2, 10, 0]);
  assert.deepEqual(sorted(rows, column, true, KNOWN).map(({ priority }) => priority), [0, 10, 2]);
});
