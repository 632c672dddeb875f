"""Plate Recognizer Stream's CSV: a header, then one line a read.

Its lists are written the Python way, in single quotes. It names no camera, but the picture's path
begins with the camera's name. ``direction`` is an angle in the image, so it is no heading.
"""

import csv
import io
from collections.abc import Iterator

import msgspec

from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.reads.values import candidates_of, derived_id, plate_of, state_of, word
from geo_rtcc.feeds.values import instant, needed, share
from geo_rtcc.models import PlateRead, RejectedRecord

_NEEDED = ("timestamp", "plate")
_CAMERA_ENDS = "_screenshots"  # of the first folder of the picture's path
_LONGEST_FIELD = 1 << 20


class Guess(msgspec.Struct, gc=False):
    """One guess of a list, whatever it is about."""

    plate: str | None = None
    score: float | None = None
    make: str | None = None
    model: str | None = None
    color: str | None = None
    type: str | None = None
    code: str | None = None


_GUESSES = msgspec.json.Decoder(list[Guess] | Guess)
Row = dict[str, str | None]


def parse(payload: bytes, context: FeedContext) -> Parsed[PlateRead]:
    """Parse a CSV of reads, header first."""
    parsed = Parsed[PlateRead]()
    try:
        # not strict: a stray quote spoils its own row, and the next ones stay rows
        lines = csv.reader(io.StringIO(payload.decode("utf-8-sig"), newline=""))
        header = next(lines, None)
    except (UnicodeDecodeError, csv.Error):
        parsed.rejected.append(_refused(1, "", "It is not CSV in UTF-8.", _whole(payload)))
        return parsed
    if header is None:
        return parsed
    if not set(_NEEDED) <= set(header):
        reason = f"The first line must name the columns, {' and '.join(_NEEDED)} among them."
        parsed.rejected.append(_refused(1, "", reason, _whole(payload)))
        return parsed
    for number, fields in enumerate(_rows(lines), 1):
        row: Row = dict(zip(header, fields, strict=False)) if fields else {}
        _take(parsed, number, row, len(fields or ()) == len(header), context)
    return parsed


def _rows(lines: Iterator[list[str]]) -> Iterator[list[str] | None]:
    """Yield each row's fields, None for one that can't be split; empty lines are none."""
    while True:
        try:
            row = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield None
        else:
            if row:
                yield row


def _take(
    parsed: Parsed[PlateRead], number: int, row: Row, is_whole: bool, context: FeedContext
) -> None:
    try:
        if not is_whole:
            raise RefusedError("", "The row has not as many fields as the header.")
        parsed.records.append(_read(row, context))
    except RefusedError as error:
        parsed.rejected.append(_refused(number, error.field, error.reason, row))


def _read(row: Row, context: FeedContext) -> PlateRead:
    plate, plate_text = plate_of(row["plate"], "plate")
    captured_at = instant(needed(row["timestamp"], "timestamp"), "timestamp", context)
    camera = _camera(row.get("file") or "")
    model, color, kind = (_first(row, name) for name in ("model_make", "color", "vehicle"))
    region = _first(row, "region")
    state_text = word(region.code, "region")
    given = [(one.plate, one.score) for one in _guesses(row, "candidates") if one.plate]
    return PlateRead(
        external_id=derived_id(context, camera, captured_at, plate),
        captured_at=captured_at,
        plate=plate,
        plate_text=plate_text,
        state=state_of(state_text),
        state_text=state_text,
        confidence=share(_number(row, "score"), "score"),
        state_confidence=share(region.score, "region") if state_text else None,
        camera=camera,
        camera_name=camera,
        vehicle_make=word(model.make, "model_make"),
        vehicle_model=word(model.model, "model_make"),
        vehicle_color=word(color.color, "color"),
        vehicle_type=word(kind.type, "vehicle"),
        candidates=candidates_of(given, plate),
    )


def _number(row: Row, field: str) -> float | None:
    said = (row.get(field) or "").strip()
    try:
        return float(said) if said else None
    except ValueError:
        raise RefusedError(field, "The value is no number.") from None


def _camera(file: str) -> str | None:
    folder = next(filter(None, file.split("/")), "")
    if not folder.endswith(_CAMERA_ENDS):
        return None
    return word(folder.removesuffix(_CAMERA_ENDS), "file")


def _first(row: Row, field: str) -> Guess:
    return next(iter(_guesses(row, field)), Guess())


def _guesses(row: Row, field: str) -> list[Guess]:
    """Return the guesses of a list; one that can't be read is none: the read counts without."""
    said = row.get(field)
    if not said:
        return []
    try:
        found = _GUESSES.decode(said.replace("'", '"').replace("None", "null"))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return []
    return found if isinstance(found, list) else [found]


def _refused(number: int, field: str, reason: str, row: Row) -> RejectedRecord:
    return RejectedRecord(row_number=number, field_name=field, reason=reason, raw=row)


def _whole(payload: bytes) -> Row:
    return {"text": payload.decode("utf-8", "backslashreplace")}


FORMAT = FeedFormat(
    name="platerecognizer",
    title="Plate Recognizer Stream CSV",
    kind=RecordKind.READ,
    media_types=("text/csv",),
    parse=parse,
    example=(
        b"timestamp,plate,score,dscore,file,box,model_make,color,vehicle,region,orientation,"
        b"candidates,source_url,position_sec,direction\n"
        b"2024-05-31 23:59:59.123456+00:00,kbr4821,0.94,0.81,/gate-1_screenshots/a.jpg,"
        b"\"{'xmin': 8, 'ymin': 9, 'xmax': 90, 'ymax': 30}\","
        b"\"[{'make': 'Ford', 'model': 'Focus', 'score': 0.4}]\","
        b"\"[{'color': 'white', 'score': 0.7}]\",\"{'score': 0.6, 'type': 'Sedan'}\","
        b"\"{'code': 'us-tx', 'score': 0.8}\",[],"
        b"\"[{'plate': 'k8r4821', 'score': 0.3}]\",,4.0,225\n"
    ),
)
