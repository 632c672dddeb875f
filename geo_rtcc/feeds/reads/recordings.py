"""Recorded reads in a file → columns, piece by piece, by any format of live reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from geo_rtcc.feeds.avl.recordings import pieces
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed
from geo_rtcc.feeds.reads import hikvision, plain, platerecognizer
from geo_rtcc.feeds.reads.frame import READ_SCHEMA, frame_of
from geo_rtcc.feeds.reads.plain_frame import plain_frame
from geo_rtcc.models import RejectedRecord

PIECE_BYTES = 4 << 20
_ENDS = {hikvision.FORMAT.name: b"</EventNotificationAlert>"}  # what ends a message, if not a line


@dataclass(frozen=True, kw_only=True)
class ReadPart:
    """Some reads of a file.

    Parameters
    ----------
    frame
        Usable reads in the columns of ``READ_SCHEMA``.
    rejected, unplaced
        Numbered through the file.
    ignored
        Messages that bring no read on purpose.
    """

    frame: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=READ_SCHEMA))
    rejected: list[RejectedRecord] = field(default_factory=list)
    unplaced: list[RejectedRecord] = field(default_factory=list)
    ignored: int = 0


def recorded_reads(
    path: Path, how: FeedFormat[Any], context: FeedContext, *, piece_bytes: int = PIECE_BYTES
) -> Iterator[ReadPart]:
    """Yield the reads of recorded messages: one a line, a JSON array, or a CSV or XML file, or gz.

    Raises InputError where the file can't be read.
    """
    before, header = 0, b""
    for number, piece in enumerate(
        pieces(path, _ENDS.get(how.name, b"\n"), piece_bytes=piece_bytes)
    ):
        frame = plain_frame(piece, context) if how is plain.FORMAT else None
        if frame is not None:
            yield ReadPart(frame=frame)
            before += len(frame)
            continue
        parsed = how.parse(header + piece, context)
        if how is platerecognizer.FORMAT and number == 0:
            header = piece.partition(b"\n")[0] + b"\n"
        yield _part(parsed, before)
        before += len(parsed.records) + len(parsed.rejected) + parsed.ignored


def _part(parsed: Parsed[Any], before: int) -> ReadPart:
    rejected, unplaced = (
        [replace(one, row_number=one.row_number + before) for one in records]
        for records in (parsed.rejected, parsed.unplaced)
    )
    return ReadPart(
        frame=frame_of(parsed.records),
        rejected=rejected,
        unplaced=unplaced,
        ignored=parsed.ignored,
    )
