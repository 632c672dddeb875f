/** Elements without markup: text from data only ever becomes text. */

/**
 * @typedef {string | number | boolean | null | undefined | EventListener} Value
 * @typedef {Record<string, Value>} Attributes
 */

/**
 * Make an element. Keys that begin with "on" become listeners, "text" the text; false, null and
 * undefined leave an attribute out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {(Node | string | null)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (name === "text") made.textContent = String(value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, String(value));
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * Make a button with an icon, words, or both; an icon alone says its name to screen readers.
 *
 * @param {{label: string, icon?: SVGElement, words?: string, kind?: string, key?: string}} looks
 * @param {(event: Event) => void} act
 * @returns {HTMLButtonElement}
 */
export function button(looks, act) {
  const { label, icon, words, kind = "", key } = looks;
  const made = el("button", { type: "button", class: `button ${kind}`.trim(), onclick: act });
  if (icon) made.append(icon);
  if (words) made.append(el("span", { class: "words", text: words }));
  if (key) made.setAttribute("aria-keyshortcuts", key);
  if (label !== words) made.setAttribute("aria-label", label);
  made.title = key ? `${label} (${key})` : label;
  return made;
}

/**
 * Set an attribute or the text only when it differs: a screen reader repeats what is set.
 *
 * @param {HTMLElement} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Make `parent`'s children those of `items`, in order; elements of known keys stay, and with them
 * the focus and the scroll position.
 *
 * @template Item
 * @param {HTMLElement} parent
 * @param {Item[]} items
 * @param {(item: Item) => string} key
 * @param {(item: Item, old: HTMLElement | null) => HTMLElement} show  may return `old`
 */
export function keyed(parent, items, key, show) {
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of /** @type {HTMLElement[]} */ ([...parent.children])) {
    old.set(child.dataset.key ?? "", child);
  }
  let before = parent.firstElementChild;
  for (const item of items) {
    const name = key(item), known = old.get(name) ?? null;
    const made = show(item, known);
    made.dataset.key = name;
    old.delete(name);
    if (known && known !== made) {
      if (known === before) before = made;
      known.replaceWith(made);
    }
    if (made === before) before = made.nextElementSibling;
    else parent.insertBefore(made, before);
  }
  for (const left of old.values()) left.remove();
}
