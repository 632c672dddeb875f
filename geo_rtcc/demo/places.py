"""Common places of the demo city: what dispatchers know by name."""

import geopandas as gpd
import numpy as np
import shapely

from geo_rtcc.demo.geometry import Floats, degrees
from geo_rtcc.demo.lots import address_points
from geo_rtcc.demo.plan import uv

# (kind, name, x, y): each stands at the nearest house number.
_PLACES: tuple[tuple[str, str, tuple[float, float]], ...] = (
    ("police_station", "Police Headquarters", uv(-160, -160)),
    ("police_station", "North District Station", (-900, 2320)),
    ("police_station", "South District Station", (-1320, -2500)),
    ("courthouse", "Kestrel County Courthouse", uv(-250, 210)),
    ("city_hall", "City Hall", uv(160, 120)),
    ("hospital", "Marl Valley Hospital", (-1750, -480)),
    ("hospital", "East Side Medical Center", (2760, 900)),
    ("rail_station", "Depot Station", (-420, -1080)),
    ("stadium", "Riverfront Stadium", (930, -480)),
    ("mall", "Garden Row Mall", (4230, 520)),
    ("mall", "Westgate Plaza", (-3640, -330)),
    ("nightlife", "The Lantern", (540, 660)),
    ("nightlife", "Ferry House Tavern", (610, 700)),
    ("nightlife", "Granary Taproom", (500, 560)),
    ("nightlife", "Wharf Street Music Hall", (640, 590)),
    ("nightlife", "Blue Heron Bar", (430, 690)),
    ("nightlife", "The Cooperage", (590, 520)),
    ("scrap_yard", "Railhead Scrap and Metal", (4560, -1830)),
    ("scrap_yard", "Foundry Street Recycling", (1310, -1700)),
    ("college", "Kestrel Bend College", (-2160, 480)),
    ("shelter", "Open Door Shelter", (-230, -880)),
    ("school", "Prospect High School", (-2500, 100)),
    ("school", "Mill Flats Elementary", (-3300, -900)),
    ("school", "Linden Heights Middle School", (-3400, -2050)),
    ("school", "Harmony High School", (-950, -2900)),
    ("school", "Riverdale Elementary", (560, -3200)),
    ("school", "Quarry Hill High School", (2900, -2750)),
    ("school", "Commonwealth Middle School", (2700, -300)),
    ("school", "Gatehouse Elementary", (350, 1900)),
    ("school", "Lookout High School", (-500, 3500)),
    ("school", "Lakeshore Elementary", (4300, 2100)),
    ("school", "Concord Fields Elementary", (-5000, 800)),
    ("school", "Ridgecrest Elementary", (-3400, 4200)),
)

_NEAR = 0.004  # degrees, some 400 m


def located_places(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give every place the nearest address; return kind, name, address and point (EPSG:4326)."""
    found = nearest_addresses(streets, np.array([spot for _, _, spot in _PLACES]))
    kinds = {"kind": [kind for kind, _, _ in _PLACES], "name": [name for _, name, _ in _PLACES]}
    return gpd.GeoDataFrame(
        {**kinds, "address": found["address"].to_list()},
        geometry=found.geometry.to_list(),
        crs="EPSG:4326",
    )


def nearest_addresses(streets: gpd.GeoDataFrame, xy: Floats) -> gpd.GeoDataFrame:
    """Return for each plane point the nearest address, a row as ``address_points`` has them."""
    wanted = np.asarray(shapely.points(degrees(xy)))
    numbered = streets[(streets["Parity_L"] != "Z") & (streets["Parity_R"] != "Z")]
    near, _ = shapely.STRtree(wanted).query(numbered.geometry, predicate="dwithin", distance=_NEAR)
    lots = address_points(numbered.iloc[np.unique(near)])
    return lots.iloc[shapely.STRtree(lots.geometry.to_numpy()).nearest(wanted)]


def spots(*kinds: str) -> Floats:
    """Return the plane points of all places of these kinds."""
    return np.array([spot for kind, _, spot in _PLACES if kind in kinds])
