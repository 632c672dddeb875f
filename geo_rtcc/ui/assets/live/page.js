/** The page around the map: what it is told, and what of it the map takes away. */

/**
 * Return what holds the map and what the page shows beside it.
 *
 * @param {HTMLElement} root
 * @returns {HTMLElement | null}
 */
function holder(root) {
  const node = root.getRootNode(), host = node instanceof ShadowRoot ? node.host : null;
  return host?.parentElement?.closest(".st-key-live") ?? null;
}

/**
 * Let the page put what it shows beside the panels.
 *
 * @param {HTMLElement} root
 * @param {Record<string, number>} room  px that panels cover, by side
 */
export function tellRoom(root, room) {
  for (const [side, px] of Object.entries(room)) {
    holder(root)?.style.setProperty(`--live-${side}`, `${Math.round(px)}px`);
  }
}

/**
 * Have the page take its details away while they would lie over what was opened.
 *
 * @param {HTMLElement} root
 * @param {boolean} covered
 */
export function tellCovered(root, covered) {
  holder(root)?.toggleAttribute("data-covered", covered);
}

/**
 * Close the page's own dialog about a lost connection: it lies over the map, takes its keys, and
 * says nothing that the strip doesn't say. Other dialogs stay.
 */
export function closeConnectionDialog() {
  for (const dialog of document.querySelectorAll(".stDialog")) {
    const about = /streamlit run/.test(dialog.querySelector("pre, code")?.textContent ?? "");
    const shut = about ? dialog.querySelector("button[aria-label=Close]") : null;
    if (shut instanceof HTMLElement) shut.click();
  }
}
