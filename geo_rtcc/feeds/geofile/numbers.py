"""House numbers as people write them: "123A", "1015 1/2", "12-34", "N6W23001", and whole addresses.

A number before a hyphen is a prefix of the one after it (Queens' "12-34"; NENA-STA-006 calls it
AddNum_Pre), unless both have three digits or more and the second is a little more: "100-102" is a
building's range and keeps its first number.
"""

import polars as pl

_PLAIN = r"^0*(\d{1,9})(?:\.0+)?(?:\s*[A-Za-z]|\s*\d/\d)?$"
_PREFIX = r"\d+-|[A-Za-z]{1,2}-?|[NSEWnsew]\d+[NSEWnsew]"
_SPLIT = rf"^(?:({_PREFIX})\s*)?0*(\d{{1,9}})(?:\.0+)?(?:\s*-?\s*([A-Za-z]{{1,6}}|\d/\d))?$"
_RUN = r"^(\d{3,9})\s*-\s*(\d{3,9})$"
_LONGEST_RUN = 100
_ADDRESS = r"(?i)^((?:[NSEW]\d+[NSEW])?\d+(?:-\d+)?[A-Z]?(?:\s\d/\d)?)\s+([^,;]*[^,;\s])"
_UNIT = r"(?i)[\s,;]+(?:APT|APARTMENT|UNIT|STE|SUITE|RM|ROOM|#)[.\s]*#?\s*([\w-]+)\s*$"


def range_number(column: str) -> tuple[pl.Expr, pl.Expr]:
    """Return an end of a range as a number, and whether there is a text that is none."""
    text = pl.col(column)
    number = text.str.extract(_PLAIN).cast(pl.Int32, strict=False)
    return number.alias(column), (text.is_not_null() & number.is_null()).alias(f"_unread_{column}")


def with_number_parts(said: pl.DataFrame) -> pl.DataFrame:
    """Return ``number`` as a number, with the prefix and suffix that stand with it."""
    text = pl.col("number")
    run = text.str.extract_groups(_RUN).struct.rename_fields(["low", "high"])
    low, high = (run.struct.field(end).cast(pl.Int32, strict=False) for end in ("low", "high"))
    is_run = ((high > low) & (high - low < _LONGEST_RUN)).fill_null(False)
    return said.with_columns(
        number=pl.when(is_run).then(low).otherwise(
            text.str.extract(_SPLIT, 2).cast(pl.Int32, strict=False)
        ),
        number_prefix=pl.coalesce(
            "number_prefix", pl.when(~is_run).then(text.str.extract(_SPLIT, 1))
        ),
        number_suffix=pl.coalesce(
            "number_suffix", pl.when(~is_run).then(text.str.extract(_SPLIT, 3).str.to_uppercase())
        ),
    )  # fmt: skip


def with_address_parts(said: pl.DataFrame) -> pl.DataFrame:
    """Return number, street and unit; where they aren't said, those in ``address``."""
    address = pl.col("address")
    unit = address.str.extract(_UNIT)
    bare = address.str.replace(_UNIT, "")
    return said.with_columns(
        number=pl.coalesce("number", bare.str.extract(_ADDRESS, 1)),
        street=pl.coalesce("street", bare.str.extract(_ADDRESS, 2)),
        unit=pl.coalesce("unit", unit),
    )
