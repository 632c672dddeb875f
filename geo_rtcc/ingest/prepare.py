"""The part of a load that needs no database: parse, locate, and tally, some batches ahead."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo_rtcc.feeds.calls import parse_calls
from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.ingest.agreement import Agreement
from geo_rtcc.ingest.locator import Located, Locator
from geo_rtcc.models import RejectedRecord
from geo_rtcc.store.calls import located_columns

_BATCHES_AHEAD = 4


@dataclass
class Prepared:
    """One batch, ready to be written.

    Parameters
    ----------
    calls
        Parsed and located calls in order of receipt: our fields, ``row_number``, ``lon``, ``lat``.
    rejected, unplaced
        As ``feeds.calls.ParsedCalls`` has them.
    """

    calls: pl.DataFrame
    rejected: list[RejectedRecord]
    unplaced: list[RejectedRecord]


class Preparation:
    """Prepares a file's batches and remembers what a summary needs to say about all of them.

    After the last batch ``superseded`` holds the row numbers of calls that the same file gives
    again, newer or further down.
    """

    def __init__(
        self, mapping: ColumnMapping, locator: Locator, *, file_name: str, now: datetime
    ) -> None:
        self.agreement = Agreement(locator)
        self.superseded: list[int] = []
        self.without_point = self.outside = self.ambiguous = 0
        self._mapping, self._locator = mapping, locator
        self._file_name, self._now = file_name, now
        self._seen: list[pl.DataFrame] = []

    def ahead(self, batches: Iterator[RawBatch]) -> Iterator[Prepared]:
        """Prepare batches in a thread while others are being written."""
        steps = self._steps(batches)
        with ThreadPoolExecutor(1) as worker:
            pending = deque(worker.submit(next, steps, None) for _ in range(_BATCHES_AHEAD))
            try:
                while (step := pending.popleft().result()) is not None:
                    pending.append(worker.submit(next, steps, None))
                    yield step
            finally:
                worker.shutdown(cancel_futures=True)

    def _find_superseded(self) -> None:
        """Find calls that the same file gives again, newer or further down."""
        if not self._seen:
            return
        twice = pl.concat(self._seen).filter(pl.col("external_id").is_duplicated())
        kept = (
            twice.sort("source_updated_at", "row_number", nulls_last=False)
            .group_by("external_id")
            .agg(pl.col("row_number").last())
        )
        dropped = set(twice["row_number"].to_list()) - set(kept["row_number"].to_list())
        self.superseded = sorted(dropped)

    def _steps(self, batches: Iterator[RawBatch]) -> Iterator[Prepared]:
        yield from map(self._prepare, batches)
        self._find_superseded()

    def _prepare(self, batch: RawBatch) -> Prepared:
        if len(batch.frame):
            self._mapping.check_fits(batch.frame.columns, self._file_name)
        parsed = parse_calls(batch, self._mapping, now=self._now)
        if not len(parsed.frame):
            return Prepared(parsed.frame, parsed.rejected, parsed.unplaced)
        frame = parsed.frame.sort("received_at")
        located = self._locator.locate(
            _numbers(frame["lon"]),
            _numbers(frame["lat"]),
            frame["received_at"].dt.epoch("us").to_numpy(),
        )
        self._tally(frame, located)
        calls = frame.with_columns(*located_columns(**vars(located)))
        return Prepared(calls, parsed.rejected, parsed.unplaced)

    def _tally(self, frame: pl.DataFrame, located: Located) -> None:
        has_point = located.cell != 0
        self.without_point += int((~has_point).sum())
        self.outside += int((has_point & (located.area_id == 0)).sum())
        self.ambiguous += int(located.is_ambiguous.sum())
        self.agreement.add(frame, located)
        self._seen.append(frame.select("external_id", "source_updated_at", "row_number"))


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    return column.fill_null(float("nan")).to_numpy()
