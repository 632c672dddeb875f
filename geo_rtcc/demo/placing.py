"""Where calls happen: how much each street segment draws each kind of call."""

import numpy as np
import shapely

from geo_rtcc.demo.areas import beats
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Frontage
from geo_rtcc.demo.neighbourhoods import NEIGHBOURHOODS
from geo_rtcc.demo.places import spots

PROFILES = ("homes", "shops", "mixed", "night", "street", "mall", "works", "roads")
_CLASS_WEIGHT = {  # local, collector, arterial, expressway
    "homes": (1.0, 0.8, 0.25, 0.0),
    "shops": (0.12, 0.9, 2.6, 0.0),
    "roads": (0.12, 0.8, 3.0, 0.45),
}
_CLASSES = ("local", "collector", "arterial", "expressway")
_UNEVENNESS, _FEW_HOMES = 0.75, 0.6


def weights(front: Frontage, seed: int) -> dict[str, Floats]:
    """Return, by profile, each segment's share of the calls; every profile sums to 1.

    A lognormal factor per segment, the same for all profiles, makes some blocks busier than others
    as in any real city.
    """
    rng = np.random.default_rng([seed, 7])
    uneven = rng.lognormal(0, _UNEVENNESS, len(front.lines))
    middle = shapely.line_interpolate_point(front.lines, 0.5, normalized=True)
    beat = shapely.STRtree([area.outline for area in beats()]).nearest(middle)
    living = np.array([place.homes for place in NEIGHBOURHOODS])[beat]
    trading = np.array([place.shops for place in NEIGHBOURHOODS])[beat]
    class_of = np.array([_CLASSES.index(name) for name in front.road_class])
    by_class = {name: np.array(row)[class_of] for name, row in _CLASS_WEIGHT.items()}
    length = front.length
    homes = _share(length * by_class["homes"] * living)
    shops = _share(length * by_class["shops"] * trading**1.4)
    roads = _share(length * by_class["roads"] * (0.6 + 0.4 * trading))
    near = {
        "night": _near(middle, spots("nightlife"), 330.0),
        "mall": _near(middle, spots("mall"), 320.0),
        "street": _near(middle, spots("rail_station", "shelter", "stadium", "nightlife"), 420.0),
    }
    hubs = {
        name: _share(length * pull * (class_of < _CLASSES.index("expressway")))
        for name, pull in near.items()
    }
    blended = {
        "homes": homes,
        "shops": 0.85 * shops + 0.15 * hubs["mall"],
        "mixed": 0.55 * homes + 0.4 * shops + 0.05 * hubs["street"],
        "night": 0.47 * homes + 0.46 * shops + 0.07 * hubs["night"],
        "street": 0.4 * homes + 0.45 * shops + 0.15 * hubs["street"],
        "mall": 0.72 * shops + 0.28 * hubs["mall"],
        "works": _share(shops * (1 + 2 * (living < _FEW_HOMES))),
        "roads": roads,
    }
    return {name: _share(blended[name] * uneven) for name in PROFILES}


def _share(values: Floats) -> Floats:
    return np.asarray(values / values.sum())


def _near(
    points: np.ndarray[tuple[int, ...], np.dtype[np.object_]], at: Floats, reach: float
) -> Floats:
    xy = shapely.get_coordinates(points)
    square = ((xy[:, None, :] - at[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(np.exp(-square / (2 * reach**2)).sum(axis=1))
