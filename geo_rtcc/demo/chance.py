"""Numbers that look random but depend on nothing except what they are asked for by."""

import numpy as np
import numpy.typing as npt

from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Ints

_STEP, _FIRST, _SECOND = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
Bits = npt.NDArray[np.uint64]


def chance(*keys: int | Ints) -> Floats:
    """Return one fraction in [0, 1) for each combination of the keys, broadcast together.

    Mixes them with SplitMix64 (Steele, Lea and Flood, 2014): a draw needs no draws before it.
    """
    with np.errstate(over="ignore"):
        mixed: Bits = np.zeros((), dtype=np.uint64)
        for key in keys:
            mixed = _mix(mixed ^ (np.asarray(key, dtype=np.int64).astype(np.uint64) + _STEP))
    return np.asarray((mixed >> np.uint64(11)) * 2.0**-53)


def _mix(value: Bits) -> Bits:
    value = value + _STEP
    value = (value ^ (value >> np.uint64(30))) * _FIRST
    value = (value ^ (value >> np.uint64(27))) * _SECOND
    return value ^ (value >> np.uint64(31))
