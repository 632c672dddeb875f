/**
 * Candidates with their numbers and how far off they may be, and the point placed by hand.
 *
 * @import {Candidate, Given} from "./types.js"
 */

const SIDE_PX = 28;

export class Marks {
  #layers = L.layerGroup();

  /** @param {L.Map} map @param {(number: number) => void} choose */
  constructor(map, choose) {
    this.choose = choose;
    this.#layers.addTo(map);
  }

  /** @param {Given} data */
  show({ candidates, point, chosen, look }) {
    this.#layers.clearLayers();
    for (const each of candidates) {
      const isChosen = chosen === each.number;
      this.#layers.addLayer(reach(each, look.colours.ink ?? "", isChosen));
      this.#layers.addLayer(this.#numbered(each, isChosen));
    }
    if (point) this.#layers.addLayer(placed(point, chosen === 0));
  }

  /** @param {Candidate} candidate @param {boolean} isChosen */
  #numbered({ number, lon, lat, label }, isChosen) {
    const text = `Candidate ${number}: ${label}`;
    const made = L.marker([lat, lon], {
      icon: icon(`candidate${isChosen ? " is-chosen" : ""}`, String(number)),
      title: text, alt: text, keyboard: true, bubblingMouseEvents: false,
      zIndexOffset: isChosen ? 1000 : -number,
    });
    made.on("add", () => made.getElement()?.setAttribute("aria-label", text));
    return made.on("click", () => this.choose(number));
  }
}

/** @param {Candidate} candidate @param {string} ink @param {boolean} isChosen */
function reach({ lon, lat, uncertaintyM }, ink, isChosen) {
  return L.circle([lat, lon], {
    radius: uncertaintyM, interactive: false, color: ink, weight: isChosen ? 2 : 1,
    dashArray: isChosen ? undefined : "3 4", fillOpacity: isChosen ? 0.1 : 0.04,
  });
}

/** @param {{lon: number, lat: number}} point @param {boolean} isChosen */
function placed({ lon, lat }, isChosen) {
  return L.marker([lat, lon], {
    icon: icon(`by-hand${isChosen ? " is-chosen" : ""}`, ""), interactive: false,
    keyboard: false, zIndexOffset: 2000,
  });
}

/** @param {string} name @param {string} text  never markup */
function icon(name, text) {
  const mark = document.createElement("span");
  mark.textContent = text;
  return L.divIcon({
    className: `mark ${name}`, html: mark, iconSize: [SIDE_PX, SIDE_PX],
    iconAnchor: [SIDE_PX / 2, SIDE_PX / 2],
  });
}
