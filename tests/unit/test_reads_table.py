"""Tables of plate reads by a mapping: ids made where there are none, nothing dropped in silence."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from geo_rtcc.errors import MappingError
from geo_rtcc.feeds.mapping import ColumnMapping, load_preset, preset_names, read_mapping
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.feeds.reads.frame import READ_SCHEMA
from geo_rtcc.feeds.reads.table import ParsedReads, ReadTable
from geo_rtcc.feeds.table_kinds import READS

NOW = datetime(2024, 6, 10, tzinfo=UTC)
TOWN = """
kind = "reads"
source = "town"
zone = "America/Chicago"
confidence_of = 100
[columns]
captured_at = "WHEN"
plate = "PLATE"
state = "STATE"
confidence = "SCORE"
camera = "READER"
x = "LON"
y = "LAT"
image_url = "URL"
[values.state]
"LONE STAR" = "TX"
"""
ROW = {
    "WHEN": "2024-05-31 18:59:59", "PLATE": "kbr-4821", "STATE": "LONE STAR", "SCORE": "94",
    "READER": "C1", "LON": "-95.4", "LAT": "29.7", "URL": "/a.jpg",
}  # fmt: skip


def mapping_of(tmp_path: Path, text: str = TOWN) -> ColumnMapping:
    path = tmp_path / "town.toml"
    path.write_text(text)
    return read_mapping(path, READS)


def batch(*rows: dict[str, str], first: int = 1) -> RawBatch:
    return RawBatch(pl.DataFrame(list(rows)), np.arange(first, first + len(rows)))


def parse(mapping: ColumnMapping, *rows: dict[str, str]) -> ParsedReads:
    return ReadTable(mapping, now=NOW).parse(batch(*rows))


def test_a_row_becomes_a_read(tmp_path: Path) -> None:
    parsed = parse(mapping_of(tmp_path), ROW)
    assert parsed.frame.schema == pl.Schema(READ_SCHEMA)
    read: dict[str, Any] = parsed.frame.row(0, named=True)
    assert read["captured_at"] == datetime(2024, 5, 31, 23, 59, 59, tzinfo=UTC)
    assert (read["plate"], read["plate_text"]) == ("KBR4821", "kbr-4821")
    assert (read["state"], read["state_text"], read["confidence"]) == ("TX", "TX", 0.94)
    assert (read["camera"], read["lon"], read["lat"]) == ("C1", -95.4, 29.7)
    assert (read["image_url"], read["candidates"]) == (None, [])


def test_rows_that_are_alike_get_ids_of_their_own_and_always_the_same(tmp_path: Path) -> None:
    def ids() -> list[str]:
        table = ReadTable(mapping_of(tmp_path), now=NOW)
        parts = [table.parse(batch(ROW, ROW)), table.parse(batch(ROW)), table.parse(batch(ROW))]
        return [one for part in parts for one in part.frame["external_id"]]

    assert len(set(ids())) == 4
    assert ids() == ids()


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"PLATE": ""}, "PLATE", "no plate"),
        ({"PLATE": "--"}, "PLATE", "no plate"),
        ({"PLATE": "A" * 13}, "PLATE", "more than 12 characters"),
        ({"PLATE": "A" * 10_000}, "PLATE", "more than 12 characters"),
        ({"PLATE": "-" * 80 + "A1"}, "PLATE", "more than 12 characters"),
        ({"WHEN": "noon"}, "WHEN", "There is no time, or none like"),
        ({"WHEN": "1969-05-31 18:59:59"}, "WHEN", "before 1970"),
        ({"WHEN": "9999-05-31 18:59:59"}, "WHEN", "in the future of 2024-06-10"),
        ({"SCORE": "101"}, "SCORE", "between 0 and 100"),
        ({"SCORE": "high"}, "SCORE", "between 0 and 100"),
        ({"SCORE": "NaN"}, "SCORE", "between 0 and 100"),
        ({"STATE": "x" * 201}, "STATE", "longer than 200"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(
    tmp_path: Path, change: dict[str, str], field: str, reason: str
) -> None:
    parsed = parse(mapping_of(tmp_path), ROW, ROW | change)
    assert len(parsed.frame) == 1
    rejected = parsed.rejected[0]
    assert (rejected.row_number, rejected.field_name) == (2, field)
    assert reason in rejected.reason
    assert rejected.raw == ROW | change


def test_a_row_whose_coordinates_are_no_place_is_a_read_without_a_point(tmp_path: Path) -> None:
    parsed = parse(mapping_of(tmp_path), ROW | {"LON": "-195"}, ROW | {"LON": "0", "LAT": "0"})
    assert parsed.frame["lon"].to_list() == [None, None]
    assert [(one.row_number, one.field_name) for one in parsed.unplaced] == [(1, "LON")]


def test_hashed_plates_are_kept_as_they_are(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, 'plates = "opaque"\n' + TOWN)
    parsed = parse(mapping, ROW | {"PLATE": "c0ffee" * 7}, ROW | {"PLATE": "c" * 65})
    assert parsed.frame["plate"].to_list() == ["c0ffee" * 7]
    assert "more than 64 characters" in parsed.rejected[0].reason


@pytest.mark.parametrize("name", preset_names(READS))
def test_every_preset_of_reads_can_be_read(name: str) -> None:
    assert load_preset(name, READS).title


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "reads"', "", "it maps calls, not reads"),
        ('kind = "reads"', 'kind = "boats"', "kind 'boats' is not one of calls, reads"),
        ("confidence_of = 100", "confidence_of = 0", "confidence_of must be a number"),
        ("confidence_of = 100", 'plates = "hashed"', "plates must be one of normal, opaque"),
        ("confidence_of = 100", "[priority]", "priority is not a key"),
        ('plate = "PLATE"', "", "columns.plate is missing"),
        ('plate = "PLATE"', 'plate = "PLATE"\ncall_type = "T"', "columns.call_type is not a key"),
    ],
)
def test_a_wrong_mapping_of_reads_says_what_is_wrong(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(MappingError) as error:
        mapping_of(tmp_path, TOWN.replace(old, new))
    assert message in str(error.value)
