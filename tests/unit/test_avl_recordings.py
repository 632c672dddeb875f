"""Recorded positions in files: pieces that end with a message, and CSV by a mapping."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo_rtcc.errors import InputError, MappingError
from geo_rtcc.feeds.avl.csv_fixes import FixMapping, read_fix_mapping, read_fixes
from geo_rtcc.feeds.avl.recordings import ENDS, pieces
from geo_rtcc.feeds.parsed import FeedContext

CONTEXT = FeedContext(source="f", zone="America/Chicago", now=datetime(2024, 6, 1, tzinfo=UTC))
MAPPING = """
speed_unit = "mph"
time_formats = ["%m/%d/%Y %H:%M:%S"]
[columns]
unit = "Car"
fix_at = "When"
lon = "X"
lat = "Y"
speed = "MPH"
"""


@pytest.fixture
def mapping(tmp_path: Path) -> FixMapping:
    path = tmp_path / "fleet.toml"
    path.write_text(MAPPING)
    return read_fix_mapping(path)


@pytest.mark.parametrize("name", ENDS)
def test_pieces_end_where_messages_end_and_lose_nothing(tmp_path: Path, name: str) -> None:
    end, path = ENDS[name], tmp_path / "recorded"
    whole = b"".join(b"message %d" % n + end for n in range(500)) + b"the last"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + whole))
    found = list(pieces(path, end, piece_bytes=300))
    assert b"".join(found) == whole
    assert len(found) > 10
    assert all(piece.endswith(end) for piece in found[:-1])


def test_an_array_is_one_piece_however_it_is_broken_into_lines(tmp_path: Path) -> None:
    path = tmp_path / "recorded.json"
    path.write_bytes(b" [\n" + b"{},\n" * 400 + b"{}]\n")
    assert list(pieces(path, b"\n", piece_bytes=100)) == [path.read_bytes()]


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"x" * 9000)[:-9])
    for path in (tmp_path / "absent", broken):
        with pytest.raises(InputError, match=path.name):
            list(pieces(path, b"\n"))


def test_rows_of_a_csv_become_fixes_by_the_mapping(tmp_path: Path, mapping: FixMapping) -> None:
    path = tmp_path / "fleet.csv"
    path.write_text(
        "Car|When|X|Y|MPH\n12|05/31/2024 16:04:12|-93.1|45.0|30\n"
        "13|never|-93.1|45.0|\n14|2024-05-31T21:04:12Z|-93.1|45.0|fast\n15|short\n"
    )
    (parsed,) = read_fixes(path, mapping, CONTEXT)
    assert [fix.unit for fix in parsed.records] == ["12", "14"]
    assert {fix.fix_at for fix in parsed.records} == {datetime(2024, 5, 31, 21, 4, 12, tzinfo=UTC)}
    assert [fix.speed_mps for fix in parsed.records] == [pytest.approx(13.4112), None]
    assert [one.row_number for one in parsed.rejected] == [2, 4]


def test_a_mapping_that_does_not_fit_the_file_names_the_column(
    tmp_path: Path, mapping: FixMapping
) -> None:
    path = tmp_path / "fleet.csv"
    path.write_text("Car,When,X,Y\n1,2,3,4\n")
    with pytest.raises(MappingError, match="MPH"):
        list(read_fixes(path, mapping, CONTEXT))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [("speed_unit = 'warp'", "speed_unit"), ("colour = 1\n[columns]", "colour"),
     ("[columns", "TOML"),
     ("[columns]\nunit = 'a'", "fix_at"), ("[columns]\nwho = 'a'", "columns.who"),
     ("columns = 5", "columns")],
)  # fmt: skip
def test_a_mapping_that_can_not_be_used_says_why(tmp_path: Path, wrong: str, named: str) -> None:
    path = tmp_path / "fleet.toml"
    path.write_text(MAPPING.replace('speed_unit = "mph"', wrong) if "warp" in wrong else wrong)
    with pytest.raises(MappingError, match=named):
        read_fix_mapping(path)
