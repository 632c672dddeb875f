"""A hot list as JSON objects → rows of texts: an array of them, or one a line."""

from dataclasses import dataclass, field

import msgspec
import polars as pl

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.hot_lists.mapping import HotListMapping
from geo_rtcc.feeds.hot_lists.rows import MOST_ROWS, add_rejected
from geo_rtcc.feeds.messages import json_messages
from geo_rtcc.models import RejectedRecord

_LARGEST = 10**15
_OBJECT = msgspec.json.Decoder(dict[str, str | int | float | None])
_LONGEST_KEPT = 65_536  # characters of a message that can't be used


@dataclass
class Objects:
    """Flat JSON objects, as they came.

    Parameters
    ----------
    frame
        The columns that any of our fields may come from, as texts.
    messages, numbers
        Of each row: its bytes, and its place among the messages from 1.
    """

    frame: pl.DataFrame
    messages: list[bytes]
    numbers: list[int]
    rejected: list[RejectedRecord] = field(default_factory=list)

    def payload(self, row: int) -> dict[str, str | None]:
        """Return one object as it came."""
        return _kept(self.messages[row])


def objects_of(body: bytes, mapping: HotListMapping) -> Objects:
    """Read a list of objects; what is none is rejected. InputError where there are too many."""
    if body.count(b"\n") > 2 * MOST_ROWS:
        raise InputError(f"The list has more than {MOST_ROWS:,} rows.")
    found = Objects(pl.DataFrame(), [], [])
    rows: list[dict[str, str | int | float | None]] = []
    for number, message in enumerate(json_messages(body), 1):
        if number > MOST_ROWS:
            raise InputError(f"The list has more than {MOST_ROWS:,} rows.")
        try:
            rows.append(_OBJECT.decode(message))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
            add_rejected(found.rejected, number, "", _reason(error), _kept(message))
        else:
            found.messages.append(message)
            found.numbers.append(number)
    found.frame = _frame(rows, mapping)
    return found


def _frame(
    rows: list[dict[str, str | int | float | None]], mapping: HotListMapping
) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = (mapping.column_of(ours, names) for ours in mapping.columns)
    used = [name for name in columns if name is not None]
    return (
        pl.DataFrame(
            {name: [_text(row.get(name)) for row in rows] for name in dict.fromkeys(used)},
            schema=dict.fromkeys(used, pl.String),
        )
        if used
        else pl.DataFrame({"": [None] * len(rows)}, schema={"": pl.String})
    )


def _text(value: str | int | float | None) -> str | None:
    if value is None or isinstance(value, str):
        # lone surrogates can be said in JSON but not stored as UTF-8
        text = value and value.replace("\0", "")
        return text if not text or text.isascii() else text.encode("utf-8", "replace").decode()
    return str(value) if isinstance(value, float) or abs(value) < _LARGEST else "1e15"


def _kept(message: bytes) -> dict[str, str | None]:
    return {"text": message[:_LONGEST_KEPT].decode("utf-8", "backslashreplace")}


def _reason(error: Exception) -> str:
    if isinstance(error, msgspec.ValidationError):
        return "The message must be an object of texts and numbers."
    return "The message is not JSON that can be read."
