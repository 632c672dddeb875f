/** Every symbol of the map, for its layers, legends and cards; `element` makes one an element. */

export { cameraSprite } from "./camera_marks.js";
export { callRadius, callSprite, callState, CALL_STATES, haloSprite } from "./call_marks.js";
export { hitAge, hitSprite, HIT_STATES } from "./hit_marks.js";
export { element, stamp, zoomFactor } from "./sprite.js";
export { fading, UNIT_STATES, unitSprite, unitState, UNKNOWN } from "./unit_marks.js";
