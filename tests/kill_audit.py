"""Compare what was acknowledged with what is stored, and what is stored with itself."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from kill_senders import HOT_PLATE, Ledger

from geo_rtcc.store import Database
from geo_rtcc.store.database import Connection

_READS = "select s.code, r.external_id from plate_read r join source s using (source_id)"
_FIXES = "select u.external_id, f.fix_at from avl_fix f join unit u using (unit_id)"
_CALLS = "select external_id, closed_at from call_for_service"
_HITS = "select sighting_id, entry_id from hit"
# every query returns rows that should not be; a name says what they are
_WRONG = {
    "identities without their call, or calls without theirs": "select i.external_id, c.external_id "
    "from call_identity i full join call_for_service c using (call_id, received_at) "
    "where i.external_id is distinct from c.external_id",
    "sightings without their first read": "select read_id from plate_read r where not exists "
    "(select from plate_read f where f.read_id = r.sighting_id)",
    "sightings of a wanted plate without a hit": "select distinct sighting_id from plate_read r "
    f"where plate = '{HOT_PLATE}' and not exists (select from hit h where "
    "h.sighting_id = r.sighting_id)",
    "topics whose outbox does not add up": "select o.* from (select "
    "coalesce(sum(n) filter (where topic = 'reads.stored'), 0) as reads, "
    "coalesce(sum(n) filter (where topic = 'fixes.stored'), 0) as fixes, "
    "coalesce(sum(n) filter (where topic = 'call.created'), 0) as calls, "
    "coalesce(sum(n) filter (where topic = 'hit.created'), 0) as hits from outbox) o "
    "where (o.reads, o.fixes, o.calls, o.hits) <> ((select count(*) from plate_read), "
    "(select count(*) from avl_fix), (select count(*) from call_for_service), "
    "(select count(*) from hit where not is_suppressed))",
    "feeds whose counts are wrong": "select kind, sum(added) from feed_state group by kind "
    "having sum(added) <> case kind when 'plate_read' then (select count(*) from plate_read "
    "join source using (source_id) where code <> 'loader') "
    "when 'avl_fix' then (select count(*) from avl_fix) "
    "else (select count(*) from call_for_service) end",
}


@dataclass
class Findings:
    """What is wrong: nothing, if all is well.

    Parameters
    ----------
    lost
        Records that were acknowledged and are not stored as they were acknowledged.
    doubled
        Records and hits that are stored more than once.
    other
        Sentences about anything else.
    """

    lost: list[Any] = field(default_factory=list)
    doubled: list[Any] = field(default_factory=list)
    other: list[str] = field(default_factory=list)


def audited(database: Database, ledger: Ledger, outbox_ids: list[int]) -> Findings:
    """Compare; ``outbox_ids`` are those that a reader saw, in its order."""
    found = Findings()
    with database.transaction() as connection:
        reads, fixes = _counted(connection, _READS), _counted(connection, _FIXES)
        calls = connection.execute(_CALLS).fetchall()
        found.lost += [*(ledger.reads - reads.keys()), *(ledger.fixes - fixes.keys())]
        stored = dict(calls)
        found.lost += [
            key
            for key, closed_at in ledger.calls.items()
            if key not in stored or stored[key] != (closed_at or stored[key])
        ]
        for counts in (reads, fixes, Counter(key for key, _ in calls), _counted(connection, _HITS)):
            found.doubled += [key for key, n in counts.items() if n > 1]
        for name, statement in _WRONG.items():
            wrong = connection.execute(statement).fetchall()
            found.other += [f"{name}: {wrong[:3]}"] if wrong else []
        written = [row[0] for row in connection.execute("select outbox_id from outbox order by 1")]
    found.other += _outbox(written, outbox_ids)
    for name in ("count_mismatches", "read_count_mismatches"):
        wrong = database.fetch(name)
        found.other += [f"{name}: {wrong[:3]}"] if wrong else []
    return found


def _counted(connection: Connection, statement: str) -> Counter[tuple[Any, ...]]:
    return Counter(connection.execute(statement).fetchall())


def _outbox(written: list[int], seen: list[int]) -> list[str]:
    """A reader that only ever asks for what is after its cursor must have seen all, in order."""
    missed = sorted(set(written) - set(seen))[:3]
    unordered = any(a >= b for a, b in pairwise(seen))
    return ([f"outbox ids that a reader never saw: {missed}"] if missed else []) + (
        ["a reader saw outbox ids out of order"] if unordered else []
    )
