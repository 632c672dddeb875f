"""Reads in bulk through the service, in turn with a bare COPY of the same rows; and its memory."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from bench.database import fresh_database
from bench.figures import Figure, note
from bench.ingest_city import Reads, body, made, save
from bench.ingest_service import Sender, Service, service
from geo_rtcc.feeds.parsed import FeedContext, RecordKind
from geo_rtcc.feeds.reads import plain_frame
from geo_rtcc.ingest.intake import Intake
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

BLOCK, CONNECTIONS = 5_000, 3
HOURS = timedelta(hours=20)


def measure(*, small: bool) -> list[Figure]:
    """Send in rounds, each followed by a COPY of what it stored; then the pipeline alone."""
    entries, warm, rounds, blocks = (5_000, 4, 2, 8) if small else (100_000, 60, 5, 50)
    now, total = datetime.now(UTC), warm + rounds * blocks
    ours: list[float] = []
    theirs: list[float] = []
    sums = dict.fromkeys(("added", "repeated", "hits", "came_again"), 0.0)
    with tempfile.TemporaryDirectory() as name, fresh_database() as dsn:
        folder = Path(name)
        with Database(dsn) as database:
            save(database, made(entries), folder, now)
        with service(dsn, folder) as running, _sender(running, entries, now, total) as sender:
            peer = BareCopy(dsn)
            sender.make(total)
            sender.send(warm)
            peer.copy()
            for _ in range(rounds):
                answer = sender.send(blocks)
                ours.append(answer["sent"] / answer["seconds"])
                theirs.append(peer.copy())
                sums = {name: n + answer.get(name, 0) for name, n in sums.items()}
                note(f"{ours[-1]:,.0f} reads/s, COPY {theirs[-1]:,.0f} rows/s")
        alone = _alone(dsn, folder, entries, 8 if small else 60, now)
    sent = rounds * blocks * BLOCK
    sizes = (
        f"{sent:,} reads after {warm * BLOCK:,}, NDJSON bodies of {BLOCK:,} over {CONNECTIONS} "
        f"connections, {entries:,} hot-list entries, 300 beats, 200 cameras, 5 % bursts; "
        f"{sums['repeated'] / sent:.1%} sent again, {sums['hits'] / sent:.2%} hits; pipeline "
        f"without HTTP and parsing {alone:,.0f}/s"
    )
    rate, copied = (statistics.median(one) for one in (ours, theirs))
    return [
        Figure(figure="ingest.bulk_reads_per_s", value=round(rate), unit="reads/s", sizes=sizes),
        Figure(
            figure="ingest.bulk_vs_copy", value=round(rate), unit="reads/s",
            peer="bare binary COPY, one connection, same rows and indexes",
            peer_value=round(copied), ratio=round(rate / copied, 2),
            sizes=f"medians of {rounds} rounds in turn, {blocks * BLOCK:,} reads each, "
                  f"{BLOCK:,} rows a COPY and commit",
        ),
    ]  # fmt: skip


def memory(*, small: bool) -> list[Figure]:
    """Watch the service's memory over millions of reads."""
    entries, warm, more = (5_000, 10, 20) if small else (100_000, 100, 1_000)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name, fresh_database() as dsn:
        with Database(dsn) as database:
            save(database, made(entries), Path(name), now)
        with (
            service(dsn, Path(name)) as running,
            _sender(running, entries, now, warm + more) as sender,
        ):
            sender.send(warm)
            time.sleep(2)
            before = running.resident_mib()
            steps = []
            for _ in range(10):
                sender.send(more // 10)
                steps.append(round(running.resident_mib() - before))
                note(f"memory {before + steps[-1]:.0f} MiB")
            time.sleep(2)
            after, peak = running.resident_mib(), running.peak_mib()
    sizes = (
        f"{before:.0f} MiB after {warm * BLOCK:,} reads, {after:.0f} MiB after {more * BLOCK:,} "
        f"more, peak {peak:.0f} MiB; on the way {', '.join(f'{step:+}' for step in steps)}"
    )
    return [Figure(figure="ingest.memory_growth_mib", value=round(after - before, 1), unit="MiB",
                   sizes=sizes)]  # fmt: skip


class BareCopy:
    """The peer: the rows that the service has stored, sent to a table with the same indexes."""

    def __init__(self, dsn: str) -> None:
        self._dsn, self._last_id = dsn, 0
        with psycopg.connect(dsn) as connection:
            connection.execute("create table bare_copy (like plate_read)")
            connection.execute("select index_data_partition('plate_read', 'bare_copy')")

    def copy(self) -> float:
        """Copy what is new, a block a commit; return rows a second, reading them not counted."""
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            blocks = list(self._blocks(connection))
            count = 0
            began = time.perf_counter()
            for block in blocks:
                with connection.cursor() as cursor:
                    with cursor.copy("copy bare_copy from stdin (format binary)") as copy:
                        for part in block:
                            copy.write(part)
                    count += cursor.rowcount
            return count / (time.perf_counter() - began)

    def _blocks(self, connection: psycopg.Connection) -> Iterator[list[bytes]]:
        while True:
            found = connection.execute(
                "select max(read_id) from (select read_id from plate_read where read_id > %s "
                "order by read_id limit %s) as next",
                (self._last_id, BLOCK),
            ).fetchone()
            if found is None or found[0] is None:
                return
            select = f"select * from plate_read where read_id > {self._last_id} and read_id <= "
            with connection.cursor().copy(
                f"copy ({select}{found[0]}) to stdout (format binary)"
            ) as copy:
                yield [bytes(part) for part in copy]
            self._last_id = found[0]


def _sender(running: Service, entries: int, now: datetime, blocks: int) -> Sender:
    step_s = HOURS.total_seconds() / ((blocks + 1) * BLOCK)
    return Sender(
        running.url, entries=entries, begin_at=now - HOURS, step_s=step_s, connections=CONNECTIONS
    )


def _alone(dsn: str, folder: Path, entries: int, blocks: int, now: datetime) -> float:
    """Return reads/s of the intake in this process, its records parsed before."""
    reads = Reads(made(entries), now - HOURS, step_s=0.05, seed=11)
    context = FeedContext(source="alone", zone="UTC", now=now)
    frames = [plain_frame(body(reads.block(BLOCK)), context) for _ in range(blocks)]
    settings = Settings(data_dir=folder, dsn=dsn, intake_bytes=1 << 40)
    with Database(dsn) as database, Intake(database, settings) as intake:
        waiting: list[Future[Receipt]] = []
        warm, began = blocks // 4, 0.0
        for number, frame in enumerate(frames):
            if number == warm:
                [one.result() for one in waiting]
                began = time.perf_counter()
            assert frame is not None
            submission = Submission(kind=RecordKind.READ, source="alone", zone="UTC", records=frame)
            waiting.append(intake.submit(submission, size_bytes=1))
            if len(waiting) > number - 3 and number > 3:
                waiting[number - 3].result()
        [one.result() for one in waiting]
        return (blocks - warm) * BLOCK / (time.perf_counter() - began)
