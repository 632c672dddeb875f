/*
 * A server that has been restarted knows nothing of the bar, so the bar can't be run alone there
 * and brings no token. Then the whole page is run.
 */
const TOKEN = "geo-rtcc-token";
const PATIENCE_MS = 3000;

export default function ({ parentElement, setTriggerValue }) {
  const part = parentElement.querySelector(".again");
  part.stop?.();
  let timer = 0;
  const wait = () => {
    const before = sessionStorage.getItem(TOKEN);
    timer ||= setTimeout(() => {
      timer = 0;
      if (sessionStorage.getItem(TOKEN) === before) setTriggerValue("again", Date.now());
    }, PATIENCE_MS);
  };
  window.addEventListener("geo-rtcc-renew", wait);
  part.stop = () => {
    clearTimeout(timer);
    window.removeEventListener("geo-rtcc-renew", wait);
  };
  return () => part.stop();
}
