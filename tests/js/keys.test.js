import assert from "node:assert/strict";
import { test } from "node:test";

import { command, KEY_HELP } from "../../geo_rtcc/ui/assets/live/keys.js";

const PAGE = { tag: "BODY", editable: false, ownKeys: false, type: "" };

function press(key, more = {}) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false, ...more };
}

test("letters mean the same with and without shift", () => {
  assert.equal(command(press("j"), PAGE), "next");
  assert.equal(command(press("J"), PAGE), "next");
  assert.equal(command(press("?"), PAGE), "help");
});

test("keys with a modifier belong to the browser", () => {
  for (const name of ["ctrlKey", "metaKey", "altKey"]) {
    assert.equal(command(press("f", { [name]: true }), PAGE), null);
  }
});

test("a key that something has already used is left alone", () => {
  assert.equal(command(press("ArrowLeft", { defaultPrevented: true }), PAGE), null);
});

test("typing in a field asks for nothing but Escape", () => {
  for (const tag of ["INPUT", "TEXTAREA", "SELECT"]) {
    assert.equal(command(press("a"), { ...PAGE, tag }), null);
    assert.equal(command(press("Escape"), { ...PAGE, tag }), "escape");
  }
  assert.equal(command(press("a"), { ...PAGE, editable: true }), null);
});

test("a checkbox is no field to type in, but keeps the space key", () => {
  const box = { ...PAGE, tag: "INPUT", type: "checkbox" };
  assert.equal(command(press("j"), box), "next");
  assert.equal(command(press(" "), box), null);
});

test("space presses the button that has the focus, and plays elsewhere", () => {
  assert.equal(command(press(" "), { ...PAGE, tag: "BUTTON" }), null);
  assert.equal(command(press(" "), PAGE), "play");
});

test("arrows pan a map that has the focus, and step through time elsewhere", () => {
  assert.equal(command(press("ArrowLeft"), { ...PAGE, ownKeys: true }), null);
  assert.equal(command(press("ArrowLeft"), PAGE), "stepBack");
});

test("other keys ask for nothing, also those with names of every object's own", () => {
  for (const key of ["x", "Tab", "Enter", "constructor", "toString"]) {
    assert.equal(command(press(key), PAGE), null);
  }
});

test("the help names every key", () => {
  const keys = KEY_HELP.map(([key]) => key).join(" ");
  for (const key of ["J", "K", "A", "E", "F", "G", "L", "T", "/", "?", "Space", "←", "→", "Esc"]) {
    assert.ok(keys.includes(key), key);
  }
});
