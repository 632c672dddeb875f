/**
 * Where the picture is remembered: the address, so that a link shows a colleague the same, and the
 * tab, so that changing pages and coming back keeps it.
 *
 * @import {Place} from "./types.js"
 */
import { read, write } from "./address.js";

const KEY = "geo-rtcc-live";
const PAUSE_MS = 250;

export class Memory {
  #path = location.pathname;
  /** @type {Place | null} */
  #waiting = null;
  #timer = 0;

  /** @returns {Place} the address's; the tab's last one if the address says nothing */
  read() {
    const nothing = JSON.stringify(read(""));
    const found = read(location.search);
    const kept = sessionStorage.getItem(KEY);
    return JSON.stringify(found) === nothing && kept !== null ? read(kept) : found;
  }

  /**
   * Keep a place soon; of several in a row, the last.
   *
   * @param {Place} place
   */
  write(place) {
    this.#waiting = place;
    this.#timer ||= setTimeout(() => this.flush(), PAUSE_MS);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const place = this.#waiting;
    this.#waiting = null;
    if (!place) return;
    sessionStorage.setItem(KEY, write(place, ""));
    // Once another page is shown, the address is that page's.
    if (location.pathname !== this.#path) return;
    const search = write(place, location.search);
    const next = location.pathname + (search && !search.startsWith("?") ? `?${search}` : search);
    history.replaceState(history.state, "", next + location.hash);
  }
}
