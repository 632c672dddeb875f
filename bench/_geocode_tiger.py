"""PostGIS's own geocoder (postgis_tiger_geocoder), filled with the same reference as ours.

It reads TIGER's tables: edges between nodes, their names, address ranges by side, and the face and
place on either side. Here each road line is cut at the vertices it shares with others, all of it
lies in one face, place and postal code, and names are split by the extension's own normaliser, so
that both sides of every comparison inside it are spelled alike.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import psycopg
import shapely

from tests.geocode_truth import Point, Question, error_m

EXTENSIONS = ("fuzzystrmatch", "address_standardizer", "address_standardizer_data_us",
              "postgis_tiger_geocoder")  # fmt: skip
FACE, PLACE, COUNTY, MTFCC = 1, "00001", "001", "S1400"


@dataclass(frozen=True, kw_only=True)
class City:
    """Which city all of a reference lies in, as the geocoder wants to be told."""

    state: str
    statefp: str
    name: str
    zip_code: str


WASHINGTON = City(state="DC", statefp="11", name="Washington", zip_code="20001")
SAN_FRANCISCO = City(state="CA", statefp="06", name="San Francisco", zip_code="94103")


@dataclass(frozen=True, kw_only=True)
class PeerAnswers:
    """What a peer answered: metres off by question (None without an answer), and its seconds."""

    errors_m: tuple[float | None, ...]
    seconds: float


def install(connection: psycopg.Connection[Any]) -> None:
    """Create the extensions."""
    for extension in EXTENSIONS:
        connection.execute(f"create extension if not exists {extension}")
    connection.execute("set search_path = public, tiger")


def fill(connection: psycopg.Connection[Any], roads: pl.DataFrame, city: City) -> int:
    """Load a city's roads, and return how many edges they make."""
    _surroundings(connection, city)
    known = roads["street"].to_list() + roads["other_streets"].drop_nulls().explode().to_list()
    names = _names(connection, sorted(set(known) - {None}), city)
    nodes: dict[Point, int] = {}
    edges = list(_edges(roads))
    with connection.cursor() as cursor:
        for at, (row, line) in enumerate(edges):
            tlid = int(city.statefp) * 10_000_000 + at
            ends = [nodes.setdefault(line.coords[end], len(nodes)) for end in (0, -1)]
            cursor.execute(
                "insert into tiger.edges (statefp, countyfp, tlid, tfidl, tfidr, mtfcc, fullname,"
                " tnidf, tnidt, the_geom) values (%s, %s, %s, %s, %s, %s, %s, %s, %s,"
                " st_setsrid(%s::geometry, 4269))",
                (city.statefp, COUNTY, tlid, FACE, FACE, MTFCC, row["street"], *ends,
                 shapely.to_wkb(shapely.MultiLineString([line]), hex=True)),
            )  # fmt: skip
            for street in (row["street"], *(row["other_streets"] or ())):
                _name(cursor, tlid, street, names[street], city)
            _ranges(cursor, tlid, row, city)
    for table in ("edges", "addr", "featnames", "faces", "place"):
        connection.execute(f"analyze tiger.{table}")
    return len(edges)


def _surroundings(connection: psycopg.Connection[Any], city: City) -> None:
    for statement, values in (
        ("insert into tiger.state (statefp, stusps, name) values (%s, %s, %s)",
         (city.statefp, city.state, city.state)),
        ("insert into tiger.county (statefp, countyfp, cntyidfp, name) values (%s, %s, %s, %s)",
         (city.statefp, COUNTY, city.statefp + COUNTY, city.name)),
        ("insert into tiger.place (statefp, placefp, plcidfp, name) values (%s, %s, %s, %s)",
         (city.statefp, PLACE, city.statefp + PLACE, city.name)),
        ("insert into tiger.faces (tfid, statefp, countyfp, placefp) values (%s, %s, %s, %s)",
         (FACE, city.statefp, COUNTY, PLACE)),
        ("insert into tiger.zip_lookup_base (zip, state, city, statefp) values (%s, %s, %s, %s)",
         (city.zip_code, city.state, city.name, city.statefp)),
        ("insert into tiger.zip_state (zip, stusps, statefp) values (%s, %s, %s)",
         (city.zip_code, city.state, city.statefp)),
        ("insert into tiger.zip_state_loc (zip, stusps, statefp, place) values (%s, %s, %s, %s)",
         (city.zip_code, city.state, city.statefp, city.name)),
    ):  # fmt: skip
        connection.execute(statement, values)


Names = tuple[str | None, str | None, str | None, str | None]


def _names(
    connection: psycopg.Connection[Any], streets: Sequence[str], city: City
) -> dict[str, Names]:
    """Return each street's name, direction before, type and direction after."""
    found = {}
    for street in streets:
        row = connection.execute(
            "select streetname, predirabbrev, streettypeabbrev, postdirabbrev"
            " from tiger.normalize_address(%s)",
            (f"0 {street}, {city.name}, {city.state}",),
        ).fetchone()
        assert row is not None
        found[street] = (row[0] or street, *row[1:])
    return found


def _edges(roads: pl.DataFrame) -> Iterator[tuple[dict[str, Any], shapely.LineString]]:
    """Cut every line at the vertices that it shares with another."""
    lines = [shapely.force_2d(line) for line in shapely.from_wkb(roads["shape"].to_numpy())]
    shared = Counter(point for line in lines for point in set(line.coords))
    for row, line in zip(roads.iter_rows(named=True), lines, strict=True):
        part = [line.coords[0]]
        for point in line.coords[1:]:
            part.append(point)
            if shared[point] > 1 or point == line.coords[-1]:
                if (len(part) > 1 and part[0] != part[-1]) or len(part) > 2:
                    yield row, shapely.LineString(part)
                part = [point]


def _name(cursor: psycopg.Cursor[Any], tlid: int, street: str, name: Names, city: City) -> None:
    cursor.execute(
        "insert into tiger.featnames (tlid, fullname, name, predirabrv, suftypabrv, sufdirabrv,"
        " mtfcc, paflag, statefp) values (%s, %s, %s, %s, %s, %s, %s, 'P', %s)",
        (tlid, street, *name, MTFCC, city.statefp),
    )


def _ranges(cursor: psycopg.Cursor[Any], tlid: int, row: dict[str, Any], city: City) -> None:
    for side in ("left", "right"):
        first, last = row[f"from_{side}"], row[f"to_{side}"]
        if first is not None and last is not None:
            cursor.execute(
                "insert into tiger.addr (tlid, fromhn, tohn, side, zip, mtfcc, statefp)"
                " values (%s, %s, %s, %s, %s, %s, %s)",
                (tlid, str(first), str(last), side[0].upper(), city.zip_code, MTFCC, city.statefp),
            )


ADDRESS_QUERY = """
select st_x(geomout), st_y(geomout) from tiger.geocode(%s, 1) where rating <= %s
"""
CROSSING_QUERY = """
select st_x(geomout), st_y(geomout)
from tiger.geocode_intersection(%s, %s, %s, %s, '', 1) where rating <= %s
"""


def addresses(
    connection: psycopg.Connection[Any], questions: Sequence[Question], city: City, worst: int
) -> PeerAnswers:
    """Ask addresses one by one; ratings above ``worst`` are no answer."""
    asked = [(f"{question.text}, {city.name}, {city.state}", worst) for question in questions]
    return _ask(connection, ADDRESS_QUERY, asked, questions)


def crossings(
    connection: psycopg.Connection[Any], questions: Sequence[Question], city: City, worst: int
) -> PeerAnswers:
    """Ask intersections "A / B" one by one."""
    asked = []
    for question in questions:
        first, second = (part.strip() for part in question.text.split("/"))
        asked.append((first, second, city.state, city.name, worst))
    return _ask(connection, CROSSING_QUERY, asked, questions)


def _ask(
    connection: psycopg.Connection[Any],
    query: Any,
    asked: Sequence[tuple[Any, ...]],
    questions: Sequence[Question],
) -> PeerAnswers:
    began = time.perf_counter()
    points = [connection.execute(query, values).fetchone() for values in asked]
    seconds = time.perf_counter() - began
    errors = [
        None if point is None or point[0] is None else error_m(question.points, *point)
        for question, point in zip(questions, points, strict=True)
    ]
    return PeerAnswers(errors_m=tuple(errors), seconds=seconds)
