/** Messages as the server codes them, from records written plainly; by docs/live-map.md. */

export const CATEGORIES = [
  "violence", "weapons", "property", "vehicle", "disorder", "traffic", "welfare", "alarm", "other",
];
export const CALL = {
  run: 1, row: 1, lon: -93.0811, lat: 45.0102, at: 0, closed: null, step: 0, category: 2,
  priority: 3, flags: 0, type: "THEFT", address: "100 MAIN ST", area: "B1", shift: "day",
  sure: "address point, ±10 m", radius: 10, cell: -1, units: [], others: "", source: "cad",
};
export const HIT = {
  key: "9.1", at: 0, lon: -93.1, lat: 45, plate: "ABC123", state: "MN", entry_plate: "ABC123",
  entry_state: "MN", match: "exact", state_match: "same", probability: 0.98, list: "Local",
  ncic: "stolen vehicle", category: "vehicle", priority: 2, reason: "Stolen", camera: "North 1",
  area: "B1", sure: "given", radius: 5, status: "unverified", level: "warning", image_url: "",
};
export const AGENCY = {
  name: "Demo", zone: "America/Chicago", demo: true, note: "", areaWord: "Beat", bounds: null,
  areas: [
    { code: "B1", name: "Harbour", parent: "N", lon: 0, lat: 0 },
    { code: "B2", name: "Señor Park", parent: "S", lon: 0, lat: 0 },
  ],
  shifts: [{ code: "day", name: "Day" }, { code: "night", name: "Night" }],
};
const TEXT_COLUMNS = ["type", "address", "area", "shift", "sure", "source"];
const DIGIT_COLUMNS = ["step", "category", "priority", "flags"];

/** One coarse cell with `fine` fine ones in it, each a square. */
export function cellColumns(fine = 3) {
  const names = Array.from({ length: fine }, (_, i) => `892a${i.toString(16).padStart(4, "0")}`);
  return {
    base: [-93, 45], name: ["882a", ...names], lon: [0, ...names.map((_, i) => i * 1000)],
    lat: [0, ...names.map(() => 500)], ring: [0, ...names.map(() => 1)],
    rings: [[-900, -900, 900, -900, 900, 900], [-300, -300, 300, -300, 300, 300, -300, 300]],
    parent: [-1, ...names.map(() => 0)],
  };
}

/** @param {any[]} records  differences from CALL */
export function callColumns(records, index, base = [-93, 45, 1_000_000]) {
  const full = records.map((each) => ({ ...CALL, ...each })).sort((a, b) => a.at - b.at);
  const micro = (value, from) => (value === null ? null : Math.round(value * 1e6) - from * 1e6);
  const steps = (name, from) => full.map((each, i) => each[name] - (i ? full[i - 1][name] : from));
  const columns = {
    base, run: steps("run", 0), row: steps("row", 0), at: steps("at", base[2]),
    lon: full.map((each) => micro(each.lon, base[0])),
    lat: full.map((each) => micro(each.lat, base[1])),
    closed: full.map((each) => each.closed), radius: full.map((each) => each.radius),
    cell: full.map((each) => each.cell),
    units: Object.fromEntries(full.flatMap((e, i) => (e.units.length ? [[i, e.units]] : []))),
    others: Object.fromEntries(full.flatMap((e, i) => (e.others ? [[i, e.others]] : []))),
  };
  for (const name of DIGIT_COLUMNS) columns[name] = full.map((each) => each[name]).join("");
  for (const name of TEXT_COLUMNS) columns[name] = full.map((each) => index(each[name]));
  return columns;
}

/** @param {any[]} records */
export function rows(records) {
  const fields = Object.keys(records[0] ?? {});
  return { fields, rows: records.map((each) => fields.map((name) => each[name])) };
}

/** A change: what is given, coded. */
export function change({ now, calls, cells, hits, units, cameras, marks, feeds }) {
  const texts = [""];
  const index = (text) => {
    if (!texts.includes(text)) texts.push(text);
    return texts.indexOf(text);
  };
  const message = { now, texts };
  if (calls) message.calls = callColumns(calls, index);
  if (calls) message.cells = cells ?? cellColumns();
  if (hits) message.hits = rows(hits.map((each) => ({ ...HIT, ...each })));
  for (const [name, records] of Object.entries({ units, cameras, marks })) {
    if (records) message[name] = rows(records);
  }
  if (feeds) message.feeds = feeds;
  return message;
}

/** A snapshot: a change with its window. */
export function snapshot({ now = 1_100_000, live = true, to = now, hours = 24, ...parts }) {
  return {
    id: "e.1", from: to - hours * 3600, to, live, agency: AGENCY, beyond: 0, newestCall: null,
    tiles: { version: "1", on: "2026-11-22", schema: "agency", maxZoom: 15 },
    ...change({ now, calls: [], hits: [], units: [], cameras: [], marks: [], feeds: [], ...parts }),
  };
}
