/** The keys, and what the picture says and doesn't. */
import { el } from "../dom.js";
import { KEY_HELP } from "../keys.js";
import { head } from "./layers.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */

const SENTENCES = [
  "The view moves only when you move it, press Go to, or follow a unit.",
  "Ages are counted by the server's clock; times are those of the agency.",
  "A hit is what a machine read. Until a person has confirmed it, it is unverified.",
  "A unit whose fix is too old is shown as unknown, never as clear.",
];

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  const keys = el("dl", {}, ...KEY_HELP.flatMap(([key, what]) => [
    el("dt", {}, ...key.split(" / ").flatMap((part, index) =>
      [index ? " " : "", el("kbd", { text: part })])),
    el("dd", { text: what }),
  ]));
  const element = el("section", {
    class: "help panel", role: "dialog", "aria-label": "Help", tabindex: -1, hidden: true,
  }, head("Keys", () => desk.shell.set("help", false)),
  el("div", { class: "scroll" }, keys, ...SENTENCES.map((text) => el("p", { text }))));
  /** @type {Element | null} */
  let before = null;
  return {
    element,
    topics: ["open"],
    update() {
      const { help } = desk.shell.open, root = /** @type {ShadowRoot} */ (element.getRootNode());
      if (help === !element.hidden) return;
      if (help) before = root.activeElement;
      element.hidden = !help;
      if (help) element.focus();
      else if (before instanceof HTMLElement) before.focus();
    },
  };
}
