"""Column mappings: presets are sound, and a wrong file says which key is wrong."""

from pathlib import Path

import pytest

from geo_rtcc.errors import MappingError
from geo_rtcc.feeds.mapping import load_preset, preset_names, read_mapping
from geo_rtcc.models import Category

GOOD = """
source = "town"
zone = "America/Chicago"
[columns]
external_id = "ID"
received_at = "DATE + TIME"
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "my.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_can_be_read(name: str) -> None:
    mapping = load_preset(name)
    assert mapping.title
    assert mapping.source


def test_the_documented_presets_are_there() -> None:
    wanted = {"dc", "denver", "sf", "demo", "nypd", "seattle", "new_orleans", "detroit", "chicago"}
    assert wanted <= set(preset_names())


def test_an_unknown_preset_names_the_known_ones() -> None:
    with pytest.raises(MappingError, match="dc, demo, denver"):
        load_preset("atlantis")


def test_columns_can_be_joined_and_alternatives_given(tmp_path: Path) -> None:
    text = GOOD.replace('"ID"', '["ID", "CASE"]')
    mapping = read_mapping(write(tmp_path, text))
    assert mapping.column_of("external_id", ["CASE", "DATE", "TIME"]) == ("CASE",)
    assert mapping.column_of("received_at", ["CASE", "DATE", "TIME"]) == ("DATE", "TIME")
    assert mapping.column_of("received_at", ["CASE", "DATE"]) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("America/Chicago", "Middle/Earth", "my.toml: zone 'Middle/Earth' is not an IANA zone"),
        ('source = "town"', "", "my.toml: source is missing"),
        ('external_id = "ID"', "", "columns.external_id is missing"),
        ('external_id = "ID"', 'external_id = "ID"\nbeet = "B"', "columns.beet is not a key"),
        ("[columns]", 'crs = "EPSG:999999"\n[columns]', "crs 'EPSG:999999' is not known"),
        ("[columns]", "[priority]\nHIGH = 9\n[columns]", "priority.HIGH must be 1"),
        ("[columns]", '[category]\nA = "crime"\n[columns]', "'crime' is not a category"),
        ("[columns]", "colums = 3\n[columns]", "colums is not a key"),
        ("[columns]", "[columns", "can't be read as TOML"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(MappingError) as error:
        read_mapping(write(tmp_path, GOOD.replace(old, new)))
    assert message in str(error.value)


def test_a_file_without_the_columns_is_told_what_it_has(tmp_path: Path) -> None:
    mapping = read_mapping(write(tmp_path, GOOD))
    with pytest.raises(MappingError, match=r"no column DATE \+ TIME for received_at.*ID, WHEN"):
        mapping.check_fits(["ID", "WHEN"], "calls.csv")


def test_dc_offences_have_categories() -> None:
    assert load_preset("dc").category["ROBBERY"] is Category.VIOLENCE
