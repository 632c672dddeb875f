/** Sentences that come and go, with a way to try again. */
import { button, el } from "./dom.js";
import { icon } from "./icons.js";

const STAY_MS = 8000;

export class Toasts {
  element = el("div", { class: "toasts", role: "status" });
  /** @type {Set<number>} */
  #timers = new Set();

  /**
   * Show a sentence; one with something to try again stays until it is answered.
   *
   * @param {string} sentence
   * @param {(() => void) | null} retry
   */
  show(sentence, retry = null) {
    const toast = el("div", { class: "toast panel" }, el("p", { text: sentence }));
    if (retry) {
      toast.classList.add("is-problem");
      toast.append(button({ label: "Retry", words: "Retry" }, () => {
        toast.remove();
        retry();
      }));
    }
    const shut = button({ label: "Dismiss", icon: icon("close"), kind: "plain" }, () =>
      toast.remove());
    toast.append(shut);
    this.element.append(toast);
    while (this.element.children.length > 3) this.element.firstElementChild?.remove();
    if (retry) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      toast.remove();
    }, STAY_MS);
    this.#timers.add(timer);
  }

  stop() {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
