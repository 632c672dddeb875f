/** The scrubber's track: a histogram of calls, the stretch shown, and a handle to drag. */
import { aheadS } from "../days.js";
import { el, say } from "../dom.js";
import { histogram, ticks } from "../histogram.js";

/** @import {Desk} from "../desk.js" */

const BIN_PX = 5;
const TICK_PX = 74;
const PAGE_S = 3600;
const STEP_S = 300;

export class Track {
  #desk;
  #canvas = el("canvas", { "aria-hidden": "true" });
  #stretch = el("div", { class: "stretch" });
  #handle = el("div", { class: "handle" });
  #label = el("div", { class: "label" });
  #ticks = el("div", { class: "ticks-row", "aria-hidden": "true" });
  #drawn = "";
  #sized;
  /** @type {number | null} where it is dragged to, while it is */
  #dragged = null;
  #asked = 0;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.bar = el("div", {
      class: "bar", role: "slider", tabindex: 0, "aria-label": "Instant looked at",
    }, this.#canvas, this.#stretch, this.#handle, this.#label);
    this.element = el("div", { class: "track" }, this.bar, this.#ticks);
    this.#listen();
    this.#sized = new ResizeObserver(() => this.update());
    this.#sized.observe(this.bar);
  }

  remove() {
    this.#sized.disconnect();
    cancelAnimationFrame(this.#asked);
  }

  update() {
    const { times, model } = this.#desk, { from, to } = model, width = this.bar.clientWidth;
    if (!width || !this.#desk.source.hasSnapshot) return;
    const part = (/** @type {number} */ at) => Math.max(0, Math.min(1, (at - from) / (to - from)));
    const at = part(times.at), start = part(times.at - times.moment.windowS);
    this.#stretch.style.left = `${start * 100}%`;
    this.#stretch.style.width = `${(at - start) * 100}%`;
    this.#handle.style.left = `${at * 100}%`;
    this.#say(at);
    const key = [Math.floor(to / 60), from - to, width, this.#desk.look.theme,
      JSON.stringify(this.#desk.filter), this.#desk.source.past ? "past" : "live",
      model.id].join();
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#draw(width);
  }

  /** @param {number} part  of the bar, 0 to 1 */
  #say(part) {
    const { times, time, source } = this.#desk, { from, to } = this.#desk.model;
    const day = to - from > 90_000 || source.past !== null;
    const clock = day ? time.dayTime(times.at) : time.time(times.at);
    const words = times.isLive ? "Now" : clock;
    say(this.#label, words);
    this.#label.style.left = `${part * 100}%`;
    this.#label.style.translate = `${-part * 100}%`;
    this.bar.setAttribute("aria-valuemin", String(Math.round(from)));
    this.bar.setAttribute("aria-valuemax", String(Math.round(to)));
    this.bar.setAttribute("aria-valuenow", String(Math.round(times.at)));
    this.bar.setAttribute("aria-valuetext", `${words} ${time.zoneName(times.at)}`);
  }

  /** @param {number} width  px */
  #draw(width) {
    const { from, to } = this.#desk.model, ratio = devicePixelRatio || 1;
    const height = this.bar.clientHeight, bins = Math.max(24, Math.floor(width / BIN_PX));
    const counts = histogram(this.#desk.model.instants(), { from, to, bins });
    const most = counts.reduce((one, other) => Math.max(one, other), 1), step = width / bins;
    const canvas = this.#canvas, pen = canvas.getContext("2d");
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    if (!pen) return;
    pen.scale(ratio, ratio);
    pen.fillStyle = this.#desk.look.colours.muted;
    counts.forEach((n, index) => {
      const high = n ? Math.max(1.5, (n / most) * (height - 3)) : 0;
      pen.fillRect(index * step, height - high, Math.max(1, step - 1), high);
    });
    this.#showTicks(width);
    this.bar.title = `Calls received by time; the tallest bar is ${most}`;
  }

  /** @param {number} width */
  #showTicks(width) {
    const { model, time } = this.#desk, { from, to, agency } = model;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) / 15;
    const most = Math.max(2, Math.floor(width / (TICK_PX * rem))), days = to - from > 90_000;
    const found = ticks({ from, to }, most, aheadS(agency.zone, to));
    // Words at the very edge would be cut.
    const edge = (0.4 * TICK_PX * rem * (to - from)) / width;
    const whole = found.filter((at) => at - from > edge && to - at > edge);
    this.#ticks.replaceChildren(...whole.map((at) => {
      const clock = time.time(at).slice(0, 5);
      const day = time.day(at).split(" ").slice(0, 3).join(" ");
      const text = days && clock === "00:00" ? day : clock;
      const made = el("span", { text });
      made.style.left = `${(100 * (at - from)) / (to - from)}%`;
      return made;
    }));
  }

  #listen() {
    const { bar } = this, { times } = this.#desk;
    const move = (/** @type {PointerEvent} */ event) => {
      const box = bar.getBoundingClientRect(), { from, to } = this.#desk.model;
      const part = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
      this.#dragged = part > 0.997 ? to : from + part * (to - from);
      this.#asked ||= requestAnimationFrame(() => {
        this.#asked = 0;
        if (this.#dragged !== null) times.moveTo(this.#dragged);
      });
    };
    bar.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.#desk.source.hasSnapshot) return;
      bar.setPointerCapture(event.pointerId);
      times.pause();
      move(event);
    });
    bar.addEventListener("pointermove", (event) => {
      if (bar.hasPointerCapture(event.pointerId)) move(event);
    });
    bar.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { times } = this.#desk, { from } = this.#desk.model;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowLeft: () => times.step(-STEP_S), ArrowDown: () => times.step(-STEP_S),
      ArrowRight: () => times.step(STEP_S), ArrowUp: () => times.step(STEP_S),
      PageDown: () => times.step(-PAGE_S), PageUp: () => times.step(PAGE_S),
      Home: () => times.moveTo(from), End: () => times.moveTo(null),
    };
    if (!Object.hasOwn(acts, event.key)) return;
    acts[event.key]();
    event.preventDefault();
  }
}
