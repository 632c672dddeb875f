"""What a row costs as the store grows: the pipeline on top of 1 to 50 million stored reads."""

import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import psycopg

from bench.database import fresh_database
from bench.figures import Figure, note
from bench.ingest_city import Reads, body, made, save
from geo_rtcc.feeds.parsed import FeedContext, RecordKind
from geo_rtcc.feeds.reads import plain_frame
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

MILLION = 1_000_000
BLOCK, BLOCKS_A_GROUP = 5_000, 4
SMALL_GROUP = 20
LATE_SHARE, LATEST_S = 0.05, 86_000
DAY = timedelta(days=1)

# A day of as many reads as half of yesterday's twice, its indexes built after the rows.
_FILL_DAY = """
create table "{name}" (like plate_read including defaults including constraints);
insert into "{name}"
select read_id - (1 + 2 * {days} + h) * (1::bigint << 32), sighting_id - (1 + 2 * {days} + h)
       * (1::bigint << 32), captured_at - make_interval(days => {days}) + h * interval '43 ms',
       stored_at, cell, point, camera_id, area_id, operational_on - {days}, confidence,
       state_confidence, heading_deg, source_id, shift_id, match_type, is_area_ambiguous,
       external_id || '-{days}-' || h, plate, plate_text, state, state_text, vehicle_make,
       vehicle_model, vehicle_color, vehicle_type, image_url, vendor_alert, candidates
from "{yesterday}" cross join generate_series(0, 1) h;
select index_data_partition('plate_read', '{name}');
alter table plate_read attach partition "{name}" for values from ('{low}') to ('{high}');
insert into data_partition values ('{name}', 'plate_read', '{low}', '{high}');
insert into cell_count (operational_on, shift_id, area_id, cell, kind, category, n)
select operational_on, coalesce(shift_id, 0), coalesce(area_id, 0), coalesce(cell, 0), 'read',
       'other', count(*)
from "{name}" group by 1, 2, 3, 4
"""


@dataclass(frozen=True, kw_only=True)
class Point:
    """The cost of a read at so many stored ones: µs of wall clock, and of processors."""

    stored: int
    wall_us: float
    cpu_us: float
    small_wall_us: float
    small_cpu_us: float
    load: float


def measure(*, small: bool) -> tuple[list[Figure], list[Point]]:
    """Fill, measure on top, fill more; return the figure and its points."""
    levels = [1, 2, 3] if small else [1, 5, 10, 20, 35, 50]
    scale = MILLION // 50 if small else MILLION
    with tempfile.TemporaryDirectory() as folder, fresh_database() as dsn:
        growth = _Growth(
            dsn, Path(folder), scale, entries=10_000 if small else 100_000, groups=2 if small else 8
        )
        with growth.database:
            growth.begin()
            points = [growth.point(level) for level in levels]
            size = growth.size()
    first, last = points[0], points[-1]
    sizes = (
        f"{last.stored:,} stored reads ({size}; filled by day straight into partitions, indexed "
        f"after) beside {first.stored:,}; {growth.group_reads:,} reads a group, 5 % up to a "
        f"day late; processor time a row {first.cpu_us:.1f} -> {last.cpu_us:.1f} µs; groups of "
        f"{SMALL_GROUP}: {first.small_cpu_us:.0f} -> {last.small_cpu_us:.0f} µs"
    )
    figure = Figure(
        figure="ingest.cost_growth", value=round(last.wall_us / first.wall_us, 2), unit="ratio",
        peer=f"at {first.stored:,} stored", peer_value=round(first.wall_us, 1),
        ratio=round(last.cpu_us / first.cpu_us, 2), sizes=sizes,
    )  # fmt: skip
    return [figure], points


class _Growth:
    """One server that is filled step by step."""

    def __init__(self, dsn: str, folder: Path, scale: int, *, entries: int, groups: int) -> None:
        self.database = Database(dsn)
        self.group_reads = BLOCK * BLOCKS_A_GROUP
        self._dsn, self._folder, self._scale = dsn, folder, scale
        self._entries, self._groups, self._days = entries, groups, 0
        self._now = datetime.now(UTC)
        self._today = self._now.replace(hour=0, minute=0, second=0, microsecond=0)
        self._pipeline = Pipeline(self.database, Settings(data_dir=folder, dsn=dsn))
        self._rng = np.random.default_rng(3)

    def begin(self) -> None:
        """Store the first reads by the pipeline itself, half yesterday and half today."""
        city = made(self._entries)
        save(self.database, city, self._folder, self._now)
        with self.database.transaction() as connection:
            connection.execute("update retention set keep = '90 days' where kind = 'plate_read'")
        half = self._scale // 2
        yesterday = Reads(city, self._today - DAY, step_s=86_000 / half, seed=1)
        for _ in range(half // BLOCK):
            self._store([yesterday.block(BLOCK)])
        left_s = (self._now - self._today).total_seconds()
        most = half + 10 * (self._groups + 2) * self.group_reads
        self._reads = Reads(city, self._today, step_s=left_s / most, seed=2)
        for _ in range(half // BLOCK):
            self._store([self._reads.block(BLOCK)])

    def point(self, level: int) -> Point:
        """Fill up to so many days' worth, then measure."""
        began = time.perf_counter()
        while self._days < level - 1:
            self._fill_day()
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            connection.execute("analyze plate_read")
            connection.execute("checkpoint")
        note(f"filled to {level} days in {time.perf_counter() - began:.0f} s")
        self._store([self._late() for _ in range(BLOCKS_A_GROUP)])
        groups = [
            self._timed([self._late() for _ in range(BLOCKS_A_GROUP)]) for _ in range(self._groups)
        ]
        small = [self._timed([one]) for one in self._late().iter_slices(SMALL_GROUP)][:100]
        # others on the machine only ever make a group slower, so the clock's fastest one counts
        wall, small_wall = min(wall for wall, _ in groups), min(wall for wall, _ in small)
        cpu = statistics.median(cpu for _, cpu in groups)
        small_cpu = statistics.fmean(cpu for _, cpu in small)
        point = Point(
            stored=self._days * self._scale + self._scale, wall_us=wall, cpu_us=cpu,
            small_wall_us=small_wall, small_cpu_us=small_cpu, load=os.getloadavg()[0],
        )  # fmt: skip
        note(str(point))
        return point

    def size(self) -> str:
        """Return what the reads take on disk, for people."""
        with psycopg.connect(self._dsn) as connection:
            found = connection.execute(
                "select pg_size_pretty(sum(pg_total_relation_size(inhrelid))) from pg_inherits "
                "where inhparent = 'plate_read'::regclass"
            ).fetchone()
        return str(found[0]) if found else ""

    def _fill_day(self) -> None:
        self._days += 1
        low = self._today - DAY * (1 + self._days)
        yesterday = self._today - DAY
        statement = _FILL_DAY.format(
            name=f"plate_read_{low:%Y%m%dT%H%M%S}", days=self._days, low=low.isoformat(),
            yesterday=f"plate_read_{yesterday:%Y%m%dT%H%M%S}", high=(low + DAY).isoformat(),
        )  # fmt: skip
        with psycopg.connect(self._dsn) as connection:
            connection.execute(statement.encode())

    def _late(self) -> pl.DataFrame:
        """Return the next block, a share of it captured some days before."""
        block = self._reads.block(BLOCK)
        late_s = self._rng.uniform(0, LATEST_S, BLOCK) * (self._rng.random(BLOCK) < LATE_SHARE)
        at = pl.col("captured_at").str.to_datetime(time_zone="UTC")
        late = at - pl.Series((late_s * 1e6).astype(np.int64)).cast(pl.Duration("us"))
        return block.with_columns(late.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"))

    def _frames(self, blocks: list[pl.DataFrame]) -> list[Submission]:
        context = FeedContext(source="bench", zone="UTC", now=self._now)
        frames = [plain_frame(body(block), context) for block in blocks]
        return [
            Submission(kind=RecordKind.READ, source="bench", zone="UTC", records=frame)
            for frame in frames
            if frame is not None
        ]

    def _store(self, blocks: list[pl.DataFrame]) -> None:
        self._pipeline.store(self._frames(blocks), now=self._now)

    def _timed(self, blocks: list[pl.DataFrame]) -> tuple[float, float]:
        """Return µs a read, by the clock and of the processors: ours and the server's."""
        group, count = self._frames(blocks), sum(map(len, blocks))
        cpu, began = self._cpu_s(), time.perf_counter()
        self._pipeline.store(group, now=self._now)
        wall_s = time.perf_counter() - began
        return wall_s / count * 1e6, (self._cpu_s() - cpu) / count * 1e6

    def _cpu_s(self) -> float:
        """Return the processor seconds of this process and the server's sessions."""
        with self.database.transaction() as connection:
            statement = "select pid from pg_stat_activity where backend_type = 'client backend'"
            pids = [row[0] for row in connection.execute(statement)]
        return time.process_time() + sum(map(_cpu_s_of, pids))


def _cpu_s_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
