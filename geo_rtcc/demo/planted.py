"""What was planted in the demo's calls, so that tests and documentation can state the truth.

Days are counted from the city's anchor day (day 0). Places are plane metres; ``lonlat`` gives
EPSG:4326.
"""

from dataclasses import dataclass

import numpy as np

from geo_rtcc.demo.geometry import degrees
from geo_rtcc.models import Category


@dataclass(frozen=True, kw_only=True)
class PlantedHotspot:
    """Extra calls of one type around one place, their number a straight ramp between two days.

    Parameters
    ----------
    x, y, spread_m
        Centre (plane metres) and standard deviation of the extra calls around it.
    ramp
        First and last day of the change.
    daily
        Extra calls a day before and after the ramp, on average.
    hours
        First and last local hour in which they are received; the first may be later in the day.
    """

    name: str
    trend: str
    category: Category
    call_type: str
    x: float
    y: float
    spread_m: float
    ramp: tuple[int, int]
    daily: tuple[float, float]
    hours: tuple[int, int]

    @property
    def lonlat(self) -> tuple[float, float]:
        """The centre in EPSG:4326."""
        lon, lat = degrees(np.array([[self.x, self.y]]))[0]
        return float(lon), float(lat)

    def rate(self, day: int) -> float:
        """Return the extra calls to expect on a day after the anchor."""
        return float(np.interp(day, self.ramp, self.daily))


PLANTED: tuple[PlantedHotspot, ...] = (
    PlantedHotspot(
        name="Garden Row Mall",
        trend="growing",
        category=Category.VEHICLE,
        call_type="TFA",
        x=4230.0,
        y=520.0,
        spread_m=170.0,
        ramp=(45, 85),
        daily=(0.1, 3.4),
        hours=(10, 22),
    ),
    PlantedHotspot(
        name="Lantern Row",
        trend="shrinking",
        category=Category.VIOLENCE,
        call_type="ASLT",
        x=560.0,
        y=640.0,
        spread_m=140.0,
        ramp=(32, 62),
        daily=(3.2, 0.2),
        hours=(21, 2),
    ),
)
