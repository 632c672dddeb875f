import assert from "node:assert/strict";
import { test } from "node:test";
import { rulesOf, streetWidth } from "../../geo_rtcc/ui/assets/map/base_rules.js";
import {
  dataZoom, pauseAfter, sourcesOf, tilesOver, TileStore,
} from "../../geo_rtcc/ui/assets/map/base_source.js";
import * as protomaps from
  "../../geo_rtcc/ui/assets/node_modules/protomaps-leaflet/dist/esm/index.js";

const LOOK = {
  theme: "light",
  colours: { land: "#eee", water: "#cde", park: "#ded", local: "#ffffff", collector: "#ffffff",
    arterial: "#ffffff", casing: "#ccc", label: "#555", halo: "#fff", waterLabel: "#368",
    beat: "#345", beatLabel: "#123" },
};
const TILES = { version: "v 1", on: "2026-11-22", schema: "agency", maxZoom: 15 };

/** A store whose server answers each request with the next of these; an error breaks it off. */
function storeAnswering(...answers) {
  const asked = [];
  const ask = async (url) => {
    asked.push(url);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, store: new TileStore(protomaps, ask, TILES, "2026-11-20") };
}

test("streets appear by class and grow with the zoom", () => {
  assert.deepEqual(["arterial", "collector", "local"].map((k) => streetWidth(k, 8)), [0, 0, 0]);
  assert.deepEqual(["arterial", "collector", "local"].map((k) => streetWidth(k, 12) > 0),
    [true, true, false]);
  assert.ok(streetWidth("arterial", 15) > streetWidth("local", 15));
  assert.equal(streetWidth("what is that", 14), streetWidth("local", 14));
});

test("area labels come first, so that they win over every name", () => {
  const { labels, outlines } = rulesOf(protomaps, LOOK, "agency", 1);
  assert.equal(labels[0].dataLayer, "area_label");
  assert.equal(outlines[0].dataLayer, "area");
  assert.ok(labels.findIndex((rule) => rule.minzoom === 13) <
    labels.findIndex((rule) => rule.minzoom === 16));
});

test("casings lie under every street's fill, what matters more on top", () => {
  const streets = rulesOf(protomaps, LOOK, "agency", 1).paint
    .filter(({ dataLayer }) => dataLayer === "street");
  const klass = ({ filter }) => ["local", "collector", "arterial"]
    .find((name) => filter(15, { props: { class: name } }));
  assert.deepEqual(streets.map(klass),
    ["local", "collector", "arterial", "local", "collector", "arterial"]);
  assert.deepEqual(streets.map(({ symbolizer }) => symbolizer.color.get(16)),
    ["#ccc", "#ccc", "#ccc", "#ffffff", "#ffffff", "#ffffff"]);
});

test("white streets too thin for a casing are seen on light land", () => {
  const fills = rulesOf(protomaps, LOOK, "agency", 1).paint.slice(-3);
  assert.equal(fills[2].symbolizer.color.get(10), "#ffffff");
  assert.equal(fills[0].symbolizer.color.get(13), "#ccc");
});

test("a tile of 512 pixels is that of the zoom before, the last one is magnified", () => {
  assert.deepEqual([0, 1, 12.4, 12.5, 16, 19].map((zoom) => dataZoom(zoom, 15)),
    [0, 0, 11, 12, 15, 15]);
  assert.deepEqual(sourcesOf({ z: 13, x: 5, y: 7 }, 15), [{ z: 12, x: 5, y: 7 }]);
  assert.deepEqual(sourcesOf({ z: 18, x: 5, y: 7 }, 15), [{ z: 15, x: 1, y: 1 }]);
  // At zoom 12.5 a tile of zoom 12 is 362 pixels wide.
  assert.deepEqual(sourcesOf({ z: 12.5, x: 5, y: 0 }, 15).map(({ x, y }) => [x, y]),
    [[7, 0], [8, 0], [7, 1], [8, 1]]);
});

test("the tiles of a view cover it and end with the world", () => {
  const box = { minX: -300, minY: 500, maxX: 520, maxY: 1100 };
  assert.deepEqual(tilesOver(1, 2, box),
    [{ z: 1, x: 0, y: 0 }, { z: 1, x: 1, y: 0 }, { z: 1, x: 0, y: 1 }, { z: 1, x: 1, y: 1 }]);
});

test("a request names the content and the day, and is made once for all who wait", async () => {
  const { asked, store } = storeAnswering(new Response(new ArrayBuffer(0)));
  const tile = { z: 3, x: 1, y: 2 };
  const [one, other] = await Promise.all([store.get(tile), store.get(tile)]);
  assert.deepEqual(asked, ["/tiles/3/1/2?v=v%201&on=2026-11-20"]);
  assert.equal(one, other);
  assert.equal(store.peek(tile), one);
});

test("a tile that fails is asked for again, with growing pauses", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, store } = storeAnswering(
    new Response("", { status: 503 }), new TypeError("offline"), new Response(null));
  const found = store.get({ z: 3, x: 1, y: 2 });
  for (const [pause, count] of [[0, 1], [499, 1], [1, 2], [999, 2], [1, 3]]) {
    context.mock.timers.tick(pause);
    await new Promise(setImmediate);
    assert.equal(asked.length, count);
  }
  assert.equal((await found).size, 0);
  assert.deepEqual([0, 1, 2, 20].map(pauseAfter), [500, 1000, 2000, 15_000]);
});

test("where there is nothing, nothing is asked for again", async () => {
  const { asked, store } = storeAnswering(new Response("", { status: 404 }));
  assert.equal((await store.get({ z: 3, x: 1, y: 2 })).size, 0);
  assert.equal(asked.length, 1);
});

test("a closed store gives up what it waits for", async () => {
  const { asked, store } = storeAnswering(new Response("", { status: 503 }), new Response(null));
  const found = store.get({ z: 3, x: 1, y: 2 });
  await new Promise(setImmediate);
  store.close();
  await assert.rejects(found, { name: "AbortError" });
  assert.equal(asked.length, 1);
});
