"""The part of a load that needs no database: parse, locate, and tally, some batches ahead."""

from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from geo_rtcc.feeds.calls import parse_calls
from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.ingest.agreement import Agreement
from geo_rtcc.ingest.geocoding import CallGeocoder, locate, located_in_beats
from geo_rtcc.ingest.locator import Located, Locator
from geo_rtcc.models import MatchType, RejectedRecord
from geo_rtcc.store.calls import located_columns

_BATCHES_AHEAD = 4
_NOT_BY_ADDRESS = (MatchType.GIVEN, MatchType.BEAT, MatchType.NONE)


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
        self,
        mapping: ColumnMapping,
        locator: Locator,
        geocoder: CallGeocoder,
        *,
        file_name: str,
        now: datetime,
        address_check_m: float,
    ) -> None:
        self.agreement = Agreement(locator)
        self.superseded: list[int] = []
        self.without_point = self.outside = self.ambiguous = 0
        self.in_named_beat = self.compared = self.disagreeing = 0
        self.by_address: Counter[str] = Counter()
        self._mapping, self._locator, self._geocoder = mapping, locator, geocoder
        self._address_check_m = address_check_m
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
        frame = self._geocoder.geocoded(parsed.frame.sort("received_at"))
        located = locate(frame, self._locator)
        self._tally(frame, located)
        frame, located = located_in_beats(frame, located, self._locator)
        self._tally_matches(frame)
        calls = frame.with_columns(*located_columns(**vars(located)))
        return Prepared(calls, parsed.rejected, parsed.unplaced)

    def _tally(self, frame: pl.DataFrame, located: Located) -> None:
        has_point = located.cell != 0
        self.without_point += int((~has_point).sum())
        self.outside += int((has_point & (located.area_id == 0)).sum())
        self.ambiguous += int(located.is_ambiguous.sum())
        self.agreement.add(frame, located)
        self._seen.append(frame.select("external_id", "source_updated_at", "row_number"))

    def _tally_matches(self, frame: pl.DataFrame) -> None:
        matches = Counter(dict(frame["match_type"].value_counts().iter_rows()))
        self.in_named_beat += matches[MatchType.BEAT]
        self.by_address.update({k: n for k, n in matches.items() if k not in _NOT_BY_ADDRESS})
        apart_m = frame["address_distance_m"].drop_nulls()
        self.compared += len(apart_m)
        self.disagreeing += int((apart_m > self._address_check_m).sum())
