const YEAR = 31557600;
const PER = [[172800, 86400, "days"], [7200, 3600, "h"], [120, 60, "min"]];
const TOKEN = "geo-rtcc-token";

function age(seconds) {
  if (seconds >= 2 * YEAR) return `${(Math.floor((seconds * 10) / YEAR) / 10).toFixed(1)} years`;
  const unit = PER.find(([from]) => seconds >= from);
  return unit ? `${Math.floor(seconds / unit[1])} ${unit[2]}` : `${Math.floor(seconds)} s`;
}

function formats(zone) {
  const day = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return {
    clock: new Intl.DateTimeFormat("en-GB", { timeZone: zone, second: "2-digit", ...day }),
    day: new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", ...day }),
    // American English knows CST and PDT where British English says GMT-6.
    zone: new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" }),
  };
}

/* Put the token where this tab's maps look for it; ask for another one in time, or when told. */
function keepToken(data, setTriggerValue) {
  sessionStorage.setItem(TOKEN, JSON.stringify({ token: data.token }));
  window.dispatchEvent(new CustomEvent("geo-rtcc-token"));
  let asked = false;
  const renew = () => {
    if (!asked) setTriggerValue("renew", data.token.slice(-8));
    asked = true;
  };
  const timer = setTimeout(renew, data.renew_after_s * 1000);
  window.addEventListener("geo-rtcc-renew", renew);
  return () => {
    clearTimeout(timer);
    window.removeEventListener("geo-rtcc-renew", renew);
  };
}

function showClock(data, parts) {
  const { clock, day, zone } = formats(data.zone);
  const zoneName = (ms) => zone.formatToParts(ms).find((part) => part.type === "timeZoneName").value;
  // The server's clock counts; a wall display's own may be wrong.
  const began = performance.now();
  parts[0].textContent = data.name;
  parts[0].title = data.note;
  parts[1].title = `The agency's clock (${data.zone}), by the server's time`;
  const newest = data.newest_s === null ? "" : day.format(data.newest_s * 1000).replace(/,/g, "");
  parts[2].title = data.newest_s === null ? "No call has been loaded yet" :
    `Newest call received ${newest}. LIVE while it is at most ${data.live_within_s / 60} min ` +
    `old, then STALE. ${data.note}`.trim();
  parts[2].tabIndex = 0;
  parts[2].hidden = !data.with_age;
  const tick = () => {
    const now = data.now_s + (performance.now() - began) / 1000;
    parts[1].textContent = clock.format(now * 1000).replace(/,/g, "") + " " + zoneName(now * 1000);
    const old = data.newest_s === null ? null : Math.max(0, now - data.newest_s);
    const live = old !== null && old <= data.live_within_s;
    parts[2].dataset.state = old === null ? "none" : live ? "live" : "stale";
    parts[2].textContent = old === null ? "NO DATA" : `${live ? "LIVE" : "STALE"} ${age(old)}`;
  };
  tick();
  const timer = setInterval(tick, 1000);
  return () => clearInterval(timer);
}

/* Called for every change of the data; Streamlit cleans up only once, at the end. */
export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector(".bar");
  bar.stop?.();
  const parts = ["name", "clock", "state"].map((kind) => {
    const part = document.createElement("span");
    part.className = kind;
    return part;
  });
  bar.replaceChildren(...parts);
  const stops = [keepToken(data, setTriggerValue), showClock(data, parts)];
  bar.stop = () => stops.forEach((stop) => stop());
  return () => bar.stop();
}
