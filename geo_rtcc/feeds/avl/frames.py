"""Frames of a device's text, each parsed or refused on its own."""

from collections.abc import Callable, Iterable, Iterator
from functools import reduce

from geo_rtcc.feeds.messages import RefusedError, rejected
from geo_rtcc.feeds.parsed import Parsed
from geo_rtcc.models import AvlFix

Span = tuple[int, int]

LONGEST_FRAME = 1_024  # bytes; devices send a hundred
MOST_FRAMES = 100_000  # of one payload
BLANK = b"\0 \t\r\n"
_TOO_MANY = f"The payload holds more than {MOST_FRAMES:,} messages: send fewer at a time."
_BOM = b"\xef\xbb\xbf"


def parse_frames(
    payload: bytes, spans: Iterable[Span], parse_one: Callable[[bytes], AvlFix | None]
) -> Parsed[AvlFix]:
    """Parse each frame: a fix, None where it brings none on purpose, or RefusedError.

    What comes after ``MOST_FRAMES`` is refused as one, so that no payload costs without bound.
    """
    parsed = Parsed[AvlFix]()
    for number, (start, end) in enumerate(spans, 1):
        if number > MOST_FRAMES:
            parsed.rejected.append(rejected(number, "", _TOO_MANY, payload[start:]))
            break
        try:
            fix = parse_one(payload[start:end].strip(BLANK))
        except RefusedError as error:
            frame = payload[start:end].strip(BLANK)
            parsed.rejected.append(rejected(number, error.field, error.reason, frame))
        else:
            if fix is None:
                parsed.ignored += 1
            else:
                parsed.records.append(fix)
    return parsed


def not_blank(payload: bytes, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans that hold more than white space and zeros."""
    for start, end in spans:
        if payload[start:end].strip(BLANK):
            yield start, end


def line_spans(payload: bytes) -> Iterator[Span]:
    """Yield where each line begins and ends."""
    start = len(_BOM) if payload.startswith(_BOM) else 0
    while start < len(payload):
        end = payload.find(b"\n", start)
        end = end if end >= 0 else len(payload)
        yield start, end
        start = end + 1


def ascii_text(frame: bytes) -> str:
    """Return the frame as text; RefusedError where a device can't have sent it."""
    if len(frame) > LONGEST_FRAME:
        raise RefusedError("", f"The message is longer than {LONGEST_FRAME:,} bytes.")
    try:
        return frame.decode("ascii")
    except UnicodeDecodeError:
        raise RefusedError("", "The message is not ASCII text.") from None


def parity(text: str) -> int:
    """Return the exclusive or of all characters, the checksum of these protocols."""
    return reduce(lambda sum_, character: sum_ ^ ord(character), text, 0)
