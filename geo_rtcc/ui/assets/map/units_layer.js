/** Units where they last said they were, and how long ago that was. */

import { SymbolsLayer } from "./symbols_layer.js";
import {
  fading, UNIT_REACH_PX, unitLabel, unitSprite, unitState, UNKNOWN,
} from "./unit_marks.js";

/** @import { Unit } from "../live/types.js" */
/** @import { Symbol } from "./symbols_layer.js" */

/** @extends {SymbolsLayer<Unit>} */
export class UnitsLayer extends SymbolsLayer {
  nowS = 0;

  /** @param {Unit[]} units @param {number} nowS */
  show(units, nowS) {
    this.nowS = nowS;
    this.put([...units].sort((one, other) => one.at - other.at || other.id - one.id));
  }

  /** @param {Unit} unit @param {number} factor @returns {Symbol} */
  symbol(unit, factor) {
    const step = fading(this.nowS - unit.at);
    return {
      sprite: unitSprite(this.look, unitState(unit.status), unit.heading, step, factor),
      label: unitLabel(unit, this.nowS), strong: step < UNKNOWN, reach: UNIT_REACH_PX,
    };
  }
}
