"""Plates as texts: columns are normalised as single texts are, whatever they hold."""

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from geo_rtcc.plates import normal_plate, normal_plates, state_code, state_codes

texts = st.one_of(
    st.none(),
    st.text(),
    st.text("aA1-  .ß０ＡıſéÑ٣"),
    st.sampled_from(["us-tx", "TX", "tx-us", "new_york", "ca-on", "Québec", "ÿ" * 10_000]),
)


@given(st.lists(texts))
def test_columns_are_normalised_as_single_texts_are(column: list[str | None]) -> None:
    plates = normal_plates(pl.Series(column, dtype=pl.String)).to_list()
    assert plates == [None if text is None else normal_plate(text) for text in column]


@given(st.text())
def test_a_normal_plate_is_letters_and_digits_and_stays_as_it_is(text: str) -> None:
    plate = normal_plate(text)
    assert re.fullmatch("[A-Z0-9]*", plate)
    assert normal_plate(plate) == plate


@given(st.lists(texts))
def test_columns_of_states_are_read_as_single_texts_are(column: list[str | None]) -> None:
    codes = state_codes(pl.Series(column, dtype=pl.String)).to_list()
    assert codes == [state_code(text) for text in column]
