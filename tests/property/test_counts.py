"""Counts: after any sequence of loads and new boundaries they equal a recount of the calls."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from geo_rtcc.feeds.boundaries import BoundaryFile
from geo_rtcc.feeds.mapping import read_mapping
from geo_rtcc.ingest import load_calls, relocate
from geo_rtcc.models import AreaKind, Beat
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.areas import save_boundary_set

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOML = """
source = "{source}"
zone = "America/New_York"
[columns]
external_id = "id"
received_at = "at"
source_updated_at = "updated"
call_type = "type"
on_view = "self"
x = "x"
y = "y"
[on_view]
true = ["Y"]
[category]
A = "alarm"
"""
CALL = st.builds(
    "{},2024-{:02}-{:02} {:02}:30:00,{},{},{},{},{}".format,
    st.integers(1, 6),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 23),
    st.sampled_from(["", "2024-01-01 00:00:00", "2024-02-01 00:00:00"]),
    st.sampled_from("AB"),
    st.sampled_from("YN"),
    st.sampled_from(["", "0.1", "0.9", "300", "-1.5"]),
    st.sampled_from(["0.5", "0.50001"]),
)
LOAD = st.tuples(st.sampled_from(["one", "two"]), st.lists(CALL, min_size=1, max_size=8))
SPLIT = st.sampled_from([0.2, 0.5, 0.95])
STEPS = st.lists(st.one_of(LOAD, SPLIT), min_size=1, max_size=6)


@pytest.fixture
def step(
    database: Database, settings: Settings, tmp_path: Path
) -> Callable[[tuple[str, list[str]] | float], None]:
    """Do one step: load rows into a source, or move the border between two beats."""

    def load(source: str, rows: list[str]) -> None:
        (tmp_path / "m.toml").write_text(TOML.format(source=source))
        (tmp_path / "c.csv").write_text("\n".join(["id,at,updated,type,self,x,y", *rows]) + "\n")
        mapping = read_mapping(tmp_path / "m.toml")
        load_calls(database, settings, tmp_path / "c.csv", mapping, now=NOW)

    def move(split: float) -> None:
        shapes = {"W": shapely.box(0, 0, split, 1), "E": shapely.box(split, 0, 1, 1)}
        areas = tuple(
            Beat(code=code, name=code, outline=shapely.MultiPolygon([shape]))
            for code, shape in shapes.items()
        )
        file = BoundaryFile(kind=AreaKind.BEAT, areas=areas, crs="WGS 84", feature_count=2)
        with database.transaction() as connection:
            save_boundary_set(connection, file, effective_on=date(2024, 6, 1), file_name="b",
                              file_sha256=b"", now=NOW)  # fmt: skip
        relocate(database, settings, since_on=date(2024, 6, 1), now=NOW)

    def one(what: tuple[str, list[str]] | float) -> None:
        move(what) if isinstance(what, float) else load(*what)

    return one


# One database serves all examples on purpose: whatever came before, the counts must hold.
@examples(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=STEPS)
def test_counts_always_equal_a_recount(
    step: Callable[[tuple[str, list[str]] | float], None],
    database: Database,
    steps: list[tuple[str, list[str]] | float],
) -> None:
    for what in steps:
        step(what)
    assert database.fetch("count_mismatches") == []
    with database.transaction() as connection:
        twice = connection.execute(
            "select source_id, external_id from call_for_service group by 1, 2 having count(*) > 1"
        ).fetchall()
    assert twice == []
