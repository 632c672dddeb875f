/** Says plainly that the picture is not live. */
import { button, el, say } from "../dom.js";
import { back } from "../histogram.js";
import { icon } from "../icons.js";

/** @import {Desk} from "../desk.js" */
/** @import {Panel} from "../shell.js" */

/**
 * @param {Desk} desk
 * @returns {Panel}
 */
export function create(desk) {
  // A screen reader is told the instant, not how its age grows.
  const instant = el("span"), old = el("span", { "aria-hidden": "true" });
  const words = el("p", {}, instant, old), detail = el("small");
  const element = el("div", { class: "banner", role: "status" }, icon("clock"), words, detail,
    button({ label: "Back to live", words: "Back to live", kind: "strong" }, () =>
      desk.backToLive()));
  return {
    element,
    topics: ["time", "age", "agency"],
    update() {
      const { times, source } = desk, show = !times.isLive && source.hasSnapshot;
      element.hidden = !show;
      if (!show) return;
      element.setAttribute("aria-busy", String(times.isPlaying));
      const [when, ago] = desk.isOpening ? ["Fetching that day …", ""] : sentence(desk);
      say(instant, when);
      say(old, ago);
      say(detail, source.past || desk.isOpening
        ? "" : "Units, calls and the queue are shown as they were then.");
    },
  };
}

/** @param {Desk} desk */
function sentence({ times, time, source }) {
  const at = times.at, now = source.now(), old = now - at;
  const when = old < 20 * 3600 ? time.time(at).slice(0, 5) : time.dayTime(at);
  return [`${when} ${time.zoneName(at)}, not live`, ` (${back(old)} ago)`];
}
