/**
 * Finds records by words: any order, without regard to case and accents.
 *
 * @import {Agency, Call, Camera, Cell, Hit, Selection, Unit} from "./types.js"
 *
 * @typedef {{selection: Selection, title: string, line: string}} Found
 *
 * @typedef {object} Searched
 * @property {Call[]} calls  oldest first
 * @property {Hit[]} hits
 * @property {Unit[]} units
 * @property {Iterable<Camera>} cameras @property {Iterable<Cell>} cells
 * @property {Agency["areas"]} areas
 *
 * @typedef {{head: string, rest: string}} Text  folded; what it is called, and the rest
 */

const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}.]*[\p{L}\p{N}])?/gu;
const ASCII = /^[\x20-\x7e]*$/;
// Cells of a city begin alike, so that fewer letters say nothing.
const CELL_LETTERS = 4;

/** @param {string} text @returns {string} lower case, without accents */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * How a kind of record is searched and told: what it is called first.
 * @typedef {(code: string) => string} AreaText
 * @typedef {object} Kind
 * @property {(record: any, area: AreaText) => string[]} parts
 * @property {(record: any) => Found} tell
 */

/** @type {Record<"unit" | "hit" | "call" | "camera", Kind>} */
const KINDS = {
  unit: { parts: (unit, area) => [unit.sign, unit.kind, area(unit.area)], tell: unitFound },
  hit: {
    parts: (hit, area) => [`${hit.plate} ${hit.entryPlate}`, hit.key, hit.camera, area(hit.area)],
    tell: hitFound,
  },
  call: {
    parts: (call, area) => [
      `${call.address} ${call.type}`, call.key, call.units.join(" "), area(call.area),
    ],
    tell: callFound,
  },
  camera: { parts: (camera) => [camera.name, camera.source], tell: cameraFound },
};

// So many texts of records that are gone may be kept before all are forgotten.
const STALE = 1000;

/** Keeps the folded text of each record. A WeakMap would, too, but slows every collection down. */
export class Index {
  /** @type {Map<object, Text>} */
  #texts = new Map();

  /**
   * Fold what is many now, so that the first search doesn't wait for it.
   * @param {Call[]} calls  instead of all there were @param {Agency["areas"]} areas
   */
  prepare(calls, areas) {
    this.#texts.clear();
    const area = areaText(areas);
    for (const call of calls) this.#text(call, KINDS.call, area);
  }

  /** A record has changed: let go of what it was. @param {object} record */
  forget(record) {
    this.#texts.delete(record);
  }

  /**
   * Forget all once too many are of records that are gone.
   * @param {number} count  of records there are
   */
  trim(count) {
    if (this.#texts.size > count + STALE) this.#texts.clear();
  }

  /**
   * @param {string} text @param {number} limit @param {Searched} all
   * @returns {Found[]} best first, then units, hits and calls, newest first
   */
  search(text, limit, all) {
    const words = fold(text).match(WORD) ?? [];
    if (!words.length) return [];
    const area = areaText(all.areas);
    /** @type {[Kind, object][][]} by score */
    const found = [];
    const look = (/** @type {Kind} */ kind, /** @type {Iterable<object>} */ records) => {
      for (const record of records) {
        const best = score(words, this.#text(record, kind, area));
        if (best) (found[best] ??= []).push([kind, record]);
      }
    };
    look(KINDS.unit, all.units);
    look(KINDS.hit, [...all.hits].sort((a, b) => b.at - a.at));
    look(KINDS.call, [...all.calls].reverse());
    look(KINDS.camera, all.cameras);
    const best = found.reverse().flat().slice(0, limit).map(([kind, record]) => kind.tell(record));
    return [...best, ...cellsNamed(words, all.cells)].slice(0, limit);
  }

  /** @param {object} record @param {Kind} kind @param {AreaText} area @returns {Text} */
  #text(record, kind, area) {
    const known = this.#texts.get(record);
    if (known) return known;
    const [head, ...rest] = kind.parts(record, area);
    const text = { head: fold(head), rest: fold(rest.join(" ")) };
    this.#texts.set(record, text);
    return text;
  }
}

/** @param {Agency["areas"]} areas @returns {AreaText} code and name */
function areaText(areas) {
  const texts = new Map(areas.map(({ code, name }) => [code, `${code} ${name}`]));
  return (code) => texts.get(code) ?? code;
}

/** @param {string[]} words @param {Iterable<Cell>} cells @returns {Found[]} */
function cellsNamed([word, ...others], cells) {
  if (others.length || word.length < CELL_LETTERS) return [];
  return [...cells].filter(({ name }) => name.startsWith(word)).map(cellFound);
}

/** @param {string[]} words @param {Text} text @returns {number} 0: not all of them are there */
function score(words, { head, rest }) {
  let sum = 0;
  for (const word of words) {
    const best = Math.max(2 * fit(word, head), fit(word, rest));
    if (!best) return 0;
    sum += best;
  }
  return sum;
}

/** @param {string} word @param {string} text @returns {number} 3 whole, 2 beginning, 1 inside */
function fit(word, text) {
  let best = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at > 0 && isLetter(text, at - 1)) best ||= 1;
    else if (isLetter(text, at + word.length)) best = 2;
    else return 3;
  }
  return best;
}

/** @param {string} text @param {number} at @returns {boolean} */
function isLetter(text, at) {
  const code = text.charCodeAt(at);
  return code >= 97 ? code <= 122 || code > 127 : code >= 48 && code <= 57;
}

/** @param {string[]} parts @returns {string} */
function line(...parts) {
  return parts.filter(Boolean).join(" · ");
}

/** @param {Call} call @returns {Found} */
function callFound({ key, type, address, area, units }) {
  const selection = /** @type {Selection} */ ({ kind: "call", key });
  return { selection, title: type || "Call", line: line(address, area, units.join(", ")) };
}

/** @param {Hit} hit @returns {Found} */
function hitFound({ key, plate, state, reason, list, camera }) {
  const selection = /** @type {Selection} */ ({ kind: "hit", key });
  return { selection, title: `${plate} ${state}`.trim(), line: line(reason || list, camera) };
}

/** @param {Unit} unit @returns {Found} */
function unitFound({ id, sign, kind, status, area }) {
  const selection = /** @type {Selection} */ ({ kind: "unit", key: String(id) });
  return { selection, title: sign, line: line(kind, status, area) };
}

/** @param {Camera} camera @returns {Found} */
function cameraFound({ id, name, source }) {
  const selection = /** @type {Selection} */ ({ kind: "camera", key: String(id) });
  return { selection, title: name, line: line("Camera", source) };
}

/** @param {Cell} cell @returns {Found} */
function cellFound({ name }) {
  return { selection: { kind: "cell", key: name }, title: name, line: "Cell" };
}
