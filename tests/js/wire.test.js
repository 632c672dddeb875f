import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../geo_rtcc/ui/assets/live/wire.js";
import { world } from "../../geo_rtcc/ui/assets/map/world.js";
import { change, snapshot } from "./messages.js";

// The example is written out by hand, so that coder and decoder can't err together.
const WRITTEN = {
  now: 1_700_000_100.5,
  texts: ["", "SHOTS FIRED", "5TH AV & MAIN ST", "B12", "night", "intersection, ±25 m", "cad"],
  calls: {
    base: [-93, 45, 1_700_000_000],
    run: [4_294_967_297, -4_294_967_295], row: [4_294_967_290, -4_294_967_273],
    lon: [-81_123, null], lat: [10_200, null], at: [-5, 65], closed: [null, 40],
    step: "23", category: "14", priority: "10", flags: "30",
    type: [1, 0], address: [2, 0], area: [3, 0], shift: [4, 0], sure: [5, 0], radius: [25, 0],
    cell: [1, -1], units: { 0: ["21A", "22B"] }, others: { 0: "B13, B14" }, source: [6, 6],
  },
  cells: {
    base: [-93, 45], name: ["882a100d25fffff", "892a100d257ffff"], lon: [-80_000, -81_000],
    lat: [10_000, 10_100], ring: [0, 1], rings: [[0, 0], [-1000, 0, 1000, 500]], parent: [-1, 0],
  },
};

test("a call comes out as it was written", () => {
  const [call] = decode(WRITTEN).calls;
  const [x, y] = world(-93.081123, 45.0102);
  assert.deepEqual(call, {
    key: "4294967297.4294967290", lon: -93.081123, lat: 45.0102, x, y, at: 1_699_999_995,
    closedAt: null, step: 2, category: 1, priority: 1, onView: true, ambiguous: true,
    others: "B13, B14", type: "SHOTS FIRED", address: "5TH AV & MAIN ST", area: "B12",
    shift: "night", sure: "intersection, ±25 m", radiusM: 25, cell: "892a100d257ffff",
    units: ["21A", "22B"], source: "cad",
  });
});

test("a call without a point, type, area and units is empty there, not wrong", () => {
  const [, call] = decode(WRITTEN).calls;
  assert.equal(call.key, "2.17");
  assert.deepEqual([call.lon, call.lat, call.x, call.y], [NaN, NaN, NaN, NaN]);
  assert.deepEqual([call.at, call.closedAt, call.step], [1_700_000_060, 1_700_000_100, 3]);
  assert.deepEqual([call.type, call.area, call.cell, call.others], ["", "", "", ""]);
  assert.deepEqual(call.units, []);
  assert.deepEqual([call.onView, call.ambiguous], [false, false]);
});

test("cells have their outline in world pixels and their parent by name", () => {
  const [parent, cell] = decode(WRITTEN).cells;
  assert.equal(parent.parent, "");
  assert.equal(cell.parent, "882a100d25fffff");
  assert.deepEqual([cell.x, cell.y], world(-93.081, 45.0101));
  const corners = [...world(-93.082, 45.0101), ...world(-93.08, 45.0106)];
  cell.ring.forEach((value, i) => assert.ok(Math.abs(value - corners[i]) < 1e-9));
});

test("rows get the names of the browser's types", () => {
  const units = { fields: ["unit_id", "sign", "kind", "lon", "lat", "at", "speed_mps",
    "heading_deg", "accuracy_m", "status", "area"],
    rows: [[7, "21A", "patrol", -93, 45, 12.5, null, 90, 5, "clear", "B1"]] };
  const [unit] = decode({ units }).units;
  const [x, y] = world(-93, 45);
  assert.deepEqual(unit, { id: 7, sign: "21A", kind: "patrol", lon: -93, lat: 45, x, y, at: 12.5,
    speed: null, heading: 90, accuracyM: 5, status: "clear", area: "B1" });
  const [hit] = decode(change({ hits: [{ lon: null, lat: null, image_url: "/i/1" }] })).hits;
  assert.deepEqual([hit.entryPlate, hit.stateMatch, hit.radiusM, hit.imageUrl, hit.lon],
    ["ABC123", "same", 5, "/i/1", NaN]);
  assert.ok(!("entry_plate" in hit) && !("radius" in hit));
});

test("missing and empty parts are empty; only feeds tell the two apart", () => {
  const nothing = { calls: [], cells: [], hits: [], units: [], cameras: [], marks: [] };
  assert.deepEqual(decode({ now: 1 }), { ...nothing, feeds: null });
  const empty = decode(snapshot({ cells: { base: [0, 0], name: [], rings: [] } }));
  assert.deepEqual(empty, { ...nothing, feeds: [] });
  const feeds = [["calls", "cad", 5, 60], ["hits", "lpr", null, null]];
  assert.deepEqual(decode({ feeds }).feeds[1],
    { kind: "hits", source: "lpr", newest: null, within: null });
});
