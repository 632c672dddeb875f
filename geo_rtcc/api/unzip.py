"""Unzip a payload without ever holding more than it may have (RFC 1950, 1951, 1952)."""

import zlib
from collections.abc import Callable, Iterator

_STEP = 256 * 1024
_GZIP, _ZLIB, _RAW = 31, 15, -15
_MAGIC = b"\x1f\x8b"
_MOST_MEMBERS = 64  # each costs a copy of what follows it
ENCODINGS = ("gzip", "x-gzip", "deflate")


class BadZipError(Exception):
    """The bytes are not what their encoding says."""


class TooLargeError(Exception):
    """More comes out than may."""


def unzip(
    zipped: bytes, encoding: str, most_bytes: int, hold: Callable[[int], None] = lambda _: None
) -> bytes:
    """Return the payload.

    Parameters
    ----------
    encoding
        One of ENCODINGS. "deflate" may come with zlib's header or, as some senders do, without.
    hold
        Called with the size of each piece before the next is made; what it raises goes through.

    Raises
    ------
    BadZipError, TooLargeError
    """
    pieces, size = [], 0
    for piece in _members(zipped, _window(zipped, encoding)):
        size += len(piece)
        if size > most_bytes:
            raise TooLargeError
        hold(len(piece))
        pieces.append(piece)
    return b"".join(pieces)


def _window(zipped: bytes, encoding: str) -> int:
    if encoding != "deflate":
        return _GZIP
    head = int.from_bytes(zipped[:2], "big")
    has_header = len(zipped) > 1 and zipped[0] & 0x0F == zlib.DEFLATED and head % 31 == 0
    return _ZLIB if has_header else _RAW


def _members(zipped: bytes, window: int) -> Iterator[bytes]:
    """Yield the pieces of one stream after the other; zeros may fill up the end."""
    rest, members = zipped, 0
    while rest:
        members += 1
        stream = zlib.decompressobj(window)
        yield from _pieces(stream, rest)
        rest = stream.unused_data.lstrip(b"\0")
        follows = window == _GZIP and rest.startswith(_MAGIC) and members < _MOST_MEMBERS
        if rest and not follows:
            raise BadZipError


def _pieces(stream: "zlib._Decompress", zipped: bytes) -> Iterator[bytes]:
    try:
        yield stream.decompress(zipped, _STEP)
        while not stream.eof:
            piece = stream.decompress(stream.unconsumed_tail, _STEP)
            if not piece and not stream.eof:
                raise BadZipError  # cut off
            yield piece
    except zlib.error:
        raise BadZipError from None
