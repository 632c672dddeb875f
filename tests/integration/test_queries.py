"""Every named query is planned by a real server: its tables, columns and types exist."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Connection, connect
from geo_rtcc.store.queries import all_queries

PLANNED = ("select", "insert", "update", "delete", "merge", "values", "with")
# What makes the temporary tables that other queries read.
PREPARES = re.compile(r"create\s+temp|select\s+prepare_\w+_stage\(\)", re.IGNORECASE)
MARK = re.compile(r"%(?:\((\w+)\)s|(%))")


@pytest.fixture(scope="module")
def planner(cluster: EmbeddedCluster, template: str) -> Iterator[Connection]:
    """A connection to a migrated database that keeps nothing of what is tried in it."""
    with connect(cluster.conninfo(template)) as connection:
        for each in all_queries().values():
            if PREPARES.match(each.sql):
                connection.execute(MARK.sub("null", each.sql))
        yield connection
        connection.rollback()


def numbered(text: str) -> tuple[str, int]:
    """Turn ``%(name)s`` into ``$n``; return the text and how many parameters it has."""
    names: list[str] = []

    def number(mark: re.Match[str]) -> str:
        if mark[2]:
            return "%"
        if mark[1] not in names:
            names.append(mark[1])
        return f"${names.index(mark[1]) + 1}"

    return MARK.sub(number, text), len(names)


def plan(connection: Connection, text: str) -> None:
    text, count = numbered(text)
    if copied := re.match(r"copy\s+(\w+)\s*\(([^)]*)\)\s+from", text, re.IGNORECASE):
        text = f"select {copied[2]} from {copied[1]}"
    if text.split()[0].lower() in PLANNED:
        arguments = f"({', '.join(['null'] * count)})" if count else ""
        connection.execute(f"prepare planned as {text}")
        connection.execute(f"explain execute planned{arguments}")
        connection.execute("deallocate planned")
    else:
        connection.execute(re.sub(r"\$\d+", "null", text))


@pytest.mark.parametrize("name", sorted(all_queries()))
def test_the_server_can_plan_it(planner: Connection, name: str) -> None:
    text = all_queries()[name].sql
    if PREPARES.match(text):
        return  # It ran when the planner was made.
    with planner.transaction(force_rollback=True):
        plan(planner, text)


def test_a_query_with_an_unknown_column_fails_to_plan(planner: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn), planner.transaction():
        plan(planner, "select no_such_column from source where source_id = %(id)s::smallint")
