"""Load a file of calls for service: parse, locate, stage, and merge in one transaction.

A file is stored whole or not at all. Rows are read, parsed and located batch by batch, each while
the one before is on its way to the database.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from geo_rtcc.feeds.calls import ParsedCalls, parse_calls
from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.tables import RawBatch, read_batches
from geo_rtcc.ingest.agreement import Agreement
from geo_rtcc.ingest.locator import Located, Locator
from geo_rtcc.models import RejectedRecord
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, calls, load_runs, quarantine
from geo_rtcc.store.call_writers import writer_for
from geo_rtcc.store.database import Connection

CALL, CALL_LOCATION = "call_for_service", "call_location"
Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class LoadSummary:
    """What a load did, in rows; ``rows`` is the sum of the other counts of its first line.

    Parameters
    ----------
    added, updated, unchanged, repeated, rejected
        Every row is one of these; ``repeated`` rows are replaced by a later row of the same id.
    unplaced
        Coordinates given but unusable; the call is stored without a point, the row kept.
    without_point, outside, ambiguous
        Of the rows that were parsed: no coordinates at all; a point outside every area; a boundary
        within the tolerance.
    agreement
        Per agency's own column, how often ours says the same.
    """

    file: str
    source: str
    rows: int
    added: int
    updated: int
    unchanged: int
    repeated: int
    rejected: int
    unplaced: int
    without_point: int
    outside: int
    ambiguous: int
    agreement: dict[str, dict[str, float]] = field(default_factory=dict)


def load_calls(
    database: Database,
    settings: Settings,
    path: Path,
    mapping: ColumnMapping,
    *,
    now: datetime,
    progress: Progress = lambda _: None,
) -> LoadSummary:
    """Load a CSV, GeoJSON or Parquet file; loading it again changes nothing.

    Raises InputError or MappingError naming file and column where nothing of it can be used.
    """
    batches = read_batches(path, delimiter=mapping.delimiter, encoding=mapping.encoding)
    return load_batches(
        database,
        settings,
        batches,
        mapping,
        file_name=path.name,
        file_sha256=file_digest(path),
        now=now,
        progress=progress,
    )


def load_batches(
    database: Database,
    settings: Settings,
    batches: Iterator[RawBatch],
    mapping: ColumnMapping,
    *,
    file_name: str,
    file_sha256: bytes,
    now: datetime,
    progress: Progress = lambda _: None,
) -> LoadSummary:
    """Load raw rows, wherever they come from, in one transaction."""
    locator = Locator.of(database, settings)
    with database.transaction() as connection:
        source = calls.source_id(connection, mapping.source, mapping.zone)
        load_id = load_runs.begin(
            connection,
            what="calls",
            source_id=source,
            file_name=file_name,
            file_sha256=file_sha256,
            now=now,
        )
        run = _Run(
            connection, mapping=mapping, locator=locator, source=source, load_id=load_id, now=now
        )
        for parsed, located in _ahead(_located(batches, mapping, locator, file_name, now)):
            run.take(parsed, located)
            progress(f"{run.rows:,} rows read")
        progress(f"{run.rows:,} rows read; storing {run.usable:,}")
        summary = run.merge(file_name)
        load_runs.end(connection, load_id, summary=json.dumps(asdict(summary)), now=now)
    return summary


Step = tuple[ParsedCalls, Located]


def _located(
    batches: Iterator[RawBatch],
    mapping: ColumnMapping,
    locator: Locator,
    file_name: str,
    now: datetime,
) -> Iterator[Step]:
    """Parse and locate each batch; nothing here touches the database."""
    for batch in batches:
        if len(batch.frame):
            mapping.check_fits(batch.frame.columns, file_name)
        parsed = parse_calls(batch, mapping, now=now)
        yield parsed, _locate(locator, parsed.frame)


def _locate(locator: Locator, frame: pl.DataFrame) -> Located:
    if not len(frame):
        nothing = np.zeros(0)
        return locator.locate(nothing, nothing, nothing.astype(np.int64))
    return locator.locate(
        frame["lon"].fill_null(float("nan")).to_numpy(),
        frame["lat"].fill_null(float("nan")).to_numpy(),
        frame["received_at"].dt.epoch("us").to_numpy(),
    )


def _ahead(steps: Iterator[Step]) -> Iterator[Step]:
    """Work one step ahead in a thread, so that parsing and the database overlap."""
    with ThreadPoolExecutor(1) as worker:
        pending = worker.submit(next, steps, None)
        while (step := pending.result()) is not None:
            pending = worker.submit(next, steps, None)
            yield step


class _Run:
    """One load under way: what has been written and seen so far."""

    def __init__(
        self,
        connection: Connection,
        *,
        mapping: ColumnMapping,
        locator: Locator,
        source: int,
        load_id: int,
        now: datetime,
    ) -> None:
        self.connection, self.mapping, self.now = connection, mapping, now
        self.source, self.load_id = source, load_id
        self.rows = self.usable = self.rejected = self.unplaced = 0
        self.without_point = self.outside = self.ambiguous = 0
        self.agreement = Agreement(locator)
        self._types: dict[str, int] = {}
        self._seen: list[pl.DataFrame] = []
        self._writer = writer_for(connection, source, load_id)

    def take(self, parsed: ParsedCalls, located: Located) -> None:
        """Write one located batch; keep what can't be used."""
        self._keep(CALL, parsed.rejected)
        self._keep(CALL_LOCATION, parsed.unplaced)
        self.rejected += len(parsed.rejected)
        self.unplaced += len(parsed.unplaced)
        self.rows += len(parsed.frame) + len(parsed.rejected)
        self.usable += len(parsed.frame)
        if len(parsed.frame):
            self._tally(parsed.frame, located)
            self._writer.take(self._calls(parsed.frame, located))

    def _calls(self, frame: pl.DataFrame, located: Located) -> pl.DataFrame:
        first = calls.reserve_call_ids(self.connection, len(frame))
        type_ids = frame["call_type"].replace_strict(self._type_ids(frame), return_dtype=pl.Int32)
        return frame.with_columns(
            pl.int_range(first, first + len(frame), dtype=pl.Int64).alias("call_id"),
            pl.lit(self.source, dtype=pl.Int16).alias("source_id"),
            type_ids.alias("call_type_id"),
            *located_columns(located),
        ).sort("received_at")

    def _tally(self, frame: pl.DataFrame, located: Located) -> None:
        has_point = located.cell != 0
        self.without_point += int((~has_point).sum())
        self.outside += int((has_point & (located.area_id == 0)).sum())
        self.ambiguous += int(located.is_ambiguous.sum())
        self.agreement.add(frame, located)
        self._seen.append(frame.select("external_id", "source_updated_at", "row_number"))

    def _type_ids(self, frame: pl.DataFrame) -> dict[str, int]:
        named = frame.select("call_type", "call_type_name", "category").unique("call_type")
        new = [
            (code, name or code, category)
            for code, name, category in named.iter_rows()
            if code not in self._types
        ]
        if new:
            self._types |= calls.call_type_ids(self.connection, self.source, new)
        return self._types

    def _keep(self, kind: str, records: list[RejectedRecord]) -> None:
        quarantine.add(
            self.connection,
            records,
            source_id=self.source,
            load_id=self.load_id,
            kind=kind,
            now=self.now,
        )

    def merge(self, file_name: str) -> LoadSummary:
        """Merge what was staged; return the summary."""
        superseded = _superseded(self._seen)
        merged = self._writer.finish(superseded)
        return LoadSummary(
            file=file_name,
            source=self.mapping.source,
            rows=self.rows,
            added=merged.added,
            updated=merged.updated,
            unchanged=merged.unchanged,
            repeated=len(superseded),
            rejected=self.rejected,
            unplaced=self.unplaced,
            without_point=self.without_point,
            outside=self.outside,
            ambiguous=self.ambiguous,
            agreement=self.agreement.shares(),
        )


def located_columns(located: Located) -> list[pl.Series]:
    """Return the located fields as the database names them; "none" becomes null."""
    others: list[str | None] = [None] * len(located.cell)
    for row, ids in located.others.items():
        others[row] = "{" + ",".join(map(str, sorted(ids))) + "}"
    return [
        _null_if_zero("cell", located.cell),
        _null_if_zero("area_id", located.area_id),
        pl.Series("is_area_ambiguous", located.is_ambiguous),
        pl.Series("other_area_ids", others, dtype=pl.String),
        _null_if_zero("shift_id", located.shift_id),
        pl.Series("operational_on", located.operational_day).cast(pl.Date),
    ]


def _null_if_zero(name: str, values: np.ndarray) -> pl.Series:
    column = pl.Series(name, values)
    return column.set(column == 0, None)


def _superseded(seen: list[pl.DataFrame]) -> list[int]:
    """Return the row numbers of calls that the same file gives again, newer or further down."""
    if not seen:
        return []
    every = pl.concat(seen)
    twice = every.filter(pl.col("external_id").is_duplicated())
    kept = (
        twice.sort("source_updated_at", "row_number", nulls_last=False)
        .group_by("external_id")
        .agg(pl.col("row_number").last())
    )
    return sorted(set(twice["row_number"].to_list()) - set(kept["row_number"].to_list()))


def file_digest(path: Path) -> bytes:
    """Return the file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
