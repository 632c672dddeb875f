"""House numbers, whole addresses and names of intersections, as people write them."""

import polars as pl
import pytest

from geo_rtcc.feeds.geofile.numbers import (
    range_number,
    with_address_parts,
    with_number_parts,
)
from geo_rtcc.feeds.geofile.spots import split_names

PARTS = ("number_prefix", "number", "number_suffix")


@pytest.mark.parametrize(
    ("text", "parts"),
    [("123", (None, 123, None)), ("0123", (None, 123, None)), ("123.0", (None, 123, None)),
     ("123A", (None, 123, "A")), ("123-a", (None, 123, "A")), ("123 1/2", (None, 123, "1/2")),
     ("12-34", ("12-", 34, None)), ("147-03B", ("147-", 3, "B")), ("100-102", (None, 100, None)),
     ("N6W23001", ("N6W", 23001, None)), ("A123", ("A", 123, None)), ("0", (None, 0, None)),
     ("LOT", (None, None, None)),
     ("LOT 5", (None, None, None)), ("-5", (None, None, None)), ("AB-12", ("AB-", 12, None)),
     ("", (None, None, None)),
     ("99999999999", (None, None, None)), (None, (None, None, None))],
)  # fmt: skip
def test_a_house_number_has_a_prefix_and_a_suffix(
    text: str | None, parts: tuple[str | None, int | None, str | None]
) -> None:
    said = pl.DataFrame(
        {"number": [text], "number_prefix": [None], "number_suffix": [None]},
        schema=dict.fromkeys(("number", "number_prefix", "number_suffix"), pl.String),
    )
    assert with_number_parts(said).select(PARTS).row(0) == parts


@pytest.mark.parametrize(
    ("text", "number", "street", "unit"),
    [("1933 9TH STREET NW", "1933", "9TH STREET NW", None),
     ("1015 1/2 7TH STREET NW", "1015 1/2", "7TH STREET NW", None),
     ("480 L'ENFANT PLAZA SW, Washington DC 20024", "480", "L'ENFANT PLAZA SW", None),
     ("12A Oak St Apt. 5-B", "12A", "Oak St", "5-B"), ("12 Oak St # 7", "12", "Oak St", "7"),
     ("12-34 30TH AVE", "12-34", "30TH AVE", None), ("N6W23001 BLUEMOUND RD", "N6W23001",
     "BLUEMOUND RD", None), ("5TH STREET NE AND PENN STREET NE", None, None, None),
     ("OAK ST", None, None, None)],
)  # fmt: skip
def test_an_address_in_one_field_is_parted(
    text: str, number: str | None, street: str | None, unit: str | None
) -> None:
    said = pl.DataFrame(
        {"address": [text], "number": [None], "street": [None], "unit": [None]},
        schema=dict.fromkeys(("address", "number", "street", "unit"), pl.String),
    )
    row = with_address_parts(said).row(0, named=True)
    assert (row["number"], row["street"], row["unit"]) == (number, street, unit)


@pytest.mark.parametrize(
    ("text", "read"),
    [("100", 100), ("100.0", 100), ("12A", 12), ("12 1/2", 12), ("12-34", None), ("B12", None)],
)
def test_an_end_of_a_range_is_read_or_counted(text: str, read: int | None) -> None:
    number, unread = pl.DataFrame({"end": [text]}).select(range_number("end")).row(0)
    assert (number, unread) == (read, read is None)


@pytest.mark.parametrize(
    ("text", "streets"),
    [("N CAPITOL ST AND RANDOLPH ST", ["N CAPITOL ST", "RANDOLPH ST"]),
     ("N CAPITOL,FORT DR,HAREWOOD", ["N CAPITOL", "FORT DR", "HAREWOOD"]),
     ("Naylor Rd and 30 St & Gainesville St", ["Naylor Rd", "30 St", "Gainesville St"]),
     ("16TH ST AND SHERIDAN ST,NW", ["16TH ST NW", "SHERIDAN ST NW"]),
     ("23RD ST AND M ST(FIREHOUSE),NW", ["23RD ST NW", "M ST NW"]),
     ("A AVE, NE & B AVE", ["A AVE NE", "B AVE NE"]), ("13TH & E", ["13TH", "E"]),
     ("EASTERN AVE AND OAK ST,N", ["EASTERN AVE", "OAK ST"]),
     ("GRAND AVE / LAND ST", ["GRAND AVE", "LAND ST"]), ("MAIN ST AT 5TH", ["MAIN ST", "5TH"]),
     ("OAK ST", ["OAK ST"]), ("(yard)", [])],
)  # fmt: skip
def test_an_intersection_s_name_names_its_streets(text: str, streets: list[str]) -> None:
    assert split_names(text) == streets
