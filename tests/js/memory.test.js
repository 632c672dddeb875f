import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { NOW, city, cityCall, cityModel, news } from "./city.js";
import { seeded } from "./recomputed.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

function heapMb() {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

/** One update of a day that never ends: three calls a minute, units, a hit now and then, marks. */
function update(model, i, random) {
  const now = NOW + i * 20;
  const unit = { unit_id: i % 80, sign: `${i % 80}A`, kind: "patrol", lon: -93, lat: 45, at: now,
    speed_mps: 1, heading_deg: 1, accuracy_m: 5, status: "clear", area: "B1" };
  const hits = i % 20 ? undefined : [{ key: `8.${i}`, at: now }];
  const key = `8.${i - (i % 20)}`;
  const mark = { kind: "hit", key, action: "acknowledge", at: now, by: "x" };
  const marks = i % 30 ? undefined : [mark];
  const call = { ...cityCall(1e6 + i, random, now), closed: 60, step: 3, units: [] };
  model.apply(news(now, [call], { units: [unit], hits, marks }));
  if (i % 500 === 0) model.search("main", 20);
  if (i % 700 === 0) model.setMoment({ at: i % 1400 ? null : now - 3600, windowS: 14_400 });
}

test("memory stays flat over 100,000 updates", { timeout: 250_000 }, (t) => {
  const model = cityModel(city(2000));
  const random = seeded(3);
  const sizes = [];
  for (let i = 1; i <= 100_000; i++) {
    update(model, i, random);
    if (i % 25_000 === 0) sizes.push(heapMb());
  }
  t.diagnostic(`heap in MB: ${sizes.map((size) => size.toFixed(1)).join(", ")}`);
  assert.ok(sizes.at(-1) <= sizes[0] * 1.05, `grew: ${sizes}`);
  assert.ok(model.calls().length < 20_000);
});
