/** A map that keeps a person's own view of it, with a way back to the whole area and a scale. */

import { grown } from "./wall.js";

const PADDING = /** @type {[number, number]} */ ([8, 8]);

/**
 * Restore the person's own view of this map, or fit the agency's area; then remember each move.
 * @param {L.Map} map
 * @param {{name: string, place: string, bounds: L.LatLngBoundsLiteral}} spec place: where the
 *   view was kept for; a view of another place isn't restored
 */
export function frame(map, { name, place, bounds }) {
  const key = `geo-rtcc-view-${name}`;
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  map.attributionControl?.remove();
  if (kept?.place === place) map.setView([kept.lat, kept.lon], kept.zoom);
  else map.fitBounds(bounds, { padding: PADDING });
  map.on("moveend", () => {
    const { lat, lng } = map.getCenter();
    sessionStorage.setItem(key, JSON.stringify({ place, lat, lon: lng, zoom: map.getZoom() }));
  });
  home(() => map.fitBounds(bounds, { padding: PADDING })).addTo(map);
  L.control.scale({ position: "bottomright", maxWidth: 120 * grown() }).addTo(map);
}

/**
 * @param {() => void} go shows the whole area
 * @returns {L.Control}
 */
export function home(go) {
  const control = new L.Control({ position: "topleft" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar");
    const link = L.DomUtil.create("a", "rtcc-home", bar);
    link.href = "#";
    link.role = "button";
    link.title = "Show the whole area";
    link.setAttribute("aria-label", link.title);
    link.textContent = "⤢";
    L.DomEvent.on(link, "click", (event) => {
      L.DomEvent.stop(event);
      go();
    });
    return bar;
  };
  return control;
}
