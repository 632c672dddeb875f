"""PostGIS's address standardiser and an equality join: what is usually built instead of a geocoder.

Each side's parts (number, directions, types, name) are standardised by ``address_standardizer``
with its own US lexicon, gazetteer and rules, stored with an index, and joined where all are equal.
"""

import time
from collections.abc import Sequence
from typing import Any

import polars as pl
import psycopg

from bench._geocode_tiger import PeerAnswers
from tests.geocode_truth import Point, Question, error_m

TABLES = """
create temporary table asked (id int, text text);
create temporary table known (id int, text text, lon float8, lat float8)
"""
PARTS = """
select {columns}, (p).house_num, coalesce((p).predir, '') as predir,
       coalesce((p).pretype, '') as pretype, (p).name, coalesce((p).suftype, '') as suftype,
       coalesce((p).sufdir, '') as sufdir
from (select *, standardize_address('us_lex', 'us_gaz', 'us_rules', text, '') as p from {table}) s
"""
JOIN = """
select id, lon, lat from asked_parts join known_parts
using (house_num, predir, pretype, name, suftype, sufdir)
"""


def addresses(
    connection: psycopg.Connection[Any], known: pl.DataFrame, questions: Sequence[Question]
) -> PeerAnswers:
    """Answer addresses by an equality join; of several rows the first counts.

    Standardising the reference and its index are not timed; standardising the questions is.
    """
    for statement in TABLES.split(";"):
        connection.execute(statement)
    rows = [
        (at, f"{number} {street}", lon, lat)
        for at, (number, street, lon, lat) in enumerate(
            known.select("number", "street", "lon", "lat").iter_rows()
        )
    ]
    _copy(connection, "known", rows)
    connection.execute(
        "create temporary table known_parts as " + PARTS.format(columns="lon, lat", table="known")
    )
    connection.execute("create index on known_parts (name, house_num)")
    connection.execute("analyze known_parts")
    began = time.perf_counter()
    _copy(connection, "asked", [(at, question.text) for at, question in enumerate(questions)])
    connection.execute(
        "create temporary table asked_parts as " + PARTS.format(columns="id", table="asked")
    )
    found: dict[int, Point] = {}
    for at, lon, lat in connection.execute(JOIN).fetchall():
        found.setdefault(at, (lon, lat))
    seconds = time.perf_counter() - began
    errors = [
        error_m(question.points, *found[at]) if at in found else None
        for at, question in enumerate(questions)
    ]
    return PeerAnswers(errors_m=tuple(errors), seconds=seconds)


def _copy(connection: psycopg.Connection[Any], table: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor().copy(f"copy {table} from stdin") as copy:
        for row in rows:
            copy.write_row(row)
