const YEAR = 31557600;
const PER = [[172800, 86400, "days"], [7200, 3600, "h"], [120, 60, "min"]];

function age(seconds) {
  if (seconds >= 2 * YEAR) return `${(Math.floor((seconds * 10) / YEAR) / 10).toFixed(1)} years`;
  const unit = PER.find(([from]) => seconds >= from);
  return unit ? `${Math.floor(seconds / unit[1])} ${unit[2]}` : `${Math.floor(seconds)} s`;
}

export default function ({ data, parentElement }) {
  const bar = parentElement.querySelector(".bar");
  // The server's clock counts; a wall display's own may be wrong.
  const ahead = Date.now() / 1000 - data.now_s;
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: data.zone, weekday: "short", day: "numeric", month: "short",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const day = new Intl.DateTimeFormat("en-GB", {
    timeZone: data.zone, weekday: "short", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit",
  });
  // American English knows CST and PDT where British English says GMT-6.
  const zone = new Intl.DateTimeFormat("en-US", { timeZone: data.zone, timeZoneName: "short" });
  const zoneName = (ms) => zone.formatToParts(ms).find((part) => part.type === "timeZoneName").value;
  const parts = ["name", "clock", "state"].map((kind) => {
    const part = document.createElement("span");
    part.className = kind;
    return part;
  });
  bar.replaceChildren(...parts);
  parts[0].textContent = data.name;
  parts[0].title = data.note;
  parts[1].title = `The agency's clock (${data.zone}), by the server's time`;
  const newest = data.newest_s === null ? "" : day.format(data.newest_s * 1000).replace(/,/g, "");
  parts[2].title = data.newest_s === null ? "No call has been loaded yet" :
    `Newest call received ${newest}. LIVE while it is at most ${data.live_within_s / 60} min ` +
    `old, then STALE. ${data.note}`.trim();
  parts[2].tabIndex = 0;
  const tick = () => {
    const now = Date.now() / 1000 - ahead;
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
