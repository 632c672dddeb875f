/** What a component needs before its own modules run: styles, and scripts that are no modules. */

/** @param {string[]} addresses  of modules, fetched ahead */
export function preload(addresses) {
  for (const address of addresses) {
    if (linked(document.head, address)) continue;
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", href: address });
    document.head.append(link);
  }
}

/**
 * @param {ShadowRoot | HTMLElement} parent
 * @param {string[]} addresses
 */
export function styles(parent, addresses) {
  return Promise.all(addresses.map((address) => new Promise((go, fail) => {
    if (linked(parent, address)) return go(null);
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address, onload: go, onerror: fail });
    parent.append(link);
  })));
}

/** @param {string[]} addresses  fetched together, run in order, each once for the page */
export function scripts(addresses) {
  return Promise.all(addresses.map(script));
}

/** @param {string} address */
function script(address) {
  const found = [...document.scripts].find((each) => each.dataset.geoRtcc === address);
  if (found?.dataset.loaded) return Promise.resolve(null);
  return new Promise((go, fail) => {
    const made = found ?? document.createElement("script");
    made.addEventListener("load", () => {
      made.dataset.loaded = "true";
      go(null);
    });
    made.addEventListener("error", () => {
      made.remove();
      fail(new Error(`Not loaded: ${address}`));
    });
    if (found) return;
    made.dataset.geoRtcc = address;
    made.async = false;
    made.src = address;
    document.head.append(made);
  });
}

/**
 * @param {ParentNode} parent
 * @param {string} address
 */
function linked(parent, address) {
  return [...parent.querySelectorAll("link")].some((link) => link.getAttribute("href") === address);
}
