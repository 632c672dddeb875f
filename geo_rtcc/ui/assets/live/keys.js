/**
 * The keyboard: which key asks for what, and when a key belongs to somebody else.
 *
 * @typedef {"next" | "previous" | "acknowledge" | "escalate" | "follow" | "goTo" | "layers" |
 *   "table" | "search" | "help" | "play" | "stepBack" | "stepOn" | "escape"} Command
 *
 * @typedef {object} Press  of KeyboardEvent, what matters here
 * @property {string} key
 * @property {boolean} ctrlKey @property {boolean} metaKey @property {boolean} altKey
 * @property {boolean} defaultPrevented
 */

/** @type {Record<string, Command>} */
const COMMANDS = {
  j: "next", k: "previous", a: "acknowledge", e: "escalate", f: "follow", g: "goTo",
  l: "layers", t: "table", "/": "search", "?": "help", " ": "play",
  ArrowLeft: "stepBack", ArrowRight: "stepOn", Escape: "escape",
};

/** @type {[string, string][]} keys and what they do, as the help shows them */
export const KEY_HELP = [
  ["J / K", "Next / previous in the queue"],
  ["A", "Acknowledge what is selected in the queue"],
  ["E", "Escalate it by one level"],
  ["G", "Go to what is selected"],
  ["F", "Follow the selected unit"],
  ["/", "Search"],
  ["L", "Layers and legend"],
  ["T", "Everything as a table"],
  ["Space", "Play or pause"],
  ["← / →", "Step through time (pan, when the map has the focus)"],
  ["Esc", "Close what is open, then clear the selection"],
  ["?", "This help"],
];

const OWN_KEYS = new Set([" ", "ArrowLeft", "ArrowRight", "Enter"]);
const TYPED = new Set(["INPUT", "TEXTAREA", "SELECT"]);
const PRESSED = new Set(["BUTTON", "A", "SUMMARY"]);

/**
 * Return what a key press asks for; null if nothing, or if it belongs to what has the focus.
 *
 * @param {Press} press
 * @param {{tag: string, editable: boolean, ownKeys: boolean, type: string}} target
 *   what has the focus; `ownKeys`: it handles arrows and space itself
 * @returns {Command | null}
 */
export function command(press, target) {
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === "Escape") return "escape";
  const ticked = target.tag === "INPUT" && (target.type === "checkbox" || target.type === "radio");
  if (target.editable || (TYPED.has(target.tag) && !ticked)) return null;
  const pressed = PRESSED.has(target.tag) || ticked || target.ownKeys;
  if (pressed && OWN_KEYS.has(press.key)) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : null;
}

/**
 * Hear key presses of the whole page until the returned function is called.
 *
 * @param {HTMLElement} root
 * @param {(command: Command, event: KeyboardEvent) => boolean} act  whether it did something
 * @returns {() => void}
 */
export function hear(root, act) {
  /** @param {KeyboardEvent} event */
  const listen = (event) => {
    const target = event.composedPath()[0];
    if (!(target instanceof HTMLElement) || pageDialogIsOpen(root)) return;
    const asked = command(event, {
      tag: target.tagName,
      editable: target.isContentEditable,
      ownKeys: target.closest("[data-own-keys], [role=tab], [role=option]") !== null,
      type: target.getAttribute("type") ?? "",
    });
    if (asked && act(asked, event)) event.preventDefault();
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

/**
 * Say whether a dialog of the page, not of the map, is open.
 *
 * @param {HTMLElement} root
 */
function pageDialogIsOpen(root) {
  const found = document.querySelectorAll("dialog[open], [role=dialog]");
  return [...found].some((dialog) => !root.contains(dialog));
}
