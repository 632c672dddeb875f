/** What is selected, in words, where no hover reaches; with what can be done with it. */
import { button, el, say } from "../dom.js";
import { icon } from "../icons.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const words = el("div", { class: "lines" }), away = el("p", { class: "hint" });
  const goTo = button({ label: "Go to", words: "Go to", icon: icon("target"), key: "G" }, () =>
    desk.focus.goTo());
  const follow = button({ label: "Follow", words: "Follow", icon: icon("follow"), key: "F" }, () =>
    desk.focus.toggleFollow());
  const shut = button({ label: "Clear the selection", icon: icon("close"), kind: "plain" }, () =>
    desk.focus.select(null));
  const element = el("section", { class: "selected panel", "aria-label": "Selected" }, words, away,
    el("div", { class: "buttons" }, goTo, follow), shut);
  let shown = "";
  return {
    element,
    topics: ["selection", "age", "time", "agency", "open"],
    update() {
      const { focus, view } = desk, { selection } = focus;
      // What stands unfolded in the queue is not said twice.
      const isSaid = desk.shell.open.queue && !desk.shell.isPhone && focus.item !== null;
      element.hidden = !selection || !desk.source.hasSnapshot || isSaid;
      if (!selection || element.hidden) return;
      const told = focus.tell(selection);
      const lines = told?.lines ?? [["rtcc-title", "No longer in the picture"]];
      const text = JSON.stringify(lines);
      if (text !== shown) {
        words.replaceChildren(...lines.map(([kind, line]) =>
          el("div", { class: kind, text: line })));
      }
      shown = text;
      const unseen = told?.spot && !view.shows(told.spot);
      away.textContent = unseen ? "Not in view." : told && !told.spot ? "Not on the map." : "";
      goTo.hidden = !told?.spot;
      follow.hidden = selection.kind !== "unit";
      follow.setAttribute("aria-pressed", String(focus.follow !== null));
      say(/** @type {HTMLElement} */ (follow.lastElementChild),
        focus.follow === null ? "Follow" : "Following");
    },
  };
}
