/**
 * The live map's way into the page. Whatever needs Leaflet is imported after Leaflet is there.
 *
 * @import {Given} from "./types.js"
 *
 * @typedef {object} Component  what Streamlit hands over
 * @property {Given & {notes?: string[]}} data
 * @property {ShadowRoot | HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 */

import { ask } from "../map/token.js";
import { watchTheme } from "./theme.js";

/**
 * Mount the map. Returns at once; what it needs is fetched meanwhile.
 *
 * @param {Component} component
 * @returns {{update: (data: Component["data"]) => void, unmount: () => void}}
 */
export function mount(component) {
  const { parentElement, setStateValue } = component;
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".live"));
  /** @type {import("./desk.js").Desk | null} */
  let desk = null;
  let { data } = component, gone = false;
  const unwatch = watchTheme(root, (ground) => setStateValue("ground", ground));
  start().catch((error) => {
    if (!gone) root.textContent = "The map could not be loaded. Reload the page to try again.";
    throw error;
  });

  async function start() {
    // The longest answer is on its way while everything else is fetched.
    const early = ask("/live/snapshot");
    early.catch(() => {});
    preload(data.modules);
    await Promise.all([styles(parentElement, data.styles), scripts(data.scripts)]);
    const { Desk } = await import("./desk.js");
    if (gone) return;
    desk = new Desk(root, data, (selected) => setStateValue("selected", selected),
      early);
    desk.start();
  }

  return {
    update(given) {
      data = given;
      desk?.update(given);
    },
    unmount() {
      gone = true;
      unwatch();
      desk?.remove();
      desk = null;
      root.replaceChildren();
    },
  };
}

/** @param {string[]} addresses */
function preload(addresses) {
  for (const address of addresses) {
    if (linked(document.head, address)) continue;
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", href: address });
    document.head.append(link);
  }
}

/**
 * @param {ShadowRoot | HTMLElement} parent
 * @param {string[]} addresses
 */
function styles(parent, addresses) {
  return Promise.all(addresses.map((address) => new Promise((go, fail) => {
    if (linked(parent, address)) return go(null);
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address, onload: go, onerror: fail });
    parent.append(link);
  })));
}

/** @param {string[]} addresses  fetched together, run in order, each once for the page */
function scripts(addresses) {
  return Promise.all(addresses.map(script));
}

/** @param {string} address */
function script(address) {
  const found = [...document.scripts].find((each) => each.dataset.geoRtcc === address);
  if (found?.dataset.loaded) return Promise.resolve(null);
  return new Promise((go, fail) => {
    const made = found ?? document.createElement("script");
    made.addEventListener("load", () => {
      made.dataset.loaded = "true";
      go(null);
    });
    made.addEventListener("error", () => {
      made.remove();
      fail(new Error(`Not loaded: ${address}`));
    });
    if (found) return;
    made.dataset.geoRtcc = address;
    made.async = false;
    made.src = address;
    document.head.append(made);
  });
}

/**
 * @param {ParentNode} parent
 * @param {string} address
 */
function linked(parent, address) {
  return [...parent.querySelectorAll("link")].some((link) => link.getAttribute("href") === address);
}
