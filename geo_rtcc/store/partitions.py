"""Partitions by time, made before the rows that go into them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from geo_rtcc.errors import DatabaseError, DataRefusedError
from geo_rtcc.store.database import Connection, rows

MOST_AT_ONCE = 200
"""Each new partition takes half a dozen of the server's locks until its transaction ends."""

Span = tuple[datetime, datetime]


class TooManyPartitionsError(DataRefusedError):
    """Records would need more new partitions than one transaction may make."""


class PartitionCover:
    """Knows which instants have partitions, so that the usual case asks the database nothing.

    Only what another transaction has committed is remembered: what the one at hand has made may
    still be rolled back. Not to be used by two threads at once.

    Parameters
    ----------
    most
        How many partitions one call may make. Dates that are far apart need more.
    """

    def __init__(self, *, most: int = MOST_AT_ONCE) -> None:
        self._most = most
        self._spans: dict[str, list[Span]] = defaultdict(list)
        self._made_in: deque[tuple[str, int]] = deque(maxlen=64)

    def ensure(self, connection: Connection, kind: str, from_at: datetime, to_at: datetime) -> int:
        """Make sure that all instants of [from_at, to_at] have partitions; return how many are new.

        ``kind`` is plate_read, hit, avl_fix or outbox. Raises TooManyPartitionsError where more
        than ``most`` are missing: nothing is made then, and the transaction goes on.
        """
        return self._ensure(connection, kind, (from_at, to_at), self._most)

    def ensure_instants(
        self, connection: Connection, kind: str, instants: Iterable[datetime]
    ) -> int:
        """Do as ``ensure`` for single instants, leaving the time between them alone.

        Raises TooManyPartitionsError; what was made before the limit was met stays made.
        """
        ordered = sorted(set(instants))
        place = made = 0
        while place < len(ordered):
            at = ordered[place]
            made += self._ensure(connection, kind, (at, at), self._most - made)
            place = bisect_left(ordered, self._end(connection, kind, at), lo=place + 1)
        return made

    def forget(self, kind: str | None = None) -> None:
        """Ask the database again next time: retention may have dropped what was remembered."""
        for each in [kind] if kind else list(self._spans):
            self._spans.pop(each, None)

    def _ensure(self, connection: Connection, kind: str, wanted: Span, most: int) -> int:
        held = self._span(kind, wanted[0])
        if held and wanted[1] < held[1]:
            return 0
        found = _found(connection, kind, wanted)
        if not found:
            raise DatabaseError(f"No kind of data with partitions of its own is named {kind!r}.")
        spans = [(row["low_at"], row["high_at"]) for row in found if row["low_at"]]
        xid = found[0]["xid"]
        if (kind, xid) not in self._made_in:
            self._spans[kind] = _joined([*self._spans[kind], *spans])
        gaps = list(_gaps(spans, wanted))
        if sum(_parts(gap, found[0]["width"]) for gap in gaps) > most:
            raise TooManyPartitionsError(_too_many(kind, self._most))
        if gaps:
            self._made_in.append((kind, xid))
        return sum(_make(connection, kind, gap) for gap in gaps)

    def _end(self, connection: Connection, kind: str, at: datetime) -> datetime:
        """Return the end of the partition that holds an instant, or of what is joined to it."""
        held = self._span(kind, at)
        end: datetime = held[1] if held else _found(connection, kind, (at, at))[0]["high_at"]
        return end

    def _span(self, kind: str, at: datetime) -> Span | None:
        """Return the remembered span that holds an instant."""
        spans = self._spans[kind]
        place = bisect_right(spans, at, key=lambda span: span[0]) - 1
        return spans[place] if place >= 0 and at < spans[place][1] else None


def _found(connection: Connection, kind: str, wanted: Span) -> list[dict[str, Any]]:
    return rows(connection, "partitions_between", kind=kind, from_at=wanted[0], to_at=wanted[1])


def _make(connection: Connection, kind: str, gap: Span) -> int:
    found = rows(connection, "partitions_ensure", kind=kind, from_at=gap[0], to_at=gap[1])
    return int(found[0]["made"])


def _too_many(kind: str, most: int) -> str:
    return (
        f"These {kind} records lie so far apart in time that they need more than {most} new "
        "partitions. Check their dates, or send them in smaller parts."
    )


def _joined(spans: list[Span]) -> list[Span]:
    """Return spans in order, those that touch made one."""
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _gaps(spans: list[Span], wanted: Span) -> Iterator[Span]:
    """Give the closed parts of [from, to] that no span holds; an instant is a microsecond."""
    at, to_at = wanted
    for low, high in spans:
        if low > at:
            yield at, low - timedelta(microseconds=1)
        at = max(at, high)
    if at <= to_at:
        yield at, to_at


def _parts(gap: Span, width: timedelta) -> int:
    """Return how many partitions of a width a gap may need at most."""
    return int((gap[1] - gap[0]) / width) + 2
