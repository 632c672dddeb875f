/** How cameras are drawn: small and quiet, since they seldom matter by themselves. */

import { sprite, turned } from "./sprite.js";

/** @import { Look } from "../live/types.js" */
/** @import { Pen, Sprite } from "./sprite.js" */

const SIZE = { width: 34, height: 34 };

/**
 * A camera: a square, or a disc if it is mobile, with a wedge where it looks.
 *
 * @param {Look} look @param {boolean} isMobile
 * @param {number | null} heading  degrees from north @param {number} factor
 * @returns {Sprite}
 */
export function cameraSprite(look, isMobile, heading, factor) {
  const turn = turned(heading);
  return sprite(look, `camera ${isMobile} ${turn}`, factor, SIZE, (pen) => {
    const { label, halo } = look.colours;
    pen.fillStyle = label;
    pen.strokeStyle = halo;
    if (turn !== null) wedge(pen, (turn * Math.PI) / 180 - Math.PI / 2);
    pen.globalAlpha = 1;
    pen.lineWidth = 2.4;
    pen.beginPath();
    if (isMobile) pen.arc(0, 0, 3.4, 0, 2 * Math.PI);
    else pen.rect(-3, -3, 6, 6);
    pen.stroke();
    pen.fill();
    pen.fillStyle = halo;
    pen.beginPath();
    pen.arc(0, 0, 1.2, 0, 2 * Math.PI);
    pen.fill();
  });
}

/** @param {Pen} pen @param {number} angle */
function wedge(pen, angle) {
  pen.globalAlpha = 0.34;
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.arc(0, 0, 14, angle - 0.45, angle + 0.45);
  pen.closePath();
  pen.fill();
}
