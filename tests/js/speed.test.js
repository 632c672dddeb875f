import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, city, cityCall, cityModel, news } from "./city.js";
import { seeded } from "./recomputed.js";

/** @returns {number} milliseconds of processor time, in the run that others disturbed least */
function fastest(times, run) {
  const took = Array.from({ length: times }, (_, i) => {
    const began = process.cpuUsage();
    run(i);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  });
  return Math.min(...took);
}

function assertWithin(t, name, took, budget) {
  t.diagnostic(`${name}: ${took.toFixed(3)} ms of ${budget}`);
  assert.ok(took <= budget, `${name} took ${took} ms, allowed are ${budget}`);
}

test("10,000 calls are loaded within 150 ms", (t) => {
  const message = city();
  assertWithin(t, "load", fastest(7, () => cityModel(message)), 150);
});

test("a step of the scrubber takes at most 15 ms, forwards or anywhere", (t) => {
  const model = cityModel();
  const at = (i) => NOW - 86_000 + i * 600;
  const moment = (s) => model.setMoment({ at: s, windowS: 4 * 3600 });
  assertWithin(t, "setMoment on", fastest(100, (i) => moment(at(i))), 15);
  assertWithin(t, "setMoment anywhere", fastest(100, (i) => moment(at((i * 37) % 100))), 15);
  assertWithin(t, "setFilter", fastest(20, (i) =>
    model.setFilter({ areas: [["B1"], []][i % 2], shifts: [], categories: [], onView: true })), 15);
});

test("a change of one call takes at most half a millisecond, a second passing too", (t) => {
  const model = cityModel();
  const random = seeded(5);
  const messages = Array.from({ length: 300 }, (_, i) =>
    news(NOW + i / 20, [cityCall(Math.floor(random() * 10_000), random, NOW + i)]));
  assertWithin(t, "apply", fastest(300, (i) => model.apply(messages[i])), 0.5);
  assertWithin(t, "tick", fastest(100, (i) => model.tick(NOW + 20 + i)), 0.5);
});

test("a search over 10,000 calls takes at most 10 ms", (t) => {
  const model = cityModel();
  t.diagnostic(`first search: ${fastest(1, () => model.search("oak", 20)).toFixed(1)} ms`);
  const texts = ["a", "main st", "theft 5th b1", "812", "zzz", "assault peña harbour", "1."];
  for (const text of texts) {
    assertWithin(t, `search "${text}"`, fastest(9, () => model.search(text, 20)), 10);
  }
});
