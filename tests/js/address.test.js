import assert from "node:assert/strict";
import { test } from "node:test";
import { read, write } from "../../geo_rtcc/ui/assets/live/address.js";
import { seeded } from "./recomputed.js";

const USUAL = {
  view: null, filter: { areas: [], shifts: [], categories: [], onView: true },
  moment: { at: null, windowS: 86_400 }, past: null, layers: null, selection: null,
};
const EXAMPLE = "?at=45.0102,-93.0811,14.25&areas=B12,B13&categories=violence&on_view=false" +
  "&window=4h&t=2026-11-22T18:30:00Z&layers=calls,units&sel=call:812.17";

test("the usual picture needs no parameters", () => {
  assert.deepEqual(read(""), USUAL);
  assert.equal(write(USUAL, ""), "");
});

test("a picture is written short and readable, and read back", () => {
  assert.equal(write(read(EXAMPLE), ""), EXAMPLE);
  const at = Date.UTC(2026, 10, 22, 18, 30) / 1000;
  assert.deepEqual(read(EXAMPLE).moment, { at, windowS: 14_400 });
  assert.deepEqual(read("?to=2026-11-22T18:30:00Z&hours=168").past,
    { to: Date.UTC(2026, 10, 22, 18, 30) / 1000, hours: 168 });
});

function randomPlace(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const some = (list) => list.filter(() => random() < 0.4);
  const between = (low, high, digits) => Number((low + random() * (high - low)).toFixed(digits));
  const codes = ["B12", "B,13", "50%", "a b", "é&=?#", "N/E", "+1", "%2C", "%252C"];
  const key = { call: "812.17", hit: "0.9", unit: "7", camera: "12", cell: "892a100d257ffff" };
  const kind = pick(Object.keys(key));
  return {
    view: random() < 0.3 ? null :
      { lat: between(-90, 90, 5), lon: between(-180, 180, 5), zoom: between(0, 22, 2) },
    filter: { areas: some(codes), shifts: some(codes), categories: some(["violence", "alarm"]),
      onView: random() < 0.5 },
    moment: { at: pick([null, between(0, 2e9, 0), between(0, 2e9, 3)]),
      windowS: pick([90, 1800, 3600, 14_400, 86_400, 604_800]) },
    past: pick([null, { to: between(1e9, 2e9, 0), hours: 1 + Math.floor(random() * 168) }]),
    layers: pick([null, [], ["calls"], ["calls", "units", "cells"]]),
    selection: pick([null, { kind, key: key[kind] }]),
  };
}

test("whatever is written is read back the same, also by whoever escapes more", () => {
  const random = seeded(7);
  for (let i = 0; i < 2000; i++) {
    const place = randomPlace(random);
    const search = write(place, "?theme=dark");
    assert.deepEqual(read(search), place);
    assert.deepEqual(read(`?${new URLSearchParams(search)}`), place);
    assert.equal(write(place, search), search);
  }
});

test("others' parameters stay as they are", () => {
  assert.equal(write(USUAL, "?embed=true&areas=B1&x=%20a+b&areas=B2&flag"),
    "?embed=true&x=%20a+b&flag");
});

test("broken and unknown values are ignored, the rest holds", () => {
  for (const broken of ["at=1,2", "at=95,0,3", "at=a,b,c", "window=4x", "window=0h", "window=99d",
    "t=yesterday", "t=2026-13-45T99:99:99Z", "to=x&hours=5", "to=2026-11-22T18:30:00Z&hours=900",
    "hours=5", "sel=call", "sel=call:abc", "sel=house:1", "sel=constructor:1", "sel=unit:1.5",
    "on_view=perhaps", "areas=,,", "%E0%A4%A=1", "at=%zz"]) {
    const { filter, ...place } = read(`?${broken}&shifts=day`);
    assert.deepEqual({ ...place, filter: { ...filter, shifts: [] } }, USUAL, broken);
    assert.deepEqual(filter.shifts, ["day"], broken);
  }
});

test("links of the former page mean the same", () => {
  const place = read("?last=4+hours&areas=B1&areas=B2&categories=Violence&on_view=False");
  assert.deepEqual(place.filter,
    { areas: ["B1", "B2"], shifts: [], categories: ["violence"], onView: false });
  assert.equal(place.moment.windowS, 14_400);
  const spans = ["1+hour", "12 hours", "24+hours", "7+days", "Dates"];
  assert.deepEqual(spans.map((text) => read(`?last=${text}`).moment.windowS),
    [3600, 43_200, 86_400, 604_800, 86_400]);
  assert.equal(write(place, "?last=4+hours&areas=B1&areas=B2"),
    "?areas=B1,B2&categories=violence&on_view=false&window=4h");
});
