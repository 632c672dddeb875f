"""Plates and states as cameras and lists write them."""

import polars as pl
import pytest

from geo_rtcc.plates import normal_plate, normal_plates, state_code, state_codes


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("abc-1234", "ABC1234"),
        (" 7 xyz·123 ", "7XYZ123"),
        ("ＡＢＣ１２３", "ABC123"),  # full width
        ("ABC٣٤", "ABC34"),  # Arabic-Indic digits
        ("ñandú1", "NANDU1"),
        ("車123", "123"),
        ("—", ""),
        ("", ""),
    ],
)
def test_a_plate_is_its_letters_and_digits(text: str, plate: str) -> None:
    assert normal_plate(text) == plate
    assert normal_plates(pl.Series([text])).to_list() == [plate]


@pytest.mark.parametrize("character", ["A", "é", "ﷺ", "-", "\u0301", "😀"])
def test_a_plate_of_ten_thousand_characters_is_no_trouble(character: str) -> None:
    text = character * 10_000
    assert set(normal_plate(text)) <= {"A", "E"}
    assert normal_plates(pl.Series([text])).to_list() == [normal_plate(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TX", "TX"),
        ("us-tx", "TX"),
        ("tx-us", "TX"),
        ("US-TX", "TX"),
        ("new_york", "NY"),
        ("New York", "NY"),
        ("north_carolina", "NC"),
        ("DC", "DC"),
        ("Washington, D.C.", "DC"),
        ("washington", "WA"),
        ("Puerto Rico", "PR"),
        ("us-gu", "GU"),
        ("U.S. Virgin Islands", "VI"),
        ("CA", "CA"),
        ("us-ca", "CA"),
        ("ca-us", "CA"),
        ("ca-on", "ON"),
        ("on-ca", "ON"),
        ("Québec", "QC"),
        ("Canada Alberta", "AB"),
    ],
)
def test_a_state_is_two_letters_however_it_is_written(text: str, code: str) -> None:
    assert state_code(text) == code


UNKNOWN = """
ZZ|us|usa|ca-ca|us-on|ca-tx|mx|mx-bc|Baja California|unknown|us-tx-tx|T X|ＴＸ１|de-by|null|-
"""


@pytest.mark.parametrize("text", [None, "", "x" * 10_000, *UNKNOWN.strip().split("|")])
def test_an_unknown_state_stays_unknown(text: str | None) -> None:
    assert state_code(text) is None


def test_columns_of_states_are_read_at_once() -> None:
    texts = pl.Series(["us-tx", None, "Ohio", "mx-ags", "us-tx"])
    assert state_codes(texts).to_list() == ["TX", None, "OH", None, "TX"]
    assert state_codes(pl.Series([None, None])).to_list() == [None, None]
