/**
 * The pointer on the map: hovering says what is there, a click selects it.
 *
 * @import {Selection} from "./types.js"
 * @import {Layers} from "./layers.js"
 * @import {Lines} from "./words.js"
 * @import {Spot} from "./selecting.js"
 */
import { HoverPanel } from "../map/hover.js";

/**
 * @typedef {object} Listener
 * @property {(found: Selection) => {lines: Lines, spot: Spot | null} | null} tell
 * @property {(found: Selection | null) => void} select
 * @property {(found: Selection[], at: L.Point) => void} choose  a click on several
 * @property {() => void} dragged  by hand
 */

/**
 * Listen to the pointer until the map is removed.
 *
 * @param {L.Map} map
 * @param {Layers} layers
 * @param {Listener} listener
 * @returns {() => void} hides what is shown
 */
export function listen(map, layers, listener) {
  const panel = new HoverPanel(map);
  /** @type {L.LeafletMouseEvent | null} */
  let waiting = null;
  let asked = 0;
  const leave = () => {
    waiting = null;
    panel.hide();
    layers.selection.hover(null);
    map.getContainer().style.cursor = "";
  };
  const look = () => {
    asked = 0;
    if (!waiting) return;
    const event = waiting, found = under(layers, event), told = found[0] && listener.tell(found[0]);
    if (!told) return leave();
    waiting = null;
    const marker = found[0].kind !== "cell";
    map.getContainer().style.cursor = marker ? "pointer" : "";
    layers.selection.hover(marker ? told.spot : null);
    /** @type {Lines} */
    const more = found.length > 1 ? [["rtcc-more", `and ${found.length - 1} more here`]] : [];
    panel.show(event.containerPoint, [...told.lines, ...more]);
  };
  map.on("mousemove", (event) => {
    // A finger has no hover; its tap comes as a click.
    const from = event.originalEvent;
    if (from instanceof PointerEvent && from.pointerType !== "mouse") return;
    waiting = event;
    asked ||= requestAnimationFrame(look);
  });
  map.on("mouseout movestart zoomstart", leave);
  map.on("dragstart", listener.dragged);
  map.on("click", (event) => {
    const found = under(layers, event);
    leave();
    if (found.length > 1) listener.choose(found, event.containerPoint);
    else listener.select(found[0] ?? null);
  });
  return leave;
}

/**
 * @param {Layers} layers
 * @param {L.LeafletMouseEvent} event
 */
function under(layers, event) {
  const found = layers.at(event), cell = found.length ? null : layers.cellAt(event);
  return cell ? [cell] : found;
}
