import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const page = new EventTarget();
const kept = new Map();
let sent = [];

globalThis.window = { top: page };
globalThis.sessionStorage = { getItem: (key) => kept.get(key) ?? null };
const { ask, token } = await import("../../geo_rtcc/ui/assets/map/token.js");

const keep = (value) => kept.set("geo-rtcc-token", JSON.stringify({ token: value }));

/** A server that knows these tokens only. */
function serverKnowing(...known) {
  globalThis.fetch = async (url, { headers, ...options }) => {
    const bearer = headers.get("Authorization");
    sent.push({ url, bearer, ...options });
    return { status: known.some((token) => bearer === `Bearer ${token}`) ? 200 : 401 };
  };
}

beforeEach(() => {
  kept.clear();
  sent = [];
});

test("a request waits until the page has a token, and carries it", async () => {
  serverKnowing("first");
  const answer = ask("/tiles/1/0/0", { method: "GET" });
  await new Promise((go) => setTimeout(go, 60));
  assert.equal(sent.length, 0);
  keep("first");
  assert.equal((await answer).status, 200);
  assert.deepEqual(sent, [{ url: "/tiles/1/0/0", bearer: "Bearer first", method: "GET" }]);
});

test("what isn't a token isn't taken for one", async () => {
  for (const text of ["no json", "null", "{}", '{"token": 5}']) {
    kept.set("geo-rtcc-token", text);
    const found = token();
    await new Promise((go) => setTimeout(go, 5));
    keep("later");
    assert.equal(await found, "later");
  }
});

test("a token that has run out is renewed once for all requests, then they go on", async () => {
  serverKnowing("second");
  keep("first");
  let asked = 0;
  const renew = () => {
    asked += 1;
    setTimeout(() => keep("second"), 20);
  };
  page.addEventListener("geo-rtcc-renew", renew);
  const answers = await Promise.all(["/a", "/b", "/c"].map((url) => ask(url)));
  page.removeEventListener("geo-rtcc-renew", renew);
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
  assert.equal(asked, 1);
  assert.equal(sent.length, 6);
});

test("a page that has no other token leaves it at that answer", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  serverKnowing("second");
  keep("first");
  const answer = ask("/a");
  for (let i = 0; i < 300; i++) {
    await new Promise(setImmediate);
    context.mock.timers.tick(50);
  }
  assert.equal((await answer).status, 401);
  assert.equal(sent.length, 1);
});
