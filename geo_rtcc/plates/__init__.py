"""Plates as texts: normalised, with their state, and how likely one is another misread."""

from geo_rtcc.plates.index import HotListIndex
from geo_rtcc.plates.states import state_code, state_codes
from geo_rtcc.plates.texts import normal_plate, normal_plates

__all__ = ["HotListIndex", "normal_plate", "normal_plates", "state_code", "state_codes"]
