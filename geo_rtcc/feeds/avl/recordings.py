"""Recorded messages of units in a file → pieces that end where a message ends, for any size."""

import zlib
from collections.abc import Iterator
from pathlib import Path

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.raw_batch import open_plain

# What ends a message, by format.
ENDS = {"plain": b"\n", "nmea": b"\n", "taip": b"<", "cot": b"</event>"}
PIECE_BYTES = 1 << 20
MOST_BYTES = 1 << 28  # of a JSON array, which is read as a whole, and of one message
_BOM = b"\xef\xbb\xbf"


def pieces(path: Path, end: bytes, *, piece_bytes: int = PIECE_BYTES) -> Iterator[bytes]:
    """Yield the bytes of a file (plain or gz) in pieces; a small file is one piece.

    Raises InputError where it can't be read, or is a JSON array of more than ``MOST_BYTES``.
    """
    if not path.is_file():
        raise InputError(f"{path.name}: there is no such file.")
    try:
        yield from _cut(path, end, piece_bytes)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path.name}: can't be read: {error}.") from error


def _cut(path: Path, end: bytes, piece_bytes: int) -> Iterator[bytes]:
    with open_plain(path) as file:
        rest = file.read(piece_bytes).removeprefix(_BOM)
        is_array = end == ENDS["plain"] and rest.lstrip().startswith(b"[")
        while chunk := file.read(piece_bytes):
            cut = 0 if is_array else rest.rfind(end) + 1
            if cut:
                cut += len(end) - 1
                yield rest[:cut]
            rest = rest[cut:] + chunk
            if len(rest) > MOST_BYTES:
                raise InputError(
                    f"{path.name}: more than {MOST_BYTES >> 20} MiB without an end of a message. "
                    "Write JSON as one object a line instead of one array."
                )
    if rest.strip():
        yield rest
