"""Every format of live messages, by kind and name."""

from typing import Any

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.parsed import FeedFormat, RecordKind


def formats() -> dict[RecordKind, dict[str, FeedFormat[Any]]]:
    """Return the formats of each kind by name; ``plain``, our own JSON, comes first."""
    # Imported here: whoever needs one format's module does not wait for all the others.
    from geo_rtcc.feeds import avl, live_calls, reads  # noqa: PLC0415

    return {
        RecordKind.CALL: {one.name: one for one in live_calls.FORMATS},
        RecordKind.READ: {one.name: one for one in reads.FORMATS},
        RecordKind.FIX: {one.name: one for one in avl.FORMATS},
    }


def format_named(kind: RecordKind, name: str) -> FeedFormat[Any]:
    """Return one format; raise InputError, naming those there are, for any other name."""
    known = formats().get(kind, {})
    if name not in known:
        raise InputError(f"No format {name!r} of {kind}. There are: {', '.join(known)}.")
    return known[name]
