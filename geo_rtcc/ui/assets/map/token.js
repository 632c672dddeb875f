/** Requests to the routes beside the pages, with the token that the page keeps for this tab. */

const KEY = "geo-rtcc-token";
const RENEW = "geo-rtcc-renew";
const LOOK_EVERY_MS = 50;
const RENEWED_WITHIN_MS = 10_000;

/** @type {Promise<void> | null} one renewal at a time, whoever needs it */
let renewal = null;

/** @returns {Promise<string>} the current token; waits until the page has one */
export async function token() {
  for (;;) {
    const found = kept();
    if (found) return found;
    await pause(LOOK_EVERY_MS);
  }
}

/**
 * Fetch with the token. When it has run out, ask the page for another one and try once more.
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} 401 if the page had no other token in time
 */
export async function ask(url, options = {}) {
  const used = await token();
  const answer = await send(url, options, used);
  if (answer.status !== 401) return answer;
  if (kept() === used) await renewed(used);
  const other = kept();
  return other && other !== used ? send(url, options, other) : answer;
}

/**
 * @param {string} url @param {RequestInit} options @param {string} bearer
 * @returns {Promise<Response>}
 */
function send(url, options, bearer) {
  const headers = new Headers(options.headers);
  headers.set("Authorization", `Bearer ${bearer}`);
  return fetch(url, { ...options, headers });
}

/** @returns {string | null} */
function kept() {
  try {
    const held = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return typeof held?.token === "string" ? held.token : null;
  } catch {
    return null;
  }
}

/** @param {string} used @returns {Promise<void>} when another token is there, or time is up */
function renewed(used) {
  renewal ??= renew(used).finally(() => {
    renewal = null;
  });
  return renewal;
}

/** @param {string} used */
async function renew(used) {
  (window.top ?? window).dispatchEvent(new CustomEvent(RENEW));
  for (let waited = 0; waited < RENEWED_WITHIN_MS; waited += LOOK_EVERY_MS) {
    if (kept() !== used) return;
    await pause(LOOK_EVERY_MS);
  }
}

/** @param {number} ms @returns {Promise<void>} */
function pause(ms) {
  return new Promise((go) => setTimeout(go, ms));
}
