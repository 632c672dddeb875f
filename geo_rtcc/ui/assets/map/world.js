/** World pixels at zoom 0 (Web Mercator): times 2^zoom they are Leaflet's at any zoom. */

const SIZE = 256;

/**
 * @param {number} lon degrees @param {number} lat degrees
 * @returns {[number, number]} x to the east, y to the south
 */
export function world(lon, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return [SIZE * (lon / 360 + 0.5), SIZE * y];
}

/**
 * @param {number} x @param {number} y
 * @returns {[number, number]} longitude and latitude in degrees
 */
export function lonLat(x, y) {
  const north = Math.PI * (1 - (2 * y) / SIZE);
  return [360 * (x / SIZE - 0.5), (Math.atan(Math.sinh(north)) * 180) / Math.PI];
}
