/**
 * What stands around and over the map: lays out the panels and has them show what is new.
 *
 * @import {Desk} from "./desk.js"
 * @import {Topic} from "./frame.js"
 * @import {Look} from "./types.js"
 * @import {Room} from "./view.js"
 */
import { grown } from "../map/wall.js";
import { COMMANDS } from "./commands.js";
import { el } from "./dom.js";
import { hear } from "./keys.js";
import { closeConnectionDialog, tellCovered, tellRoom } from "./page.js";
import * as banner from "./panels/banner.js";
import * as chips from "./panels/chips.js";
import * as corner from "./panels/corner.js";
import * as help from "./panels/help.js";
import * as layers from "./panels/layers.js";
import * as notes from "./panels/notes.js";
import * as queue from "./panels/queue.js";
import * as scrubber from "./panels/scrubber.js";
import * as selected from "./panels/selected.js";
import * as stack from "./panels/stack.js";
import * as strip from "./panels/strip.js";
import * as table from "./panels/table.js";
import * as tabs from "./panels/tabs.js";

const KEY = "geo-rtcc-live-panels";
const PHONE_PX = 640;
const NARROW_PX = 900;
const ROOMY_PX = 1180;

/**
 * @typedef {"layers" | "queue" | "table" | "help" | "bar"} PanelName
 * @typedef {{element: HTMLElement, topics: Topic[], update: () => void, remove?: () => void}} Panel
 */

export class Shell {
  mapBox = el("div", { class: "map" });
  regions = {
    polite: el("div", { class: "unseen", "aria-live": "polite" }),
    assertive: el("div", { class: "unseen", "aria-live": "assertive" }),
  };
  /** @type {Record<PanelName, boolean>} */
  open;
  #desk;
  #root;
  /** @type {Panel[]} */
  #panels = [];
  #marked = false;
  /** @type {(() => void) | null} */
  #closeMenu = null;
  /** @type {(() => void)[]} */
  #ends = [];

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#root = desk.root;
    const width = desk.root.clientWidth || innerWidth, phone = width < PHONE_PX;
    const kept = phone ? null : JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    this.open = {
      layers: width >= ROOMY_PX, queue: !phone, bar: !phone, ...kept, table: false, help: false,
    };
    this.setLook(desk.look);
    // Leaflet asks for the box's style and size as soon as it gets it.
    this.#root.append(this.mapBox);
  }

  /** Make the panels; the desk is complete now. */
  begin() {
    const desk = this.#desk, make = (/** @type {{create: (desk: Desk) => Panel}} */ module) => {
      const panel = module.create(desk);
      this.#panels.push(panel);
      return panel.element;
    };
    const middle = el("div", { class: "middle" }, make(chips), make(notes), make(selected));
    const over = el("div", { class: "over" }, make(strip), make(banner), make(layers), middle,
      make(queue), make(corner), make(table), make(scrubber), make(tabs));
    this.#root.append(over, make(stack), make(help),
      desk.toasts.element, this.regions.polite, this.regions.assertive);
    this.#ends.push(hear(this.#root, (asked) => COMMANDS[asked](desk)));
    const shut = (/** @type {Event} */ event) => this.#outside(event);
    document.addEventListener("pointerdown", shut);
    const sized = new ResizeObserver(() => desk.view.resize());
    sized.observe(this.mapBox);
    const told = new ResizeObserver(() => tellRoom(this.#root, this.room()));
    for (const each of over.children) told.observe(each);
    this.#ends.push(() => told.disconnect());
    this.#ends.push(() => document.removeEventListener("pointerdown", shut));
    this.#ends.push(() => sized.disconnect());
    this.#arrange();
    this.#root.dataset.state = desk.source.link.state;
    for (const panel of this.#panels) panel.update();
  }

  /** @param {Set<Topic>} topics */
  update(topics) {
    for (const panel of this.#panels) {
      if (panel.topics.some((topic) => topics.has(topic))) panel.update();
    }
    this.#tellCovered();
    if (!topics.has("link")) return;
    this.#root.dataset.state = this.#desk.source.link.state;
    if (this.#root.dataset.state !== "live") closeConnectionDialog();
  }

  /**
   * Open or close a panel.
   *
   * @param {PanelName} name
   * @param {boolean} on
   */
  set(name, on) {
    if (on) this.#makeRoom(name);
    this.open[name] = on;
    const { layers: left, queue: right, bar } = this.open;
    if (!this.isPhone) {
      sessionStorage.setItem(KEY, JSON.stringify({ layers: left, queue: right, bar }));
    }
    this.#arrange();
    this.#desk.frame.touch(["open"], true);
  }

  /** @param {PanelName} name */
  toggle(name) {
    this.set(name, !this.open[name]);
  }

  /** @returns {(() => void) | null} closes the menu that is open */
  get closeMenu() {
    return this.#closeMenu;
  }

  set closeMenu(shut) {
    this.#closeMenu = shut;
    this.#tellCovered();
  }

  get isPhone() {
    return this.#root.clientWidth < PHONE_PX;
  }

  /** @returns {Room} px of the map that panels cover */
  room() {
    const find = (/** @type {string} */ name) => this.#root.querySelector(`.over > .${name}`);
    const size = (/** @type {string} */ name) => find(name)?.getBoundingClientRect();
    const side = (/** @type {string} */ name) => (this.isPhone ? 0 : size(name)?.width ?? 0);
    return {
      top: (size("strip")?.height ?? 0) + (size("banner")?.height ?? 0),
      right: side("queue"),
      bottom: (size("scrubber")?.height ?? 0) + (size("tabs")?.height ?? 0),
      left: side("layers"),
    };
  }

  /** @param {Look} look */
  setLook(look) {
    const { style } = this.#root;
    const levels = Object.entries(look.levels).map(([name, { colour }]) => [name, colour]);
    for (const [name, colour] of [...Object.entries(look.colours), ...levels]) {
      style.setProperty(`--${name}`, colour);
    }
    style.colorScheme = look.theme;
    this.#root.dataset.theme = look.theme;
    this.#root.classList.toggle("wall", grown() > 1);
  }

  /**
   * Note what is on screen, for tests and measurements.
   *
   * @param {string} id
   */
  drawn(id) {
    const { source, shown, layers: { base } } = this.#desk;
    if (!source.hasSnapshot) return;
    this.#root.dataset.drawnId = id;
    if (!this.#marked) {
      this.#marked = true;
      performance.mark("geo-rtcc:calls-drawn");
      if (!base || base.isReady || !shown.has("base")) this.#ready();
      else base.once("ready", () => this.#ready());
    }
  }

  remove() {
    for (const end of this.#ends) end();
    for (const panel of this.#panels) panel.remove?.();
    for (const name of ["state", "drawn", "drawnId"]) delete this.#root.dataset[name];
    this.#root.replaceChildren();
  }

  /**
   * Close what there is no room for beside a panel.
   *
   * @param {PanelName} name
   */
  #makeRoom(name) {
    const width = this.#root.clientWidth;
    /** @type {PanelName[]} */
    const rivals = width < PHONE_PX ? ["layers", "queue", "table"]
      : width < NARROW_PX ? ["layers", "queue"] : [];
    if (rivals.includes(name)) for (const each of rivals) this.open[each] = false;
  }

  #tellCovered() {
    const { layers, table, help } = this.open, { choice } = this.#desk.focus;
    const covered = this.isPhone && (layers || table || help || choice !== null);
    tellCovered(this.#root, covered || this.#closeMenu !== null);
  }

  #ready() {
    performance.mark("geo-rtcc:drawn");
    this.#root.dataset.drawn = "true";
  }

  #arrange() {
    for (const [name, on] of Object.entries(this.open)) {
      this.#root.classList.toggle(`with-${name}`, on);
    }
  }

  /** @param {Event} event */
  #outside(event) {
    const path = event.composedPath();
    const inside = path.some((node) => node instanceof HTMLElement && node.matches(".menu"));
    if (!inside) this.closeMenu?.();
  }
}
