/**
 * What the modules of the map that strings are placed on pass to each other. Types only.
 *
 * lon/lat are degrees (EPSG:4326), bounds west, south, east, north.
 *
 * @typedef {import("../live/types.js").Look} Look
 * @typedef {[number, number, number, number]} Bounds
 *
 * @typedef {object} Candidate  one place that a string may mean
 * @property {number} number  as in the table beside the map, from 1 on
 * @property {number} lon @property {number} lat
 * @property {number} uncertaintyM
 * @property {string} label
 *
 * What Python hands to the component.
 * @typedef {object} Given
 * @property {Look} look
 * @property {string} module  address of the component's main module
 * @property {string[]} scripts  addresses of classic scripts it needs first
 * @property {string[]} modules  addresses of all its modules, to be fetched ahead
 * @property {string[]} styles  addresses of its style sheets
 * @property {{bounds: Bounds | null, tiles: import("../map/base.js").Tiles}} start
 * @property {string} subject  names what is placed: for another one the view is fitted anew
 * @property {Bounds | null} home  where it is said to lie
 * @property {Candidate[]} candidates
 * @property {{lon: number, lat: number} | null} point  placed by hand
 * @property {number} chosen  number of a candidate; 0: the point
 *
 * What a person picked: a candidate by its number, or a point with number 0.
 * @typedef {{subject: string, number: number, lon: number, lat: number}} Pick
 */
export {};
