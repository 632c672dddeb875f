/**
 * What a person has singled out: selected, chosen from a stack, followed.
 *
 * @import {Selection} from "./types.js"
 * @import {Desk} from "./desk.js"
 * @import {Spot} from "./selecting.js"
 * @import {Lines} from "./words.js"
 */
import { instant, isSame, lines, spot } from "./selecting.js";

export class Focus {
  /** @type {Selection | null} */
  selection;
  /** @type {number | null} id of the unit followed */
  follow = null;
  /** @type {{found: Selection[], at: {x: number, y: number}} | null} several under one click */
  choice = null;
  #desk;
  #told = "null";
  #stood = 0;

  /**
   * @param {Desk} desk
   * @param {Selection | null} selection
   */
  constructor(desk, selection) {
    this.#desk = desk;
    this.selection = selection;
  }

  /** @param {Selection | null} selection */
  select(selection) {
    this.choice = null;
    const same = selection?.kind === "unit" && Number(selection.key) === this.follow;
    if (this.follow !== null && !same) this.release("");
    this.selection = selection;
    this.refresh();
    this.#desk.frame.touch(["selection"], true);
    this.#desk.remember();
  }

  /**
   * Offer what lies under one click for choice.
   *
   * @param {Selection[]} found
   * @param {{x: number, y: number}} at  px in the map
   */
  choose(found, at) {
    this.choice = { found, at };
    this.#desk.frame.touch(["selection"], true);
  }

  /** Show on the map, and tell Python, what is selected, as it is now. */
  refresh() {
    const { selection } = this, record = selection && this.#desk.model.find(selection);
    const where = selection && record ? spot(selection, record) : null;
    this.#desk.layers.selection.select(where);
    if (selection && !record && !this.#desk.source.hasSnapshot) return;
    const told = selection ? { ...selection, at: record ? instant(record) : 0 } : null;
    const text = JSON.stringify(selection);
    if (text === this.#told) return;
    this.#told = text;
    this.#desk.tell(told);
  }

  /**
   * Move the map there.
   *
   * @param {Selection | null} selection
   */
  goTo(selection = this.selection) {
    const record = selection && this.#desk.model.find(selection);
    const where = selection && record ? spot(selection, record) : null;
    if (where) this.#desk.view.goTo(where);
    else if (selection) this.#desk.toasts.show("It has no point, so there is nowhere to go.");
  }

  /** Follow the selected unit, or stop following. */
  toggleFollow() {
    if (this.follow !== null) return this.release("No longer following.");
    if (this.selection?.kind !== "unit") {
      return this.#desk.toasts.show("Select a unit first, then F follows it.");
    }
    this.follow = Number(this.selection.key);
    this.keepFollowing();
    this.#desk.frame.touch(["selection"], true);
  }

  /**
   * Stop following.
   *
   * @param {string} why  "" says nothing
   */
  release(why) {
    if (this.follow === null) return;
    this.follow = null;
    if (why) this.#desk.toasts.show(why);
    this.#desk.frame.touch(["selection"], true);
  }

  /** Keep the followed unit in sight, after it moved. */
  keepFollowing() {
    if (this.follow === null) return;
    const unit = this.#desk.model.find({ kind: "unit", key: String(this.follow) });
    if (unit && "lon" in unit && !Number.isNaN(unit.lon)) this.#desk.view.keepInMiddle(unit);
  }

  /** @returns {import("./types.js").QueueItem | null} what is selected, if it is in the queue */
  get item() {
    return this.#desk.model.queue().find((item) => isSame(item, this.selection)) ?? null;
  }

  /**
   * Select the next one in the queue.
   *
   * @param {1 | -1} by
   */
  nextItem(by) {
    const queue = this.#desk.model.queue();
    if (!queue.length) return;
    const at = queue.findIndex((item) => isSame(item, this.selection));
    // What was acknowledged moves or leaves: go on from where it stood.
    const next = at >= 0 ? at + by : this.#stood + (by > 0 ? 0 : -1);
    this.#stood = Math.max(0, Math.min(queue.length - 1, next));
    const { kind, key } = queue[this.#stood];
    this.select({ kind, key });
  }

  /**
   * Say what something is and where.
   *
   * @param {Selection} selection
   * @returns {{lines: Lines, spot: Spot | null} | null} null if it isn't known any more
   */
  tell(selection) {
    const { model, look, now, time, spanWords } = this.#desk, record = model.find(selection);
    if (!record) return null;
    const known = { model, look, agency: model.agency, time, now, span: spanWords };
    return { lines: lines(selection, record, known), spot: spot(selection, record) };
  }
}
