"""Ways: streets as their builders laid them out, before they meet each other.

A way is one named line with the part of it that was built; ``streets`` cuts all of them at their
meetings. Patterns: a turned downtown grid, the survey's grid, winding suburbs, industrial blocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo_rtcc.demo import names, plan, water
from geo_rtcc.demo.areas import beats
from geo_rtcc.demo.geometry import Floats, rotation
from geo_rtcc.demo.neighbourhoods import NEIGHBOURHOODS

CLASSES = ("expressway", "arterial", "collector", "local")
_DRIVE_M, _SHORE_M, _TRACK_M, _BELTWAY_M = 142.0, 28.0, 22.0, 70.0
_ROW_M, _COLUMN_M, _OVERSHOOT_M = 180.0, 310.0, 3.0
_KEPT, _CUL_DE_SAC = 0.52, 0.75
_LARGE_PARK_M2, _DOWNTOWN_SOUTH = 15_000, -7


@dataclass(frozen=True, kw_only=True)
class Way:
    """One named street.

    ``axis`` is the whole line its house numbers run along, ``built`` the part that exists.
    ``block_m`` is the length of a hundred numbers; ``turned`` streets number by downtown's axes.
    ``one_way`` is +1 or −1 along the axis, 0 for both ways.
    """

    name: str
    kind: str
    road_class: str
    bearing: str
    axis: LineString
    built: BaseGeometry
    block_m: float
    turned: bool = False
    one_way: int = 0


def all_ways(rng: np.random.Generator) -> list[Way]:
    """Lay out every street, the most important first."""
    fresh = names.winding_names(rng)
    return [*_main_roads(), *_riverside(), *_downtown(), *_survey(rng), *_winding(rng, fresh)]


def downtown_outline() -> BaseGeometry:
    """Return the part of the city built on the turned grid, up to the river's near bank."""
    corners = [(-945, -735), (1365, -735), (1365, 1365), (-945, 1365)]
    box = shapely.Polygon([plan.uv(*corner) for corner in corners])
    bank = shapely.difference(box, shapely.buffer(plan.RIVER, _DRIVE_M - 1))
    parts = shapely.get_parts(bank)
    home: BaseGeometry = parts[int(np.argmax(shapely.contains_xy(parts, 10, 10)))]
    return home


def _obstacles(*, rail: bool, bridge: bool = False, creek: bool = False) -> BaseGeometry:
    blocked: list[BaseGeometry] = [shapely.buffer(water.lake(), _SHORE_M)]
    if not bridge:
        blocked.append(shapely.buffer(plan.RIVER, _DRIVE_M - 1))
    if creek:
        blocked.append(shapely.buffer(water.creek(), 12))
    if rail:
        blocked.append(shapely.buffer(plan.RAIL, _TRACK_M))
        blocked.append(shapely.buffer(plan.BELTWAY, _BELTWAY_M))
        blocked.extend(park for park in water.parks().values() if park.area > _LARGE_PARK_M2)
    return shapely.union_all(blocked)


def _built(line: BaseGeometry, blocked: BaseGeometry) -> BaseGeometry:
    return shapely.intersection(shapely.difference(line, blocked), plan.LIMIT)


def _main_roads() -> Iterator[Way]:
    beltway = shapely.intersection(plan.BELTWAY, plan.LIMIT)
    yield Way(
        name="Kestrel Beltway",
        kind="Expy",
        road_class="expressway",
        bearing="EW",
        axis=plan.BELTWAY,
        built=beltway,
        block_m=plan.BLOCK_X,
    )
    for road in plan.ARTERIALS:
        yield Way(
            name=road.name,
            kind=road.kind,
            road_class="arterial",
            bearing=road.bearing,
            axis=road.line,
            built=_built(road.line, _obstacles(rail=False, bridge=road.bridge)),
            block_m=plan.BLOCK_X if road.bearing == "EW" else plan.BLOCK_Y,
        )


def _riverside() -> Iterator[Way]:
    for name, offset, window in (
        ("Riverside", -_DRIVE_M, (-4050, -4400, 2400, 3000)),
        ("Northbank", _DRIVE_M, (-3700, -3300, 2400, 3000)),
    ):
        line = shapely.offset_curve(plan.RIVER, offset, join_style="round")
        line = max(shapely.get_parts(shapely.intersection(line, shapely.box(*window))), key=_length)
        line = shapely.segmentize(shapely.simplify(line, 1.0), 400)
        blocked = shapely.union(water.river(), shapely.buffer(plan.BELTWAY, _BELTWAY_M))
        yield Way(
            name=name,
            kind="Dr",
            road_class="collector",
            bearing="EW",
            axis=line,
            built=_built(line, blocked),
            block_m=plan.BLOCK_X,
        )


def _length(geometry: BaseGeometry) -> float:
    return float(geometry.length)


def _downtown() -> Iterator[Way]:
    area = shapely.buffer(downtown_outline(), 0.5)
    commons = shapely.buffer(water.parks()["Courthouse Commons"], -1)
    green = shapely.buffer(water.parks()["Exchange Green"], -1)
    streets = [n for n in names.DOWNTOWN_STREETS if n not in ("Ferry",)]
    west = iter(names.DOWNTOWN_WEST)
    for k in range(-9, 14):
        at = k * plan.DOWNTOWN_BLOCK
        up = LineString([plan.uv(at, -735), plan.uv(at, 1365)])
        across = LineString([plan.uv(-945, at), plan.uv(1365, at)])
        for line, bearing in ((up, "NS"), (across, "EW")):
            if k == 0 or (bearing == "EW" and k < _DOWNTOWN_SOUTH):
                continue
            named = names.ordinal(k) if k > 0 else None
            name = streets[k + 8] if bearing == "EW" else named or next(west)
            yield Way(
                name=name,
                kind="St",
                road_class="collector" if k % 4 == 0 else "local",
                bearing=bearing,
                axis=line,
                built=shapely.difference(
                    shapely.intersection(line, area), shapely.union(commons, green)
                ),
                block_m=plan.DOWNTOWN_BLOCK,
                turned=True,
                one_way=0 if k % 4 == 0 or k in (-9, -7, 13) else (1 if k % 2 else -1),
            )


def _survey(rng: np.random.Generator) -> Iterator[Way]:
    """The rural survey's grid: every line where the pattern says so, fewer between works."""
    outlines = {
        place.code: area.outline for place, area in zip(NEIGHBOURHOODS, beats(), strict=True)
    }
    town = shapely.buffer(downtown_outline(), -1.0)
    grid = shapely.union_all(
        [outlines[p.code] for p in NEIGHBOURHOODS if p.pattern in ("grid", "downtown")]
    )
    works = shapely.union_all([outlines[p.code] for p in NEIGHBOURHOODS if p.pattern == "works"])
    blocked = _obstacles(rail=True, creek=True)
    main_blocked = _obstacles(rail=False)
    for k, bearing in [(k, "NS") for k in range(-60, 61)] + [(k, "EW") for k in range(-25, 26)]:
        collector = k % (8 if bearing == "NS" else 4) == 0
        if k == 0:
            continue
        line, block = _survey_line(k, bearing)
        home = shapely.difference(grid, town)
        if k % (4 if bearing == "NS" else 2) == 0:
            home = shapely.union(home, works)
        built = _built(shapely.intersection(line, home), main_blocked if collector else blocked)
        if collector:
            built = shapely.difference(built, shapely.buffer(plan.BELTWAY, _BELTWAY_M))
        yield Way(
            name=_survey_name(k, bearing),
            kind="Ave" if bearing == "NS" else "St",
            road_class="collector" if collector else "local",
            bearing=bearing,
            axis=line,
            built=_thinned(built, rng, 0.0 if collector else 0.02),
            block_m=block,
        )


def _survey_line(k: int, bearing: str) -> tuple[LineString, float]:
    if bearing == "NS":
        x = k * plan.BLOCK_X
        return LineString([(x, -5200), (x, 5200)]), plan.BLOCK_Y
    y = k * plan.BLOCK_Y
    return LineString([(-6200, y), (6200, y)]), plan.BLOCK_X


def _survey_name(k: int, bearing: str) -> str:
    if bearing == "NS":
        return names.EAST_AVENUES[k - 1] if k > 0 else names.ordinal(-k)
    return (names.NORTH_STREETS if k > 0 else names.SOUTH_STREETS)[abs(k) - 1]


def _thinned(built: BaseGeometry, rng: np.random.Generator, share: float) -> BaseGeometry:
    """Leave out a few stretches of two blocks, as schools and works yards do."""
    if share == 0 or built.is_empty:
        return built
    gaps = rng.random(int(built.length / 400) + 1) < share
    x0, y0, x1, y1 = built.bounds
    holes = [
        shapely.box(x0 - 1, y, x1 + 1, y + 402)
        if x1 - x0 < 1
        else shapely.box(y, y0 - 1, y + 402, y1 + 1)
        for y in (y0 if x1 - x0 < 1 else x0) + 402.0 * np.flatnonzero(gaps)
    ]
    return shapely.difference(built, shapely.union_all(holes)) if holes else built


def _winding(rng: np.random.Generator, fresh: Iterator[str]) -> Iterator[Way]:
    blocked = _obstacles(rail=True, creek=True)
    for place, area in zip(NEIGHBOURHOODS, beats(), strict=True):
        if place.pattern == "winding":
            home = shapely.difference(area.outline, blocked)
            yield from _winding_area(area.outline, home, rng, fresh)


def _winding_area(
    outline: BaseGeometry, home: BaseGeometry, rng: np.random.Generator, fresh: Iterator[str]
) -> Iterator[Way]:
    centre = np.asarray(outline.centroid.coords[0])
    bend = _Bend(rng, centre)
    reach = float(shapely.minimum_bounding_radius(outline))
    rows = np.arange(-reach, reach, _ROW_M)
    columns = np.arange(-reach, reach, _COLUMN_M)
    for number, v in enumerate(rows):
        line = bend.draw((-reach, v), (reach, v))
        main = number % 5 == 0
        yield _winding_way(line, home, "collector" if main else "local", next(fresh), rng)
    for number, u in enumerate(columns):
        main = number % 4 == 1
        kept = (rng.random(len(rows)) < _KEPT) | main
        shift = 0.0 if main else float(rng.uniform(-70, 70))
        for kind, low, high in _runs(rows, kept, rng):
            past = _OVERSHOOT_M if high > low else -_OVERSHOOT_M
            far = high if kind else high + past
            line = bend.draw((u + shift, low - past), (u + shift, far))
            yield _winding_way(
                line, home, "collector" if main else "local", next(fresh), rng, kind=kind
            )


def _runs(
    rows: Floats, kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], rng: np.random.Generator
) -> Iterator[tuple[str, float, float]]:
    """Join kept cells of a column to connecting streets; give most lost cells a cul-de-sac."""
    start: float | None = None
    for (low, high), keep in zip(pairwise([*rows, rows[-1] + _ROW_M]), kept, strict=True):
        if keep:
            start = low if start is None else start
            continue
        if start is not None:
            yield "", start, low
            start = None
        if rng.random() < _CUL_DE_SAC:
            depth = float(rng.uniform(0.5, 0.68)) * (high - low)
            yield ("Ct", low, low + depth) if rng.integers(2) else ("Cir", high, high - depth)
    if start is not None and start < rows[-1]:
        yield "", start, float(rows[-1])


def _winding_way(
    line: LineString,
    home: BaseGeometry,
    road_class: str,
    name: str,
    rng: np.random.Generator,
    *,
    kind: str = "",
) -> Way:
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    bearing = "EW" if abs(x1 - x0) >= abs(y1 - y0) else "NS"
    kinds = ("Dr", "Pkwy") if road_class == "collector" else ("Ln", "Way", "Trl", "Rd", "Pl")
    return Way(
        name=name,
        kind=kind or str(rng.choice(kinds)),
        road_class=road_class,
        bearing=bearing,
        axis=line,
        built=shapely.intersection(line, home),
        block_m=plan.BLOCK_X,
    )


class _Bend:
    """A smooth displacement that turns a plain grid into streets that follow the land."""

    def __init__(self, rng: np.random.Generator, centre: Floats) -> None:
        self._centre = centre
        self._turn = rotation(float(rng.uniform(0, np.pi)))
        angles = rng.uniform(0, 2 * np.pi, 4)
        lengths = rng.uniform(700, 1800, 4)
        self._waves = (
            2 * np.pi * np.column_stack([np.cos(angles), np.sin(angles)]) / lengths[:, None]
        )
        self._phase = rng.uniform(0, 2 * np.pi, (2, 4))
        self._size = lengths * 0.05

    def draw(self, start: tuple[float, float], end: tuple[float, float]) -> LineString:
        """Draw a straight line of the grid as it lies on the land."""
        a, b = np.asarray(start), np.asarray(end)
        steps = max(int(np.hypot(*(b - a)) / 30), 4)
        flat = a + np.linspace(0, 1, steps + 1)[:, None] * (b - a)
        angle = flat @ self._waves.T
        moved = flat + np.column_stack(
            [(self._size * np.sin(angle + phase)).sum(axis=1) for phase in self._phase]
        )
        return LineString(moved @ self._turn + self._centre)
