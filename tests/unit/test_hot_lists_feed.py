"""Hot lists of every shape: delimiters, encodings, dates, priorities and what is refused."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geo_rtcc.errors import InputError, MappingError
from geo_rtcc.feeds.hot_lists import (
    HotListMapping,
    ParsedHotList,
    load_preset,
    parse_hot_list,
    parse_with,
    preset_names,
    read_mapping,
)
from geo_rtcc.feeds.hot_lists.ncic import ncic_file
from geo_rtcc.feeds.parsed import FeedContext
from geo_rtcc.models.hot_lists import NcicFile

CHICAGO = "America/Chicago"
CONTEXT = FeedContext(source="hot", zone=CHICAGO, now=datetime(2026, 1, 1, tzinfo=UTC))
HEADER = "PlateNumber;Category;PlateState;EffectiveDate;ExpiryDate\n"
ROW = "abc-1234;Stolen Vehicle;us-tx;2024-03-09;2024-03-10\n"


def parse(text: str | bytes, preset: str | None = "genetec", media: str = "") -> ParsedHotList:
    body = text.encode() if isinstance(text, str) else text
    return parse_hot_list(body, media_type=media, preset=preset, context=CONTEXT)


def custom(tmp_path: Path, text: str) -> HotListMapping:
    path = tmp_path / "own.toml"
    path.write_text(text)
    return read_mapping(path)


def refused(found: ParsedHotList) -> list[tuple[int, str]]:
    return [(one.row_number, one.field_name) for one in found.rejected]


def test_an_entry_keeps_the_lists_own_text_beside_ours() -> None:
    entry = parse(HEADER + ROW).entries.row(0, named=True)
    assert (entry["plate"], entry["plate_text"]) == ("ABC1234", "abc-1234")
    assert (entry["state"], entry["state_text"]) == ("TX", "us-tx")
    assert (entry["category"], entry["ncic_file"]) == ("Stolen Vehicle", "vehicle")
    assert entry["external_id"] == "ABC1234/TX/stolen vehicle"


def test_dates_are_whole_days_in_the_lists_zone_across_a_change_of_clocks() -> None:
    entry = parse(HEADER + ROW).entries.row(0, named=True)
    assert entry["effective_at"] == datetime(2024, 3, 9, 6, tzinfo=UTC)
    assert entry["expires_at"] == datetime(2024, 3, 11, 5, tzinfo=UTC)
    assert entry["expires_at"] - entry["effective_at"] == timedelta(hours=47)


def test_times_of_day_are_taken_as_they_are() -> None:
    row = "A1;x;TX;2024-03-09 08:30:00;2024-03-10T00:00:00Z\n"
    entry = parse(HEADER + row).entries.row(0, named=True)
    assert entry["effective_at"] == datetime(2024, 3, 9, 14, 30, tzinfo=UTC)
    assert entry["expires_at"] == datetime(2024, 3, 10, tzinfo=UTC)


def test_first_and_last_years_mean_without_end() -> None:
    rows = "A1;x;;0001-01-01;9999-12-31\nA2;x;;1900-01-01;0001-01-01\n"
    found = parse(HEADER + rows)
    assert found.rejected == []
    assert found.entries.select("effective_at", "expires_at").null_count().row(0) == (2, 2)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", ":"])
def test_any_delimiter_is_found(delimiter: str) -> None:
    found = parse((HEADER + ROW).replace(";", delimiter))
    assert found.entries.row(0) == parse(HEADER + ROW).entries.row(0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_any_usual_encoding_is_found(encoding: str) -> None:
    body = (HEADER + ROW.replace("us-tx", "Québec")).encode(encoding)
    for sent in (body, gzip.compress(body)):
        entry = parse(sent).entries.row(0, named=True)
        assert (entry["plate"], entry["state"], entry["state_text"]) == ("ABC1234", "QC", "Québec")


def test_column_names_are_compared_without_case_spaces_and_underscores() -> None:
    found = parse("PLATE_NUMBER; plate state ;EXPIRY DATE\nA1;TX;2024-01-01\n")
    assert found.entries.row(0, named=True)["state"] == "TX"
    assert found.entries["expires_at"].null_count() == 0


def test_fixed_width_lists_are_cut_by_their_columns(tmp_path: Path) -> None:
    mapping = custom(
        tmp_path,
        'skip_lines = 1\n[columns]\nplate = "P"\nstate = "S"\n'
        "[fixed_width]\nP = [1, 8]\nS = [10, 11]\n",
    )
    found = parse_with(b"HOT LIST 7\nABC1234  TX\n\nXYZ 9    LA\n", mapping, zone="UTC")
    assert found.entries.select("plate", "state").rows() == [("ABC1234", "TX"), ("XYZ9", "LA")]


def test_a_list_without_a_header_takes_the_mappings(tmp_path: Path) -> None:
    mapping = custom(tmp_path, 'header = ["P", "S"]\n[columns]\nplate = "P"\nstate = "S"\n')
    found = parse_with(b"A1,TX\nA2,LA\n", mapping, zone="UTC")
    assert found.entries["state"].to_list() == ["TX", "LA"]


def test_priorities_are_words_or_numbers_from_0_to_100() -> None:
    rows = "".join(f"A{at};{text}\n" for at, text in enumerate(["HIGH", "low", "7", "101", "??"]))
    found = parse("PlateNumber;Priority\n" + rows)
    assert found.entries["priority"].to_list() == [10, 90, 7, None, None]


def test_a_mapping_rewrites_values_names_files_and_ends_entries(tmp_path: Path) -> None:
    text = """
    inactive_after_days = 30
    [columns]
    plate = "P"
    state = "S"
    category = "C"
    [values.state]
    "TEJAS" = "TX"
    [ncic]
    "Z9" = "gang"
    """
    found = parse_with(b"P,S,C\nA1,Tejas,z9\n", custom(tmp_path, text), zone="UTC")
    entry = found.entries.row(0, named=True)
    assert (entry["state"], entry["ncic_file"], entry["inactive_after_days"]) == ("TX", "gang", 30)


def test_bad_rows_are_refused_with_row_and_field_and_the_rest_is_used() -> None:
    bad = ["--;x;TX;;", "ABCDEFGHIJ123;x;;;", ";x;;;", "A1;x;;31/31/2024;", "A2;x;;;soon",
           "A3;x;;2024-02-02;2024-02-01", "A4;x", "A5;x;;;1950-01-01"]  # fmt: skip
    found = parse(HEADER + "\n".join([*bad, ROW]))
    assert refused(found) == [
        (1, "PlateNumber"), (2, "PlateNumber"), (3, "PlateNumber"), (4, "EffectiveDate"),
        (5, "ExpiryDate"), (6, "ExpiryDate"), (7, ""), (8, "ExpiryDate"),
    ]  # fmt: skip
    assert found.entries["plate"].to_list() == ["ABC1234"]
    assert found.rejected[0].raw["PlateNumber"] == "--"
    assert not any("ABCDEF" in one.reason for one in found.rejected)


def test_a_list_that_ends_and_begins_on_one_day_is_in_effect_that_day() -> None:
    assert parse(HEADER + "A1;x;;2024-02-02;2024-02-02\n").rejected == []


def test_of_repeated_ids_the_last_stays_and_all_are_counted() -> None:
    found = parse("external_id,plate\n1,A1\n2,A2\n1,A3\n1,A4\n", preset="plain")
    assert found.repeated == 2
    assert dict(found.entries.select("external_id", "plate").rows()) == {"1": "A4", "2": "A2"}


def test_notes_in_quotes_may_have_several_lines() -> None:
    found = parse('PlateNumber;Notes;PlateState\nA1;"see\nfile; twice; now";TX\nA2;x;LA\n')
    assert found.entries["reason"].to_list() == ["see\nfile; twice; now", "x"]


def test_a_stray_quotation_mark_swallows_no_other_row() -> None:
    found = parse('PlateNumber;Notes;PlateState\nA1;"six foot;TX\nA2;12" rims;LA\nA3;"x" y;LA\n')
    assert found.entries["plate"].to_list() == ["A1", "A2", "A3"]
    assert found.rejected == []


def test_json_brings_changes_by_id() -> None:
    lines = [
        {"change": "put", "external_id": 7, "plate": "A1", "priority": 5, "expires_at": None},
        {"change": "remove", "external_id": "8"},
        {"change": "remove", "plate": "A 9", "state": "TX", "category": "Stolen"},
    ]
    body = "\n".join(map(json.dumps, lines))
    found = parse(body, preset=None, media="application/x-ndjson")
    assert found.entries.select("external_id", "change").rows() == [
        ("7", "put"), ("8", "remove"), ("A9/TX/stolen", "remove"),
    ]  # fmt: skip


def test_json_that_is_no_object_or_nested_is_refused_by_its_place() -> None:
    found = parse('[{"plate": "A1"}, 5, {"plate": {"x": 1}}, {"plate": true}, {}]', preset=None)
    assert found.entries["plate"].to_list() == ["A1"]
    assert [number for number, _ in refused(found)] == [2, 3, 4, 5]
    assert found.rejected[1].raw == {"text": '{"plate": {"x": 1}}'}


@pytest.mark.parametrize("name", ["Vehicle", "vehicle file", "NCIC Vehicle File", "stolen_vehicle"])
def test_ncic_files_are_known_by_their_usual_names(name: str) -> None:
    assert ncic_file(name) is NcicFile.VEHICLE


def test_every_ncic_file_is_known_by_its_own_name() -> None:
    assert [ncic_file(file.value.replace("_", " ").title()) for file in NcicFile] == [*NcicFile]


def test_an_ncic_extract_is_told_by_its_message_keys() -> None:
    text = "NIC,LIC,LIS,MKE,DTE\nV1,A1,TX,EV,20240102\nW1,A2,TX,EW,20240102\n"
    assert parse(text, preset="ncic").entries["ncic_file"].to_list() == ["vehicle", "wanted_person"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"name;state\nA1;TX\n", "no column PlateNumber or Plate"),
        (b"PlateNumber;plate number\nA1;A2\n", "more than one column"),
        (b"\x1f\x8b\x08garbage-that-is-no-gzip", "gzip"),
        (gzip.compress(b"PlateNumber\nA1\n", mtime=0)[:-6], "too early"),
    ],
)
def test_what_can_not_be_read_at_all_is_refused_with_a_sentence(body: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse(body)


def test_a_list_of_which_almost_nothing_can_be_used_is_refused() -> None:
    with pytest.raises(InputError, match="rows can't be used, the first of them row 1"):
        parse("PlateNumber\n" + "--\n" * 20_001)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "columns.plate is missing"),
        ('zone = "Mars/Base"\n[columns]\nplate = "P"', "IANA"),
        ('delimiter = ";;"\n[columns]\nplate = "P"', "one character"),
        ('[columns]\nplate = "P"\n[priority]\nHigh = 101', "0 to 100"),
        ('[columns]\nplate = "P"\n[ncic]\nX = "cars"', "no NCIC file"),
        ('[columns]\nplate = "P"\nplat = "P"', "plat is not a key"),
        ('[columns]\nplate = "P"\n[fixed_width]\nP = [5, 2]', "first, last"),
    ],
)
def test_a_mapping_that_can_not_be_meant_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        custom(tmp_path, text)


def test_every_preset_can_be_read() -> None:
    assert preset_names() == ["genetec", "ncic", "plain"]
    assert all(load_preset(name).columns for name in preset_names())
