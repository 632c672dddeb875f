/**
 * The way into the page of the map that strings are placed on.
 *
 * @import {Given, Pick} from "./types.js"
 *
 * @typedef {object} Component  what Streamlit hands over
 * @property {Given} data
 * @property {ShadowRoot | HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: Pick) => void} setTriggerValue
 */
import { watchTheme } from "../live/theme.js";
import { preload, scripts, styles } from "../map/load.js";

/**
 * Mount the map. Returns at once; what it needs is fetched meanwhile.
 *
 * @param {Component} component
 * @returns {{update: (data: Given) => void, unmount: () => void}}
 */
export function mount(component) {
  const { parentElement, setStateValue, setTriggerValue } = component;
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".place"));
  /** @type {import("./board.js").Board | null} */
  let board = null;
  let { data } = component, gone = false;
  const unwatch = watchTheme(root, (ground) => setStateValue("ground", ground));
  start().catch((error) => {
    if (!gone) root.textContent = "The map could not be loaded. Reload the page to try again.";
    throw error;
  });

  async function start() {
    preload(data.modules);
    await Promise.all([styles(parentElement, data.styles), scripts(data.scripts)]);
    const { Board } = await import("./board.js");
    if (!gone) board = new Board(root, data, (pick) => setTriggerValue("picked", pick));
  }

  return {
    update(given) {
      data = given;
      board?.update(given);
    },
    unmount() {
      gone = true;
      unwatch();
      board?.remove();
      board = null;
      root.replaceChildren();
    },
  };
}
