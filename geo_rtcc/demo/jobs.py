"""What calls ask of units: to be somewhere at an instant, and to stay for a while."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.demo.calls import drawn_between, incident_id
from geo_rtcc.demo.city import City
from geo_rtcc.demo.days import DrawnCalls
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import CROSSING_M, frontage

LEAD_S = 480.0  # an officer is on the way before he sees what he calls in
_CREW_OF_URGENT = 2


@dataclass(frozen=True, kw_only=True)
class Job:
    """One call's demand. Times are seconds since 1970.

    Parameters
    ----------
    named_s
        From when the call names its units.
    assign_s, arrive_s, clear_s
        When units are chosen, should arrive, and leave again.
    segment, along_m
        Where: metres along a street segment's line.
    crew
        How many units.
    """

    incident: str
    named_s: float
    assign_s: float
    arrive_s: float
    clear_s: float
    segment: int
    along_m: float
    crew: int


def jobs_between(
    city: City, from_at: datetime, to_at: datetime, *, anchor_on: date, seed: int
) -> list[Job]:
    """Return the demands of calls received in [``from_at``, ``to_at``), by time of assignment."""
    calls = drawn_between(city, from_at, to_at, anchor_on=anchor_on, seed=seed)
    along = _along(city, calls)
    sent = np.flatnonzero(calls.dispatched >= 0)
    return sorted(
        (_job(calls, int(row), float(along[row])) for row in sent),
        key=lambda job: (job.assign_s, job.incident),
    )


def _job(calls: DrawnCalls, row: int, along_m: float) -> Job:
    named = float(calls.dispatched[row]) / 1e6
    # cancelled on the way: nobody arrives, and the unit turns back when it is told
    met = calls.on_scene[row] >= 0
    arrive = float(calls.on_scene[row] if met else calls.closed[row]) / 1e6
    urgent = CALL_TYPES[calls.kind[row]].priority == 1 and not calls.on_view[row]
    return Job(
        incident=incident_id(int(calls.day[row]), int(calls.sequence[row])),
        named_s=named,
        assign_s=named - LEAD_S if calls.on_view[row] else named,
        arrive_s=arrive,
        clear_s=float(calls.closed[row]) / 1e6,
        segment=int(calls.segment[row]),
        along_m=along_m,
        crew=_CREW_OF_URGENT if urgent else 1,
    )


def _along(city: City, calls: DrawnCalls) -> Floats:
    front = frontage(city.streets)
    length = front.length[calls.segment]
    lots = np.maximum(front.lots[calls.segment, calls.side], 1)
    near = np.minimum(CROSSING_M, length / 3)
    corner = np.where(calls.crossing == 1, length - near, near)
    return np.asarray(np.where(calls.crossing >= 0, corner, (calls.lot + 0.5) / lots * length))
