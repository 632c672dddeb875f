"""All trials of the geocoder on the agencies' own data, by name."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests import geocode_dc, geocode_dc_places, geocode_dc_signals, geocode_denver, geocode_sf
from tests.geocode_truth import Trial

TRIALS: dict[str, Callable[[Path], Trial]] = {
    "sf.intersections": geocode_sf.intersections,
    "dc.blocks": geocode_dc.blocks,
    "dc.ranges": geocode_dc_places.by_range,
    "dc.arterials": geocode_dc_signals.of_arterials,
    "dc.signals": geocode_dc_signals.at_signals,
    "dc.points": geocode_dc_places.by_point,
    "dc.names": geocode_dc_places.by_name,
    "denver.halves": geocode_denver.halves,
}


def trials(shared: Path, only: str = "", seed: int = geocode_denver.SEED) -> Iterator[Trial]:
    """Make the trials whose names start with ``only``, one after the other.

    ``seed`` divides Denver's strings.
    """
    for name, make in {
        **TRIALS,
        "denver.halves": partial(geocode_denver.halves, seed=seed),
    }.items():
        if name.startswith(only):
            yield make(shared)
