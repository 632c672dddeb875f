"""The living city as requests: fixes, reads, calls and hot lists of any stretch of its time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from geo_rtcc.demo.city import City
from geo_rtcc.demo.encounters import EVERY_S, Encounter, encounters
from geo_rtcc.demo.envelopes import Envelope, of_records
from geo_rtcc.demo.fixes import Positions
from geo_rtcc.demo.history import SOURCE, Clock
from geo_rtcc.demo.hot_list import CODE, hot_list, refreshed_at
from geo_rtcc.demo.live_calls import call_messages
from geo_rtcc.demo.reads import reads_between

MOST_RECORDS = 1_000
_HOUR = timedelta(hours=1)


class CityFeed:
    """Tells what the city's systems would send; the same for the same city, seed and stretch.

    Stretches should follow each other: what is behind is forgotten.
    """

    def __init__(self, city: City, clock: Clock) -> None:
        self._city, self._seed = city, clock.seed
        self._known: dict[str, Any] = {"anchor_on": clock.anchor_on, "seed": clock.seed}
        self._positions = Positions(city, **self._known)
        self._slots: dict[int, list[Encounter]] = {}
        self._reads = pl.DataFrame()
        self._reads_of: datetime | None = None
        self.planted: list[dict[str, Any]] = []

    def stretch(
        self, from_at: datetime, to_at: datetime, *, with_fixes: bool = True
    ) -> list[Envelope]:
        """Return the requests of [``from_at``, ``to_at``), cut to whole seconds, in order.

        What was planted in it is appended to ``planted``, in the words of the ground truth.
        """
        low, high = int(from_at.timestamp()), int(to_at.timestamp())
        if low >= high:
            return []
        start, end = (datetime.fromtimestamp(at, UTC) for at in (low, high))
        met = self._met(low, high)
        self.planted += [one.truth for one in met]
        source = {"source": SOURCE, "zone": self._city.zone}
        batches = (
            ("/v1/fixes", self._positions.fixes(low, high) if with_fixes else []),
            ("/v1/calls", self._calls(start, end)),
            ("/v1/reads", [*self._plate_reads(start, end), *(one.read for one in met)]),
        )
        found = [
            of_records(end, path, records[first : first + MOST_RECORDS], **source)
            for path, records in batches
            for first in range(0, len(records), MOST_RECORDS)
        ]
        self._positions.forget(low)
        return [*self._lists(start, end), *found]

    def hot_list_now(self, now: datetime) -> Envelope:
        """Return the hot list in force."""
        text = hot_list(self._city, now, **self._known).write_csv()
        made = refreshed_at(self._city, now)
        query = f"preset=plain&zone={self._city.zone}&as_of={made:%Y-%m-%dT%H:%M:%SZ}"
        return Envelope(
            at=now, path=f"/v1/hot-lists/{CODE}", query=query, content_type="text/csv", body=text
        )

    def _lists(self, start: datetime, end: datetime) -> Iterator[Envelope]:
        if refreshed_at(self._city, end) > start:
            yield self.hot_list_now(end)

    def _met(self, low: int, high: int) -> list[Encounter]:
        slots = range(low // EVERY_S, (high - 1) // EVERY_S + 1)
        self._slots = {
            slot: self._slots[slot] if slot in self._slots else self._slot(slot) for slot in slots
        }
        found = [one for slot in slots for one in self._slots[slot]]
        return [one for one in found if low <= one.at.timestamp() < high]

    def _slot(self, slot: int) -> list[Encounter]:
        begin = slot * EVERY_S
        return encounters(self._city, self._positions, begin, begin + EVERY_S, seed=self._seed)

    def _calls(self, start: datetime, end: datetime) -> list[dict[str, Any]]:
        messages = call_messages(self._city, start, end, **self._known)
        return [
            {**one.body, "units": self._positions.crew(one.incident, one.at.timestamp())}
            for one in messages
        ]

    def _plate_reads(self, start: datetime, end: datetime) -> list[dict[str, Any]]:
        hour = start.replace(minute=0, second=0)
        if self._reads_of != hour or end > hour + _HOUR:
            until = max(hour + _HOUR, end)
            self._reads = reads_between(self._city, hour, until, **self._known)
            self._reads_of = hour if until == hour + _HOUR else None
        within = (pl.col("captured_at") >= start) & (pl.col("captured_at") < end)
        return [_told(row) for row in self._reads.filter(within).iter_rows(named=True)]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a read as a camera's system sends it: what is unknown is left out."""
    left_out = ("plate_text", "state_text", "candidate_confidences")
    found = {k: v for k, v in row.items() if v is not None and k not in left_out}
    return {**found, "captured_at": row["captured_at"].isoformat()}
