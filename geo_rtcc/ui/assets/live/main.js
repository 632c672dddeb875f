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

import { preload, scripts, styles } from "../map/load.js";
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
