import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveModel } from "../../geo_rtcc/ui/assets/live/model.js";
import { CATEGORIES, cellColumns, change, snapshot } from "./messages.js";

const NOW = 1_100_000;

function loaded() {
  const calls = [
    { row: 1, at: NOW - 50, address: "1200 PEÑA BLVD", type: "ASSAULT", area: "B2", cell: 1 },
    { row: 2, at: NOW - 40, address: "300 ASSAULT ST", type: "THEFT", units: ["21A"] },
    { row: 3, at: NOW - 30, address: "12 MAIN ST", type: "THEFT" },
    { row: 4, at: NOW - 20, address: "12 MAINE AV", type: "THEFT" },
    { row: 5, at: NOW - 10, address: "9 REMAIN CT", type: "ALARM" },
    { row: 6, at: NOW - 5, address: "12 MAIN ST", type: "ALARM" },
  ];
  const units = [{ unit_id: 7, sign: "21A", kind: "patrol", lon: -93, lat: 45, at: NOW,
    speed_mps: 0, heading_deg: null, accuracy_m: 5, status: "clear", area: "B1" }];
  const cameras = [{ camera_id: 3, name: "Main & 5th North", lon: -93, lat: 45, heading_deg: 0,
    is_mobile: false, source: "lpr" }];
  const model = new LiveModel(CATEGORIES);
  const hits = [{ key: "9.1", at: NOW, plate: "KLM 482", entry_plate: "KLM 48Z" }];
  model.load(snapshot({ now: NOW, calls, units, cameras, hits, cells: cellColumns() }));
  return model;
}

function found(text, limit = 20) {
  return loaded().search(text, limit).map(({ selection }) => `${selection.kind}:${selection.key}`);
}

test("words may come in any order, case and without accents", () => {
  assert.deepEqual(found("assault pena"), ["call:1.1"]);
  assert.deepEqual(found("PEÑA Assault"), ["call:1.1"]);
  assert.deepEqual(found("pena theft"), []);
});

test("whole words come before beginnings, these before insides; the newest first", () => {
  assert.deepEqual(found("main"),
    ["call:1.6", "call:1.3", "camera:3", "call:1.4", "call:1.5"]);
});

test("everything that has a name is found by it", () => {
  assert.deepEqual(found("21a"), ["unit:7", "call:1.2"]);
  assert.deepEqual(found("klm-482"), ["hit:9.1"]);
  assert.deepEqual(found("48z"), ["hit:9.1"]);
  assert.deepEqual(found("1.5"), ["call:1.5"]);
  assert.deepEqual(found("5th north"), ["camera:3"]);
  assert.deepEqual(found("892a0001"), ["cell:892a0001"]);
  assert.deepEqual(found("assault senor"), ["call:1.1"]);
  assert.deepEqual(found("b2 assault"), ["call:1.1"]);
});

test("nothing is found for nothing", () => {
  assert.deepEqual([found(""), found(" & "), found("zzz")], [[], [], []]);
});

test("the limit cuts off the worst; a result says what and where", () => {
  const [best, ...rest] = loaded().search("main alarm", 1);
  assert.deepEqual(rest, []);
  assert.deepEqual(best, { selection: { kind: "call", key: "1.6" }, title: "ALARM",
    line: "12 MAIN ST · B1" });
});

test("a changed record is found by its new words only", () => {
  const model = loaded();
  model.search("theft", 5);
  model.apply(change({ now: NOW, calls: [{ row: 3, at: NOW - 30, type: "ROBBERY" }] }));
  assert.equal(model.search("robbery", 5).length, 1);
  assert.ok(!model.search("theft", 9).some(({ selection }) => selection.key === "1.3"));
});
