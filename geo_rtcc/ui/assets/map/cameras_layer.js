/** Cameras, fixed and mobile. */

import { cameraSprite } from "./camera_marks.js";
import { SymbolsLayer } from "./symbols_layer.js";

/** @import { Camera } from "../live/types.js" */
/** @import { Symbol } from "./symbols_layer.js" */

/** @extends {SymbolsLayer<Camera>} */
export class CamerasLayer extends SymbolsLayer {
  /** @param {Camera[]} cameras */
  show(cameras) {
    this.put([...cameras].sort((one, other) => other.id - one.id));
  }

  /** @param {Camera} camera @param {number} factor @returns {Symbol} */
  symbol({ isMobile, heading }, factor) {
    const sprite = cameraSprite(this.look, isMobile, heading, factor);
    return { sprite, label: "", strong: false, reach: 0 };
  }
}
