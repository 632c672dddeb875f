"""Load a file of calls for service: parse, locate, stage, and merge in one transaction.

A file is stored whole or not at all. Rows are read, parsed and located batch by batch, each while
the one before is on its way to the database.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.feeds.tables import read_batches
from geo_rtcc.ingest.geocoding import MANY_REMEMBERED, CallGeocoder
from geo_rtcc.ingest.late_geocoder import LateGeocoder
from geo_rtcc.ingest.locator import Locator
from geo_rtcc.ingest.prepare import Preparation, Prepared
from geo_rtcc.models import RejectedRecord
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, calls, load_runs, outbox, quarantine
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
        Of the rows that were parsed: without a point in the end; a point outside every area; a
        boundary within the tolerance.
    by_address
        Of the rows that were parsed and came without a point, those that got that of their address,
        by match type.
    in_named_beat
        Of those without a point, how many lie in the beat that they name.
    compared, disagreeing
        Given points compared with their address; of these, how many lie farther apart than
        ``address_check_m``.
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
    by_address: dict[str, int] = field(default_factory=dict)
    in_named_beat: int = 0
    compared: int = 0
    disagreeing: int = 0
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
    batches = read_batches(
        path,
        delimiter=mapping.delimiter,
        encoding=mapping.encoding,
        columns=mapping.used_columns(),
    )
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
    with database.transaction() as connection:
        calls.hold_boundaries_and_shifts(connection)
        locator = Locator.of(database, settings)
        locator.warm()
        late = LateGeocoder(database, settings)
        geocoder = CallGeocoder(late, locator, settings, remembered=MANY_REMEMBERED)
        preparation = Preparation(
            mapping,
            locator,
            geocoder,
            file_name=file_name,
            now=now,
            address_check_m=settings.address_check_m,
        )
        source = calls.source_id(connection, mapping.source, mapping.zone)
        load_id = load_runs.begin(
            connection,
            what="calls",
            source_id=source,
            file_name=file_name,
            file_sha256=file_sha256,
            now=now,
        )
        run = _Run(connection, preparation=preparation, source=source, load_id=load_id, now=now)
        with closing(run.writer):
            for batch in preparation.ahead(batches):
                run.take(batch)
                progress(f"{run.rows:,} rows read")
            progress(f"{run.rows:,} rows read; settling")
            summary = run.settle(file_name, mapping.source)
        load_runs.end(connection, load_id, summary=json.dumps(asdict(summary)), now=now)
        if changed := summary.added + summary.updated:
            outbox.append(connection, topic="calls.loaded", at=now, record_id=load_id, n=changed)
    return summary


class _Run:
    """One load under way: what has been written so far."""

    def __init__(
        self,
        connection: Connection,
        *,
        preparation: Preparation,
        source: int,
        load_id: int,
        now: datetime,
    ) -> None:
        self.preparation, self.now = preparation, now
        self.source, self.load_id = source, load_id
        self.rows = self.rejected = self.unplaced = 0
        self._types: dict[str, int] = {}
        self.writer = writer_for(connection, source, load_id)

    def take(self, batch: Prepared) -> None:
        """Write one batch; keep what can't be used."""
        self._keep(CALL, batch.rejected)
        self._keep(CALL_LOCATION, batch.unplaced)
        self.rejected += len(batch.rejected)
        self.unplaced += len(batch.unplaced)
        self.rows += len(batch.calls) + len(batch.rejected)
        if len(batch.calls):
            self.writer.take(self._with_ids(batch.calls))

    def _with_ids(self, frame: pl.DataFrame) -> pl.DataFrame:
        type_ids = frame["call_type"].replace_strict(self._type_ids(frame), return_dtype=pl.Int32)
        return frame.with_columns(
            calls.call_ids(self.load_id, frame["row_number"]),
            pl.lit(self.source, dtype=pl.Int16).alias("source_id"),
            type_ids.alias("call_type_id"),
        )

    def _type_ids(self, frame: pl.DataFrame) -> dict[str, int]:
        named = frame.select("call_type", "call_type_name", "category").unique("call_type")
        new = [
            (code, name or code, category)
            for code, name, category in named.iter_rows()
            if code not in self._types
        ]
        if new:
            self._types |= calls.call_type_ids(self.writer.connection(), self.source, new)
        return self._types

    def _keep(self, kind: str, records: list[RejectedRecord]) -> None:
        if not records:
            return
        quarantine.add(
            self.writer.connection(),
            records,
            source_id=self.source,
            load_id=self.load_id,
            kind=kind,
            now=self.now,
        )

    def settle(self, file_name: str, source: str) -> LoadSummary:
        """Settle what was written; return the summary."""
        superseded = self.preparation.superseded
        merged = self.writer.finish(superseded)
        return LoadSummary(
            file=file_name,
            source=source,
            rows=self.rows,
            added=merged.added,
            updated=merged.updated,
            unchanged=merged.unchanged,
            repeated=len(superseded),
            rejected=self.rejected,
            unplaced=self.unplaced,
            without_point=self.preparation.without_point,
            outside=self.preparation.outside,
            ambiguous=self.preparation.ambiguous,
            by_address=dict(self.preparation.by_address.most_common()),
            in_named_beat=self.preparation.in_named_beat,
            compared=self.preparation.compared,
            disagreeing=self.preparation.disagreeing,
            agreement=self.preparation.agreement.shares(),
        )


def file_digest(path: Path) -> bytes:
    """Return the file's SHA-256; raise InputError where it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror}.") from error
