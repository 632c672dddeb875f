"""What entries of the outbox name: which records are to be read again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from geo_rtcc.situation.live_map.records import Keys
from geo_rtcc.store.outbox import OutboxEntry

# Reading more records one by one takes longer than a snapshot.
MOST_NAMED = 2000

_CALLS = ("call.created", "call.updated", "call.closed")
_BULK = (
    "calls.loaded",
    "calls.relocated",
    "areas.changed",
    "records.removed",
    "base_map.changed",
)


@dataclass(kw_only=True)
class Named:
    """The records that entries name; each once, however often it is named.

    ``is_bulk``: more than can be told one by one. ``is_anything``: any entry that the map knows.
    """

    calls: Keys = field(default_factory=dict)
    hits: Keys = field(default_factory=dict)
    marks: set[int] = field(default_factory=set)
    has_fixes: bool = False
    has_cameras: bool = False
    is_bulk: bool = False
    is_anything: bool = False

    @classmethod
    def by(cls, entries: Sequence[tuple[int, OutboxEntry]], *, since_at: datetime) -> "Named":
        """Return what the entries name; topics that the map doesn't know name nothing.

        Nor does what retention has removed that is older than ``since_at``.
        """
        named = cls()
        for _, entry in entries:
            if not _is_old_removal(entry, since_at):
                named.is_anything |= named._take(entry)
        named.is_bulk |= len(named.calls) + len(named.hits) > MOST_NAMED
        return named

    def _take(self, entry: OutboxEntry) -> bool:
        match entry:
            case OutboxEntry(topic=topic) if topic in _BULK:
                self.is_bulk = True
            case OutboxEntry(topic="fixes.stored"):
                self.has_fixes = True
            case OutboxEntry(topic="cameras.changed"):
                self.has_cameras = True
            case OutboxEntry(topic="queue.marked", record_id=int(mark_id)):
                self.marks.add(mark_id)
            case OutboxEntry(topic="hit.created", record_id=int(hit_id), from_at=at) if at:
                self.hits[hit_id] = at
            case OutboxEntry(topic=topic, record_id=int(call_id), from_at=at) if (
                at and topic in _CALLS
            ):
                self.calls[call_id] = at
            case OutboxEntry(topic=topic):
                return topic == "reads.stored"
        return True


def _is_old_removal(entry: OutboxEntry, since_at: datetime) -> bool:
    is_removal = entry.topic == "records.removed"
    return is_removal and entry.to_at is not None and entry.to_at <= since_at
