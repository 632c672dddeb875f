"""Shops, homes and halls that callers name instead of an address; every name is invented."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from geo_rtcc.demo.city import City
from geo_rtcc.demo.geometry import Floats, Points, metres
from geo_rtcc.demo.places import nearest_addresses
from geo_rtcc.demo.plan import uv

Texts = npt.NDArray[np.object_]

# (name, x, y ...): each stands at the house number nearest to it; a chain has several.
_SHOPS: tuple[tuple[str, Points], ...] = (
    (
        "Zipway Fuel",
        [
            *[(-5180, -2370), (-2760, -2370), (-1350, -370), (1960, -2370), (4880, -370)],
            *[(1960, 2260), (-560, 3930)],
        ],
    ),
    ("Tillbrook Market", [(-2870, -460), (-1460, -3780), (1860, 850), (4780, 1790), (-900, 2290)]),
    ("Larkfield Pharmacy", [(-2770, 560), (-60, -2460), (4870, -2370), (1860, -3780)]),
    ("Copperline Savings", [uv(250, 120), (-1350, -2460), (2770, -370)]),
    ("Nine Pin Lanes", [(1970, -780)]),
    ("Bellwether Cinema", [uv(430, -240)]),
    ("Marigold Motel", [(-5290, -430)]),
    ("Beltway Inn", [(-3960, -2460)]),
    ("Orchard Court Apartments", [(2960, -780)]),
    ("Sorrel Park Apartments", [(-2050, -3060)]),
    ("Mariner Towers", [uv(640, -430)]),
    ("Tannery Lofts", [uv(-420, 330)]),
    ("Quarterline Mobile Homes", [(-5000, -1500)]),
    ("Heron Woods Apartments", [(1970, 3340)]),
    ("Linden Heights Library", [(-2870, -2000)]),
    ("Northbank Library", [(-1400, 1700)]),
    ("Fire Station 1", [uv(-320, -420)]),
    ("Fire Station 4", [(-3350, -2470)]),
    ("Fire Station 7", [(2700, 2290)]),
    ("Union Street Skating Rink", [(620, -2470)]),
    ("Saltbox Diner", [(-1460, 130)]),
    ("Corner Pocket Billiards", [uv(520, 860)]),
    ("Grange Hall", [(3350, -2900)]),
    ("Stonecutters Hall", [(2400, -1650)]),
    ("Greenline Bus Garage", [(1250, -2160)]),
    ("Wheelhouse Laundry", [(-700, -1780)]),
)


@dataclass(frozen=True, eq=False)
class CommonPlaces:
    """All named places, arrays of one length; ``xy`` is plane metres, ``lonlat`` EPSG:4326.

    ``is_chain`` tells those whose name alone does not say which one.
    """

    name: Texts
    address: Texts
    xy: Floats
    lonlat: Floats
    is_chain: npt.NDArray[np.bool_]
    tree: shapely.STRtree


@lru_cache(maxsize=2)
def common_places(city: City) -> CommonPlaces:
    """Return the city's places: those that draw people, and shops and homes known by name."""
    spots = np.array([spot for _, points in _SHOPS for spot in points])
    found = nearest_addresses(city.streets, spots)
    shops = [name for name, points in _SHOPS for _ in points]
    lonlat = shapely.get_coordinates([*city.places.geometry, *found.geometry])
    name = np.array([*city.places["name"], *shops], dtype=object)
    xy = metres(lonlat)
    return CommonPlaces(
        name=name,
        address=np.array([*city.places["address"], *found["address"]], dtype=object),
        xy=xy,
        lonlat=lonlat,
        is_chain=np.array([list(name).count(one) > 1 for one in name]),
        tree=shapely.STRtree(np.asarray(shapely.points(xy))),
    )
