/** Buttons that move the map, and its scale. */
import { grown } from "../../map/wall.js";
import { button, el } from "../dom.js";
import { icon } from "../icons.js";
import { scale } from "../view.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const { view } = desk;
  const buttons = el("div", { class: "zooms panel" },
    button({ label: "Zoom in", icon: icon("plus"), kind: "plain" }, () => view.zoom(1)),
    button({ label: "Zoom out", icon: icon("minus"), kind: "plain" }, () => view.zoom(-1)),
    button({ label: "Show the whole area", icon: icon("home"), kind: "plain" }, () => view.home()));
  const element = el("div", { class: "corner" }, scale(view.map, grown()), buttons);
  return { element, topics: [], update() {} };
}
