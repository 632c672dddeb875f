/** When the page around the map turns light or dark, which nobody else tells Python. */

const LOOK_EVERY_MS = 1000;

/**
 * Tell of every change of the page's ground until the returned function is called.
 *
 * @param {HTMLElement} root
 * @param {(ground: string) => void} tell
 * @returns {() => void}
 */
export function watchTheme(root, tell) {
  const look = () => getComputedStyle(root).getPropertyValue("--st-background-color");
  let before = look();
  const timer = setInterval(() => {
    const now = look();
    if (now === before) return;
    before = now;
    tell(now);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
