"""Forty fixed plate cameras where a city would put them, and six readers on cars.

Bridges, city gates, both scrap yards and both malls first; the rest go where most quickest ways
pass, well apart from each other.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from geo_rtcc.demo.city import City
from geo_rtcc.demo.driving import Roads, heading_deg, roads
from geo_rtcc.demo.geometry import Floats, degrees, metres
from geo_rtcc.demo.lots import Bools, Ints, frontage
from geo_rtcc.models import Camera

FIXED, READERS = 40, 6
WATCHED_SITES = ("scrap_yard", "mall")
_GATES, _GATES_APART_M, _APART_M = 12, 1_500.0, 1_000.0
_TARGETS, _WAYS, _LONGEST, _RIM_M = 60, 4_000, 400, 100.0
_EXPRESS_SHARE = 4  # else most cameras would watch the beltway


@dataclass(frozen=True, eq=False)
class FixedCameras:
    """The fixed cameras; those at a site (a yard's or a mall's gate) come last.

    Parameters
    ----------
    segment
        The street segment that a camera watches, both ways.
    xy, heading
        Where it stands (plane metres) and looks (degrees clockwise from north).
    site
        The place whose visitors it sees, "" for a camera over a street.
    """

    external_id: tuple[str, ...]
    name: tuple[str, ...]
    segment: Ints
    xy: Floats
    heading: Floats
    site: tuple[str, ...]

    @property
    def street_count(self) -> int:
        """How many cameras watch a street."""
        return self.site.count("")

    @property
    def lonlat(self) -> Floats:
        """Where they stand, EPSG:4326."""
        return degrees(self.xy)


def reader_ids() -> list[str]:
    """Return the external ids of the readers on cars, as many as there are traffic units."""
    return [f"ALPR-T{number}" for number in range(1, READERS + 1)]


def camera_records(city: City, reader_units: list[str]) -> list[Camera]:
    """Return every camera as an agency would list it.

    Parameters
    ----------
    reader_units
        External ids of the units that carry the readers, in order.
    """
    fixed = fixed_cameras(city)
    places = zip(fixed.external_id, fixed.name, fixed.lonlat, fixed.heading, strict=True)
    return [
        *(
            Camera(external_id=code, name=name, lon=lon, lat=lat, heading_deg=round(heading, 1))
            for code, name, (lon, lat), heading in (
                (code, name, map(float, at), float(heading)) for code, name, at, heading in places
            )
        ),
        *(
            Camera(external_id=code, name=f"Car reader {unit}", is_mobile=True, unit=unit)
            for code, unit in zip(reader_ids(), reader_units, strict=True)
        ),
    ]


@lru_cache(maxsize=2)
def fixed_cameras(city: City) -> FixedCameras:
    """Choose where the fixed cameras stand; the same for the same city."""
    front, net = frontage(city.streets), roads(city)
    sites = city.places[city.places["kind"].isin(WATCHED_SITES)]
    at_sites = metres(shapely.get_coordinates(sites.geometry.to_numpy()))
    streets = _street_cameras(city, net, FIXED - len(sites))
    middle = _middles(city, streets)
    near_sites = shapely.STRtree(front.lines).nearest(shapely.points(at_sites))
    segment = np.concatenate([streets, near_sites])
    lines = front.lines[segment]
    step = np.array([line.coords[-1] for line in lines]) - np.array([o.coords[0] for o in lines])
    return FixedCameras(
        external_id=tuple(f"CAM-{number:02d}" for number in range(1, FIXED + 1)),
        name=(*_names(city, streets), *(f"{name}, gate" for name in sites["name"])),
        segment=segment,
        xy=np.concatenate([middle, at_sites]),
        heading=heading_deg(step),
        site=("",) * len(streets) + tuple(sites["name"]),
    )


def _middles(city: City, segment: Ints) -> Floats:
    lines = frontage(city.streets).lines[segment]
    return shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))


def _street_cameras(city: City, net: Roads, count: int) -> Ints:
    use = _use(city, net)
    middle = _middles(city, np.arange(len(net.shapes)))
    chosen = list(_bridges(city, use))
    for apart, number, candidates in (
        (_GATES_APART_M, len(chosen) + _GATES, gates(city)[0]),
        (_APART_M, count, np.arange(len(use))),
    ):
        for segment in candidates[np.argsort(-use[candidates], kind="stable")]:
            if len(chosen) == number:
                break
            if (np.hypot(*(middle[chosen] - middle[segment]).T) >= apart).all():
                chosen.append(int(segment))
    return np.array(chosen)


def gates(city: City) -> tuple[Ints, Ints]:
    """Return the segments of main roads that end at the city limit, and the nodes they end in."""
    net = roads(city)
    degree = np.bincount(net.ends.ravel(), minlength=len(net.xy))
    main = city.streets["RoadClass"].isin(("arterial", "expressway")).to_numpy()
    dead_end: Bools = np.equal(degree[net.ends], 1)
    rim = shapely.boundary(shapely.transform(city.limit, metres))
    at_rim = np.less(shapely.distance(shapely.points(net.xy), rim), _RIM_M)
    leaves = dead_end & at_rim[net.ends]
    segment = np.flatnonzero(main & leaves.any(axis=1))
    node = net.ends[segment, leaves[segment].argmax(axis=1)]
    return segment, node


def _bridges(city: City, use: Ints) -> list[int]:
    river = city.water.geometry[city.water["name"] == "Marl River"].iloc[0]
    over = np.flatnonzero(city.streets.intersects(river).to_numpy())
    best: dict[str, int] = {}
    for segment in over:
        name = str(city.streets["St_Name"].iloc[segment])
        if name not in best or use[segment] > use[best[name]]:
            best[name] = int(segment)
    return [best[name] for name in sorted(best)]


def _use(city: City, net: Roads) -> Ints:
    """Count how many of some thousand quickest ways pass each segment."""
    rng = np.random.default_rng([city.seed, 40])
    targets = rng.integers(0, len(net.xy), _TARGETS)
    _, following = net.towards(targets)
    target, at = rng.integers(0, _TARGETS, _WAYS), rng.integers(0, len(net.xy), _WAYS)
    use = np.zeros(len(net.shapes), dtype=np.int64)
    for _ in range(_LONGEST):
        ahead = following[target, at]
        moving = (ahead >= 0) & (ahead != at)
        np.add.at(use, net.segment[net.edges(at[moving], ahead[moving])], 1)
        at = np.where(moving, ahead, at)
    express = city.streets["RoadClass"].to_numpy() == "expressway"
    return np.where(express, use // _EXPRESS_SHARE, use)


def _names(city: City, segments: Ints) -> list[str]:
    front = frontage(city.streets)
    found: list[str] = []
    for segment in segments:
        street = _capitalised(front.name[segment])
        others = [_capitalised(one) for one in front.crossing[segment] if one]
        other = next((one for one in others if one.split()[1:] != street.split()[1:]), "")
        name = f"{street} at {other}" if other else street
        again = sum(one.split(" (")[0] == name for one in found)
        found.append(f"{name} ({again + 1})" if again else name)
    return found


def _capitalised(name: str) -> str:
    return " ".join(word.capitalize() for word in str(name).split())
