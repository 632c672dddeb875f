"""Bytes of any encoding, zipped or not → text."""

import codecs
import io
import zlib

from geo_rtcc.errors import InputError

_MOST_BYTES = 256 << 20  # a list of a million entries takes a fifth of it


def unzipped(payload: bytes) -> bytes:
    """Return the payload, unzipped where it is gzip; raise InputError where it can't be."""
    if not payload.startswith(b"\x1f\x8b"):
        return payload
    parts, left, rest = [], _MOST_BYTES, payload
    try:
        while rest.startswith(b"\x1f\x8b"):
            member = zlib.decompressobj(wbits=31)
            parts.append(member.decompress(rest, left + 1))
            left -= len(parts[-1])
            if left < 0:
                raise InputError(f"The list is larger than {_MOST_BYTES >> 20} MiB once unzipped.")
            if not member.eof:
                raise InputError("The gzip data ends too early; send the list again.")
            rest = member.unused_data
    except zlib.error as error:
        raise InputError("The gzip data is damaged; send the list again.") from error
    return b"".join(parts)


def decoded(payload: bytes, encoding: str | None) -> str:
    """Return the text, without a byte-order mark or NUL.

    Without ``encoding``: by the mark, as UTF-16 where every other byte is NUL, as UTF-8 if all of
    it is, else as Windows-1252, which older American exports are. Raises InputError where the
    encoding given is not the list's.
    """
    try:
        text = payload.decode(encoding or _encoding_of(payload), "replace")
    except (UnicodeError, LookupError) as error:
        raise InputError(f"The list is not text in {encoding}.") from error
    return text.removeprefix("\ufeff").replace("\0", "")


def _encoding_of(payload: bytes) -> str:
    if payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = payload[:2]
    if len(head) == 2 and head.count(0) == 1:  # noqa: PLR2004
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def lines_of(text: str) -> list[str]:
    """Return the text's lines with their ends, split where CSV ends a record and nowhere else."""
    return list(io.StringIO(text, newline=""))
