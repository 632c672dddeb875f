/** Lengths on the ground in Web Mercator. Pure. */

const WORLD_PX = 256;
const EQUATOR_M = 2 * Math.PI * 6_378_137;

/**
 * @param {number} metres @param {number} lat  degrees
 * @returns {number} world pixels at zoom 0: Mercator stretches by 1/cos of the latitude
 */
export function worldLength(metres, lat) {
  return (metres * WORLD_PX) / (EQUATOR_M * Math.cos((lat * Math.PI) / 180));
}
