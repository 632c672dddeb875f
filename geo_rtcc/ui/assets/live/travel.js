/**
 * Travelling in time: what moves with the instant looked at, and windows that ended.
 *
 * @import {Moment} from "./types.js"
 * @import {Desk} from "./desk.js"
 * @import {PastSpan} from "./source.js"
 * @import {Host} from "./times.js"
 */

const DAY_S = 86_400;

/**
 * @param {Desk} desk
 * @returns {Host}
 */
export function timesHost(desk) {
  return {
    span: () => ({ from: desk.model.from, to: desk.model.to, isPast: desk.source.span !== null }),
    setMoment: (moment) => {
      desk.push(desk.model.setMoment(moment));
      desk.frame.touch(["time", "queue", "selection"], true);
      desk.remember();
    },
    setUnits: (units) => desk.push(desk.model.setUnits(units)),
    askUnits: (at) => desk.source.units(at),
    say: (sentence) => desk.toasts.show(sentence),
  };
}

/**
 * Show a window that ended; the live one goes on meanwhile.
 *
 * @param {Desk} desk
 * @param {PastSpan | null} span  null: live
 * @param {Moment} [moment]  to look at in it
 */
export async function openPast(desk, span, moment) {
  const { times, source } = desk;
  times.pause();
  desk.isOpening = span !== null;
  desk.frame.touch(["time"], true);
  try {
    if (!await source.open(span)) return;
    times.moment = moment ?? { at: null, windowS: windowOf(span, times.moment.windowS) };
    change(desk);
  } catch {
    if (!source.past) source.span = null;
    desk.toasts.show("That day could not be fetched: the server can't be reached.",
      () => void openPast(desk, span, moment));
  } finally {
    desk.isOpening = false;
    desk.frame.touch(["time"], true);
  }
}

/**
 * Show the other model.
 *
 * @param {Desk} desk
 */
function change(desk) {
  const { model, source, times } = desk;
  model.setFilter(desk.filter);
  model.setMoment(times.moment);
  if (source.past) source.live.setMoment({ ...times.moment, at: null });
  desk.layers.setTiles(/** @type {any} */ (model.tiles));
  desk.layers.show(desk.shown, model);
  times.refresh();
  desk.frame.redo();
  desk.focus.refresh();
  desk.frame.touch(["agency", "filter", "time", "selection"], true);
  desk.remember();
}

/**
 * Return how far back calls are shown in a span that has just been opened: all of several days.
 *
 * @param {PastSpan | null} span
 * @param {number} before
 */
function windowOf(span, before) {
  const whole = (span?.hours ?? 0) * 3600;
  return whole > 2 * DAY_S ? 7 * DAY_S : Math.min(before, DAY_S);
}
