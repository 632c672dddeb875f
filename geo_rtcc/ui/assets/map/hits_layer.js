/** Plate hits, the newest on top. */

import { age } from "../live/clock.js";
import { HIT_REACH_PX, hitAge, hitOrder, hitSprite } from "./hit_marks.js";
import { SymbolsLayer } from "./symbols_layer.js";

/** @import { Hit } from "../live/types.js" */
/** @import { Symbol } from "./symbols_layer.js" */

/** @extends {SymbolsLayer<Hit>} */
export class HitsLayer extends SymbolsLayer {
  nowS = 0;
  allLabelsZoom = Infinity;

  /** @param {Hit[]} hits @param {number} nowS */
  show(hits, nowS) {
    this.nowS = nowS;
    this.put([...hits].sort(hitOrder));
  }

  /** @param {Hit} hit @param {number} factor @returns {Symbol} */
  symbol({ level, status, at }, factor) {
    const ageS = this.nowS - at, step = hitAge(ageS), isTold = step < 2 && status !== "rejected";
    return {
      sprite: hitSprite(this.look, level, status, step, factor),
      label: isTold ? age(ageS) : "", strong: step === 0, reach: HIT_REACH_PX,
    };
  }
}
