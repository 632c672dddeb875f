/** Outbox ids, EPOCH.CURSOR: cursors of one epoch are in order, epochs are not. */

/** @param {string} id @returns {{epoch: string, cursor: bigint} | null} */
function parts(id) {
  const [, epoch, digits] = /^(.*)\.(\d+)$/.exec(id) ?? [];
  return digits === undefined ? null : { epoch, cursor: BigInt(digits) };
}

/**
 * @param {string} id @param {string} than
 * @returns {"older" | "same" | "newer" | "another epoch"}
 */
export function compare(id, than) {
  const [a, b] = [parts(id), parts(than)];
  if (!a || !b || a.epoch !== b.epoch) return id === than ? "same" : "another epoch";
  return a.cursor < b.cursor ? "older" : a.cursor > b.cursor ? "newer" : "same";
}
