/** The filters in the strip: areas by what holds them, shifts, on-view. */
import { gathered, grouped, spread } from "../areas.js";
import { el } from "../dom.js";
import { menu, tick } from "./menu.js";

/** @import {Desk} from "../desk.js" */

/** @param {Desk} desk */
export function filters(desk) {
  const areas = menu(desk, { name: "Areas", fill: (sheet) => fillAreas(desk, sheet) });
  const shifts = menu(desk, { name: "Shifts", fill: (sheet) => fillShifts(desk, sheet) });
  const onView = el("button", {
    type: "button", class: "button on-view", text: "On-view",
    title: "Whether calls that officers opened themselves are shown",
    onclick: () => desk.setFilter({ onView: !desk.filter.onView }),
  });
  const element = el("div", { class: "filters" }, areas.element, shifts.element, onView);
  return {
    element,
    update() {
      const { agency } = desk.model, { filter } = desk;
      areas.element.hidden = !agency.areas.length;
      shifts.element.hidden = !agency.shifts.length;
      areas.show(areasText(desk), filter.areas.length > 0);
      const some = filter.shifts.length;
      shifts.show(some ? plural(some, "shift") : "All shifts", some > 0);
      onView.setAttribute("aria-pressed", String(filter.onView));
    },
  };
}

/** @param {Desk} desk */
function areasText({ filter, model: { agency } }) {
  if (!filter.areas.length) return `All ${agency.areaWord.toLowerCase()}s`;
  const chosen = spread(filter.areas, grouped(agency.areas)).size;
  return plural(chosen, agency.areaWord.toLowerCase());
}

/**
 * @param {number} n
 * @param {string} one
 */
function plural(n, one) {
  return `${n} ${one}${n === 1 ? "" : "s"}`;
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} sheet
 */
function fillAreas(desk, sheet) {
  const groups = grouped(desk.model.agency.areas), codes = spread(desk.filter.areas, groups);
  const set = (/** @type {string[]} */ changed, /** @type {boolean} */ on) => {
    const next = new Set(codes);
    for (const code of changed) on ? next.add(code) : next.delete(code);
    desk.setFilter({ areas: gathered(next, groups) });
  };
  sheet.replaceChildren(clear(desk.filter.areas.length > 0, () => desk.setFilter({ areas: [] })));
  for (const group of groups) {
    const all = group.areas.map(({ code }) => code);
    const box = el("fieldset", { class: "group" });
    if (group.label) {
      const on = all.every((code) => codes.has(code));
      box.append(tick({ label: group.label, value: `all ${group.code}`, on, kind: "whole" },
        (chosen) => set(all, chosen)));
    }
    box.append(el("div", { class: "ticks" }, ...group.areas.map(({ code, label }) =>
      tick({ label, value: code, on: codes.has(code) }, (on) => set([code], on)))));
    sheet.append(box);
  }
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} sheet
 */
function fillShifts(desk, sheet) {
  const { shifts } = desk.model.agency, chosen = desk.filter.shifts;
  sheet.replaceChildren(
    clear(chosen.length > 0, () => desk.setFilter({ shifts: [] })),
    ...shifts.map(({ code, name }) =>
      tick({ label: name || code, value: code, on: chosen.includes(code) }, (on) => {
        const next = on ? [...chosen, code] : chosen.filter((each) => each !== code);
        desk.setFilter({ shifts: next.length === shifts.length ? [] : next });
      })));
}

/**
 * @param {boolean} active
 * @param {() => void} act
 */
function clear(active, act) {
  return el("button", {
    type: "button", class: "button plain clear", text: "Show all", disabled: !active, onclick: act,
  });
}
