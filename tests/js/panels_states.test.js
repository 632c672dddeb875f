import assert from "node:assert/strict";
import { test } from "node:test";

import { failure } from "../../geo_rtcc/ui/assets/live/actions.js";
import { PAUSE_MS, Announcer, summary } from "../../geo_rtcc/ui/assets/live/announce.js";
import { feedStates, linkWords } from "../../geo_rtcc/ui/assets/live/states.js";

function feed(kind, newest, within = 60, source = "s") {
  return { kind, source, newest, within };
}

test("a feed is live up to its own limit and stale beyond", () => {
  const [fresh] = feedStates([feed("call", 940)], 1000);
  const [old] = feedStates([feed("call", 939)], 1000);
  assert.deepEqual([fresh.word, fresh.figure], ["LIVE", "60 s"]);
  assert.deepEqual([old.word, old.figure], ["STALE", "61 s"]);
});

test("one live source makes its kind live, and the silent ones are counted", () => {
  const feeds = [feed("call", 999), feed("call", 100, 60, "west"), feed("call", null)];
  const [calls] = feedStates(feeds, 1000);
  assert.deepEqual([calls.state, calls.figure, calls.silent], ["live", "1.0 s", 1]);
  assert.match(calls.detail, /west: STALE, newest record 15 min old \(LIVE up to 60 s\)/);
});

test("nothing is said to be live while the server isn't heard", () => {
  const [fresh] = feedStates([feed("call", 940)], 1000, false);
  const [old] = feedStates([feed("call", 1)], 1000, false);
  assert.deepEqual([fresh.state, fresh.word, old.word], ["unheard", "LAST", "STALE"]);
});

test("a file is neither live nor stale", () => {
  assert.equal(feedStates([feed("hot_list", 0, null)], 90_000)[0].word, "FILE");
  assert.equal(feedStates([feed("call", null)], 1)[0].word, "NO DATA");
});

test("news from ahead of the server's clock has age 0", () => {
  assert.equal(feedStates([feed("call", 1010)], 1000)[0].figure, "0.0 s");
});

test("calls and units come first among the feeds", () => {
  const kinds = ["hot_list_entry", "plate_read", "avl_fix", "call_for_service"];
  const feeds = kinds.map((kind) => feed(kind, 1));
  assert.deepEqual(feedStates(feeds, 2).map(({ label }) => label),
    ["Calls", "Units", "Reads", "Hot lists"]);
});

test("the connection's state is said in words with its length", () => {
  assert.equal(linkWords({ state: "live", sinceS: 99 }).text, "Connected");
  assert.equal(linkWords({ state: "connecting", sinceS: 1 }).text, "Connecting");
  assert.equal(linkWords({ state: "waiting", sinceS: 12.4 }).text, "Reconnecting for 12 s");
  assert.equal(linkWords({ state: "away", sinceS: 130 }).text, "Database away for 2 min");
});

test("a single item is announced in its own sentence", () => {
  assert.equal(summary([{ level: "notice", key: "1" }], () => "Notice: a."), "Notice: a.");
});

test("several are announced in one sentence, the worst first", () => {
  const items = [{ level: "notice" }, { level: "critical" }, { level: "notice" }];
  assert.equal(summary(items, ({ level }) => `${level}: x.`),
    "3 new in the queue, 1 critical, 2 notice; critical: x.");
});

test("no more than one sentence in two seconds, and what comes meanwhile is collected", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const regions = { polite: { textContent: "" }, assertive: { textContent: "" } };
  const announcer = new Announcer(regions, ({ key }) => `${key}.`);
  announcer.raise([{ kind: "call", key: "1", level: "notice" }]);
  t.mock.timers.tick(0);
  assert.equal(regions.polite.textContent, "1.");
  announcer.raise([{ kind: "hit", key: "2", level: "critical" }]);
  announcer.raise([{ kind: "hit", key: "3", level: "notice" }]);
  t.mock.timers.tick(PAUSE_MS - 50);
  assert.equal(regions.assertive.textContent, "");
  t.mock.timers.tick(51);
  assert.match(regions.assertive.textContent, /^2 new in the queue, 1 critical, 1 notice; 2\.$/);
  assert.equal(regions.polite.textContent, "");
});

test("a failed action says what to do next", () => {
  const item = { kind: "hit", key: "1.2", at: 5 };
  assert.match(failure(item, "acknowledge", null), /not acknowledged: .* Retry when/);
  assert.match(failure(item, "escalate", 503), /not escalated: the database is away\. Retry/);
  assert.match(failure(item, "escalate", 500), /answered 500/);
});
