"""The demo's calls for service, as its dispatch system would export them: a table of texts."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.demo.city import City
from geo_rtcc.demo.days import DayDraw, DrawnCalls, Ints, joined, picked
from geo_rtcc.demo.geometry import Floats, degrees
from geo_rtcc.demo.lots import CROSSING_M, Frontage, beside, frontage, lot_numbers, lot_points
from geo_rtcc.demo.placeless import PlacedCalls, said
from geo_rtcc.demo.placing import PROFILES, weights
from geo_rtcc.demo.planted import PLANTED
from geo_rtcc.models import aware

COLUMNS = (
    "incident", "received", "dispatched", "on_scene", "closed", "updated", "type_code",
    "type_name", "priority", "on_view", "disposition", "address", "lon", "lat", "beat", "district",
    "shift",
)  # fmt: skip
MISTYPED = 0.015
TIME = "%Y-%m-%d %H:%M:%S%z"
_DISPOSITIONS = ("Report taken", "No report needed", "Arrest", "Citation", "Warned", "Unfounded")
_CANCELLED = 0.9  # of the calls nobody arrived at
_DISPOSITION_SHARES = (0.34, 0.72, 0.79, 0.86, 0.94, 1.0)


def calls_between(
    city: City,
    from_at: datetime,
    to_at: datetime,
    *,
    anchor_on: date,
    seed: int,
    now: datetime | None = None,
) -> pl.DataFrame:
    """Return the calls received in [``from_at``, ``to_at``), in order, as an export at ``now``.

    Every column is text. Times are the agency's wall clock with its offset from UTC; ``updated``
    is in UTC. What happens after ``now`` (by default ``to_at``) is not known yet: no later call,
    and earlier ones without the steps still to come.

    Parameters
    ----------
    anchor_on
        The city's first day; what was planted is counted from it.
    """
    now = aware(now or to_at, "now").astimezone(UTC)
    placed = placed_between(city, from_at, to_at, anchor_on=anchor_on, seed=seed)
    if not len(placed.calls.received):
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    limit = _micros(now)
    return _export(city, placed.picked(placed.calls.received <= limit), limit)


@lru_cache(maxsize=1)
def placed_between(
    city: City, from_at: datetime, to_at: datetime, *, anchor_on: date, seed: int
) -> PlacedCalls:
    """Return the calls received in [``from_at``, ``to_at``), where they are, and what they say.

    The last range is kept: what is exported is also written down as the truth.
    """
    calls = drawn_between(city, from_at, to_at, anchor_on=anchor_on, seed=seed)
    xy = call_points(city, calls)
    return PlacedCalls(calls=calls, xy=xy, said=said(city, calls, xy, seed))


def drawn_between(
    city: City, from_at: datetime, to_at: datetime, *, anchor_on: date, seed: int
) -> DrawnCalls:
    """Return the calls received in [``from_at``, ``to_at``), with all that becomes of them."""
    first, last = (
        aware(at, "from_at and to_at").astimezone(ZoneInfo(city.zone)).date()
        for at in (from_at, to_at)
    )
    draw = _day_draw(city, anchor_on, seed)
    # at least a day, so that an empty range has arrays too
    days = [draw.draw(first + timedelta(days=n)) for n in range(max((last - first).days, 0) + 1)]
    calls = joined(days)
    low, high = _micros(from_at), _micros(to_at)
    return picked(calls, (calls.received >= low) & (calls.received < high))


def incident_id(day: int, sequence: int) -> str:
    """Return a call's external id from its day (a proleptic ordinal) and its number that day."""
    return f"KB-{date.fromordinal(day):%Y%m%d}-{sequence:05d}"


@lru_cache(maxsize=4)
def _day_draw(city: City, anchor_on: date, seed: int) -> DayDraw:
    front = frontage(city.streets)
    drawn_to = weights(front, seed)
    rows = [np.cumsum(drawn_to[name]) + number for number, name in enumerate(PROFILES)]
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(front.lines, 0.5, normalized=True)
    )
    return DayDraw(
        front=front,
        zone=ZoneInfo(city.zone),
        seed=seed,
        anchor_on=anchor_on,
        cumulative=np.concatenate([np.append(row[:-1], n + 1.0) for n, row in enumerate(rows)]),
        planted=tuple(
            _around(
                middle, front.length * (front.lots.sum(axis=1) > 0), spot.x, spot.y, spot.spread_m
            )
            for spot in PLANTED
        ),
    )


def _around(middle: Floats, base: Floats, x: float, y: float, spread_m: float) -> Floats:
    square = ((middle - (x, y)) ** 2).sum(axis=1)
    share = base * np.exp(-square / (2 * spread_m**2)) * (square < (3 * spread_m) ** 2)
    return np.asarray(np.cumsum(share) / share.sum())


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def _export(city: City, placed: PlacedCalls, limit: int) -> pl.DataFrame:
    calls, lonlat = placed.calls, degrees(placed.xy)
    has_point = ~placed.said.is_placeless
    times = {
        name: _known(getattr(calls, name), limit) for name in ("dispatched", "on_scene", "closed")
    }
    frame = pl.DataFrame(
        {
            "day": calls.day,
            "sequence": calls.sequence,
            "kind": calls.kind,
            "on_view": np.where(calls.on_view, "Y", "N"),
            "received": calls.received,
            **times,
            "disposition": _dispositions(calls),
            "address": _addresses(city, placed),
            "lon": pl.Series(np.where(has_point, lonlat[:, 0], np.nan), nan_to_null=True),
            "lat": pl.Series(np.where(has_point, lonlat[:, 1], np.nan), nan_to_null=True),
            "beat": pl.Series(_typed_beats(city, calls, lonlat), dtype=pl.String),
        }
    )
    return _as_text(frame, city.zone)


def _as_text(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    steps = ("received", "dispatched", "on_scene", "closed")
    frame = frame.with_columns(pl.max_horizontal(steps).alias("updated"))
    frame = frame.with_columns(
        pl.col(*steps, "updated").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    )
    frame = frame.join(_type_table(), on="kind", how="left", maintain_order="left")
    day = pl.from_epoch(pl.col("day") - date(1970, 1, 1).toordinal(), time_unit="d")
    return frame.with_columns(
        pl.format("KB-{}-{}", day.dt.strftime("%Y%m%d"), _padded("sequence", 5)).alias("incident"),
        *(pl.col(name).dt.convert_time_zone(zone).dt.strftime(TIME) for name in steps),
        pl.col("updated").dt.strftime(TIME),
        pl.when(pl.col("closed").is_not_null()).then("disposition").alias("disposition"),
        *(pl.col(axis).round(7).cast(pl.String) for axis in ("lon", "lat")),
        pl.col("beat").str.slice(0, 1).alias("district"),
        _shift(pl.col("received").dt.convert_time_zone(zone).dt.hour()),
    ).select(COLUMNS)


def _type_table() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "kind": range(len(CALL_TYPES)),
            "type_code": [kind.code for kind in CALL_TYPES],
            "type_name": [kind.name for kind in CALL_TYPES],
            "priority": [str(kind.priority) for kind in CALL_TYPES],
        }
    )


def _shift(hour: pl.Expr) -> pl.Expr:
    days, evenings = hour.is_between(7, 14), hour.is_between(15, 22)
    code = pl.when(days).then(pl.lit("D")).when(evenings).then(pl.lit("E")).otherwise(pl.lit("N"))
    return code.alias("shift")


def _padded(column: str, width: int) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.zfill(width)


def _known(instants: Ints, limit: int) -> pl.Series:
    return pl.Series(instants).set(pl.Series((instants < 0) | (instants > limit)), None)


def _fraction(luck: Floats, place: int) -> Floats:
    """Return independent-looking fractions from one: its later digits."""
    return np.asarray((luck * 1000.0**place) % 1.0)


def call_points(city: City, calls: DrawnCalls) -> Floats:
    """Return where calls are, plane metres: at a lot, or just inside an intersection."""
    front = frontage(city.streets)
    lot = lot_points(front, calls.segment, calls.side, calls.lot)
    length = front.length[calls.segment]
    near = np.minimum(CROSSING_M, length / 3)
    along = np.where(calls.crossing == 1, length - near, near)
    right = np.where(calls.crossing == 1, -CROSSING_M, CROSSING_M)
    corner = beside(front, calls.segment, along, right)
    points = np.where((calls.crossing >= 0)[:, None], corner, lot)
    outside = ~shapely.contains_xy(city.limit, degrees(points))
    points[outside] = on_street(front, calls.segment[outside], points[outside])
    return points


def on_street(front: Frontage, segment: Ints, points: Floats) -> Floats:
    """Return the points of street segments that are nearest to others, plane metres."""
    lines = front.lines[segment]
    along = shapely.line_locate_point(lines, shapely.points(points))
    return shapely.get_coordinates(shapely.line_interpolate_point(lines, along))


def _addresses(city: City, placed: PlacedCalls) -> pl.Series:
    front, calls = frontage(city.streets), placed.calls
    street = pl.Series(front.name[calls.segment].astype(str))
    other = pl.Series(front.crossing[calls.segment, np.maximum(calls.crossing, 0)].astype(str))
    number = pl.Series(lot_numbers(front, calls.segment, calls.side, calls.lot)).cast(pl.String)
    at_crossing = pl.Series(calls.crossing >= 0)
    said = pl.Series(placed.said.text.astype(str))
    return pl.select(
        pl.when(said != "")
        .then(said)
        .when(at_crossing)
        .then(pl.concat_str([street, pl.lit(" & "), other]))
        .otherwise(pl.concat_str([number, pl.lit(" "), street]))
    ).to_series()


def _typed_beats(city: City, calls: DrawnCalls, lonlat: Floats) -> npt.NDArray[np.object_]:
    """Return the dispatcher's beat: the right one, but for a few typed as a neighbour's."""
    outlines = city.beats.geometry.to_numpy()
    codes = city.beats["code"].to_numpy(object)
    points = np.asarray(shapely.points(lonlat))
    tree = shapely.STRtree(outlines)
    beat = np.full(len(points), -1)
    call, inside = tree.query(points, predicate="intersects")
    beat[call] = inside
    astray = np.flatnonzero(beat < 0)
    beat[astray] = tree.nearest(points[astray])
    left, right = tree.query(outlines, predicate="touches")
    slip = _fraction(calls.luck, 2)
    for row in np.flatnonzero(slip < MISTYPED):
        beside_it = right[left == beat[row]]
        beat[row] = beside_it[int(slip[row] / MISTYPED * len(beside_it))]
    typed: npt.NDArray[np.object_] = codes[beat]
    return typed


def _dispositions(calls: DrawnCalls) -> pl.Series:
    choice = np.searchsorted(_DISPOSITION_SHARES, calls.luck, side="right")
    words = np.array(_DISPOSITIONS, dtype=object)[np.minimum(choice, len(_DISPOSITIONS) - 1)]
    gone = (calls.on_scene < 0) & (calls.luck < _CANCELLED)
    return pl.Series(np.where(gone, "Cancelled", words).astype(str))
