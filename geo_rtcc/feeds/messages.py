"""One payload, one message or many: JSON objects, arrays and lines, each refused on its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from geo_rtcc.feeds.parsed import Parsed
from geo_rtcc.models import RejectedRecord

Record = TypeVar("Record")

_RAW = msgspec.json.Decoder(msgspec.Raw)
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
BAD_POINT = "The coordinates are not a place on Earth."
_LINES_TRIED = 100
_BOM = b"\xef\xbb\xbf"


class RefusedError(Exception):
    """One message can't be used; says which field and why, without the field's value."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Read(Generic[Record]):
    """What one message brought: a record, and whether its coordinates had to be left out."""

    record: Record
    has_bad_point: bool = False


def parse_json(
    payload: bytes, parse_one: Callable[[bytes], list[Read[Record]] | None]
) -> Parsed[Record]:
    """Parse every message of a payload: one JSON object, an array of them, or one a line.

    Parameters
    ----------
    parse_one
        One message's bytes → its records; None for a message that brings none on purpose. Raises
        ``RefusedError``, or msgspec's own errors, whose text names the path but repeats no value.
    """
    parsed = Parsed[Record]()
    for number, message in enumerate(json_messages(payload), 1):
        try:
            records = parse_one(message)
        except RefusedError as error:
            parsed.rejected.append(rejected(number, error.field, error.reason, message))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            parsed.rejected.append(rejected(number, "", _json_reason(error), message))
        else:
            if records is None:
                parsed.ignored += 1
            else:
                parsed.records += [one.record for one in records]
                if any(one.has_bad_point for one in records):
                    parsed.unplaced.append(rejected(number, "location", BAD_POINT, message))
    return parsed


def json_messages(payload: bytes) -> Iterator[bytes]:
    """Yield each message of a payload; one that isn't JSON comes as it is."""
    body = payload.removeprefix(_BOM).strip()
    if body.startswith(b"["):
        try:
            yield from (bytes(raw) for raw in _RAWS.decode(body))
        except (msgspec.MsgspecError, RecursionError):
            yield body
    elif _is_one(body):
        if body:
            yield body
    else:
        yield from (line for line in (one.strip() for one in body.split(b"\n")) if line)


def rejected(number: int, field: str, reason: str, message: bytes) -> RejectedRecord:
    """Return a message that can't be used, as text: bytes that aren't UTF-8 are escaped."""
    raw: dict[str, Any] = {"text": message.decode("utf-8", "backslashreplace")}
    return RejectedRecord(row_number=number, field_name=field, reason=reason, raw=raw)


def _is_one(body: bytes) -> bool:
    """Whether the body is one message: JSON as a whole, or broken and none of its lines is."""
    return _is_json(body) or not any(map(_is_json, body.split(b"\n", _LINES_TRIED)))


def _is_json(text: bytes) -> bool:
    try:
        _RAW.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _json_reason(error: Exception) -> str:
    if isinstance(error, msgspec.ValidationError):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "The message is not UTF-8 text."
    return "The message is not JSON that can be read."
