"""Groups of records → located, counted, matched and committed, one transaction a group."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geo_rtcc.errors import DatabaseConflictError
from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.ingest import call_group, fix_group, read_group
from geo_rtcc.ingest.basis import Basis, BasisKeeper
from geo_rtcc.ingest.call_group import CallGroup
from geo_rtcc.ingest.fix_group import FixGroup
from geo_rtcc.ingest.ids import RunIds
from geo_rtcc.ingest.read_group import ReadGroup
from geo_rtcc.ingest.submissions import MOST_DETAILS, Receipt, Submission
from geo_rtcc.models import RejectedRecord
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, feeds, load_runs, outbox, quarantine
from geo_rtcc.store.database import Connection
from geo_rtcc.store.feeds import FeedCounts
from geo_rtcc.store.outbox import OutboxEntry
from geo_rtcc.store.partitions import PartitionCover

CONFLICT_TRIES = 5
BASIS_TRIES = 3
LIVE = "ingest"
LOCATION = "_location"  # of a quarantine kind: the record is stored, its point is not

Batches = list[tuple[int, int, Submission]]


@dataclass(kw_only=True)
class Group:
    """Submissions prepared by one basis, ready to be committed."""

    submissions: Sequence[Submission]
    source_ids: list[int]
    basis: Basis
    now: datetime
    calls: CallGroup | None = None
    reads: ReadGroup | None = None
    fixes: FixGroup | None = None


class Pipeline:
    """Stores groups of submissions; used by the ingest service and by file loads alike.

    What it keeps in memory (boundaries, hot lists, cameras) is checked against the database inside
    every transaction. One thread may prepare a group while another commits the one before.

    Parameters
    ----------
    what, file_name, file_sha256
        As the run is noted: the service's own, or a file's load, which is no feed that could fall
        silent.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        what: str = LIVE,
        file_name: str = "",
        file_sha256: bytes = b"",
    ) -> None:
        self._database, self._settings = database, settings
        self._keeper = BasisKeeper(database, settings)
        self._cover = PartitionCover()
        self._what, self._file_name, self._file_sha256 = what, file_name, file_sha256
        self._ids = RunIds(self._begin_run)

    def warm(self) -> None:
        """Read the basis now, so that the first group does not wait for it."""
        self._keeper.warm()

    def store(self, group: Sequence[Submission], *, now: datetime) -> list[Receipt]:
        """Store the group in one transaction; return one receipt a submission after the commit.

        Raises DatabaseError where nothing of the group was stored.
        """
        return self.commit(self.prepare(group, now=now))

    def prepare(self, submissions: Sequence[Submission], *, now: datetime) -> Group:
        """Locate, fold and match the records: all that needs no transaction."""
        return self._prepare(submissions, self._keeper.current(), now)

    def commit(self, group: Group) -> list[Receipt]:
        """Write a prepared group; prepare it again where its basis is no longer the latest."""
        for _ in range(CONFLICT_TRIES - 1):
            try:
                return self._commit(group)
            except DatabaseConflictError:
                self._cover.forget()
        return self._commit(group)

    def _commit(self, group: Group) -> list[Receipt]:
        for _ in range(BASIS_TRIES):
            with self._database.transaction() as connection:
                if feeds.hold_basis(connection) == group.basis.versions:
                    return self._write(connection, group)
            group = self._prepared_again(group)
        # lists that change faster than a group is prepared must not keep it out for ever
        with self._database.transaction() as connection:
            while feeds.hold_basis(connection) != group.basis.versions:
                group = self._prepared_again(group)
            return self._write(connection, group)

    def _prepared_again(self, group: Group) -> Group:
        return self._prepare(group.submissions, self._keeper.renewed(), group.now)

    def _prepare(self, submissions: Sequence[Submission], basis: Basis, now: datetime) -> Group:
        self._ids.belong_to(basis.versions.database)
        source_ids = [self._keeper.source(one.source, one.zone) for one in submissions]
        kinds = _by_kind(submissions, source_ids)
        group = Group(submissions=submissions, source_ids=source_ids, basis=basis, now=now)
        if batches := kinds.get(RecordKind.READ):
            group.reads, group.basis = read_group.prepare(
                batches, self._keeper, basis, self._ids, fold_s=self._settings.fold_s, now=now
            )
        if batches := kinds.get(RecordKind.CALL):
            group.calls = call_group.prepare(
                self._database, batches, self._keeper, group.basis, self._ids, now=now
            )
        if batches := kinds.get(RecordKind.FIX):
            group.fixes = fix_group.prepare(batches, self._keeper, group.basis, now=now)
        return group

    def _write(self, connection: Connection, group: Group) -> list[Receipt]:
        receipts = [Receipt(ignored=one.ignored) for one in group.submissions]
        entries: list[OutboxEntry] = []
        if group.calls:
            entries += call_group.write(connection, group.calls, receipts)
        if group.reads:
            entries += read_group.write(
                connection, group.reads, receipts, self._cover, fold_s=self._settings.fold_s
            )
        if group.fixes:
            entries += fix_group.write(connection, group.fixes, receipts, self._cover)
        for number, one in enumerate(group.submissions):
            self._quarantine(connection, group, number, one, receipts[number])
        if self._what == LIVE:
            feeds.keep_state(connection, _feed_counts(group, receipts), now=group.now)
        outbox.append_all(connection, entries, at=group.now)
        return receipts

    def _quarantine(
        self,
        connection: Connection,
        group: Group,
        number: int,
        submission: Submission,
        receipt: Receipt,
    ) -> None:
        receipt.rejected, receipt.unplaced = len(submission.rejected), len(submission.unplaced)
        receipt.rejections = [_detail(one) for one in submission.rejected[:MOST_DETAILS]]
        kept = ((submission.kind, submission.rejected),
                (submission.kind + LOCATION, submission.unplaced))  # fmt: skip
        for kind, records in kept:
            quarantine.add(
                connection,
                records,
                source_id=group.source_ids[number],
                load_id=self._ids.run_id(group.now),
                kind=kind,
                now=group.now,
                format_name=submission.format,
            )

    def end_run(self, summary: str, *, now: datetime) -> None:
        """Note that the run has ended, and what came of it, as JSON."""
        run_id = self._ids.run_id(now)
        with self._database.transaction() as connection:
            load_runs.end(connection, run_id, summary=summary, now=now)

    def _begin_run(self, now: datetime) -> int:
        with self._database.transaction() as connection:
            return load_runs.begin(
                connection,
                what=self._what,
                file_name=self._file_name,
                file_sha256=self._file_sha256,
                now=now,
            )


def _by_kind(
    submissions: Sequence[Submission], source_ids: Sequence[int]
) -> dict[RecordKind, Batches]:
    kinds: dict[RecordKind, Batches] = defaultdict(list)
    for number, (one, source_id) in enumerate(zip(submissions, source_ids, strict=True)):
        if len(one.records):
            kinds[one.kind].append((number, source_id, one))
    return kinds


def _feed_counts(group: Group, receipts: Sequence[Receipt]) -> list[FeedCounts]:
    sums: dict[tuple[int, str], Receipt] = defaultdict(Receipt)
    for one, source_id, receipt in zip(group.submissions, group.source_ids, receipts, strict=True):
        total = sums[source_id, str(one.kind)]
        for name in _SUMMED:
            setattr(total, name, getattr(total, name) + getattr(receipt, name))
    newest = {
        str(kind): part.newest
        for kind, part in (
            (RecordKind.CALL, group.calls),
            (RecordKind.READ, group.reads),
            (RecordKind.FIX, group.fixes),
        )
        if part
    }
    return [
        FeedCounts(
            source_id=source_id,
            kind=kind,
            last_record_at=newest.get(kind, {}).get(source_id),
            **{name: getattr(total, name) for name in _SUMMED},
        )
        for (source_id, kind), total in sums.items()
    ]


_SUMMED = ("added", "updated", "repeated", "stale", "expired", "rejected")


def _detail(one: RejectedRecord) -> dict[str, object]:
    return {"record": one.row_number, "field": one.field_name, "reason": one.reason}
