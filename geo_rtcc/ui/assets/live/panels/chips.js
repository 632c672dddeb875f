/** The filters that are in force, each with a way to take it off. */
import { grouped, spread } from "../areas.js";
import { el, keyed } from "../dom.js";
import { icon } from "../icons.js";

/** @import {Desk} from "../desk.js" */
/** @import {Filter} from "../types.js" */
/** @import {Panel} from "../shell.js" */

const FEW = 4;

/**
 * @typedef {{label: string, without: Partial<Filter>}} Chip
 *
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const element = el("ul", { class: "chips", "aria-label": "Filters in force" });
  return {
    element,
    topics: ["filter", "agency", "look"],
    update() {
      keyed(element, chips(desk), ({ label }) => label, (chip, old) => old ?? show(desk, chip));
    },
  };
}

/**
 * @param {Pick<Desk, "filter" | "model" | "look">} desk
 * @returns {Chip[]}
 */
export function chips({ filter, model: { agency }, look }) {
  const { areas, shifts, categories } = filter, groups = grouped(agency.areas);
  const labels = new Map([
    ...groups.map(({ code, label }) => /** @type {const} */ ([code, label])),
    ...groups.flatMap((group) => group.areas).map(({ code }) =>
      /** @type {const} */ ([code, `${agency.areaWord} ${code}`])),
  ]);
  const shiftName = (/** @type {string} */ code) =>
    agency.shifts.find((shift) => shift.code === code)?.name || code;
  const categoryName = (/** @type {string} */ name) =>
    look.categories.find((category) => category.name === name)?.label ?? name;
  const many = areas.length > FEW
    ? [{ label: `${spread(areas, groups).size} ${agency.areaWord.toLowerCase()}s`,
      without: { areas: [] } }]
    : each(areas, "areas", (code) => labels.get(code) ?? code);
  const kinds = categories.length > FEW
    ? [{ label: `${categories.length} categories`, without: { categories: [] } }]
    : each(categories, "categories", categoryName);
  const found = [...many, ...each(shifts, "shifts", shiftName), ...kinds];
  if (!filter.onView) found.push({ label: "On-view left out", without: { onView: true } });
  return found;
}

/**
 * @param {string[]} codes
 * @param {"areas" | "shifts" | "categories"} name
 * @param {(code: string) => string} label
 * @returns {Chip[]}
 */
function each(codes, name, label) {
  return codes.map((code) => ({
    label: label(code), without: { [name]: codes.filter((other) => other !== code) },
  }));
}

/**
 * @param {Desk} desk
 * @param {Chip} chip
 */
function show(desk, { label }) {
  const act = () => {
    const now = chips(desk).find((chip) => chip.label === label);
    if (now) desk.setFilter(now.without);
  };
  return el("li", {}, el("button", {
    type: "button", class: "chip panel", "aria-label": `Remove filter: ${label}`, onclick: act,
  }, el("span", { text: label }), icon("close")));
}
