"""How old each hot list is, and what is on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from geo_rtcc.errors import InputError
from geo_rtcc.plates import normal_plate
from geo_rtcc.store.database import Database
from geo_rtcc.store.hot_list_suppressions import list_id_of
from geo_rtcc.store.queries import query

MOST_HOURS = 24 * 366


@dataclass(frozen=True, kw_only=True)
class HotListAge:
    """A list and its age.

    Parameters
    ----------
    as_of
        When the list says that it was made.
    replaced_at
        The last full replacement.
    age_s
        Seconds since ``as_of`` or, where the list doesn't say, since it was last changed.
    """

    list_id: int
    code: str
    entries: int
    as_of: datetime | None
    replaced_at: datetime | None
    changed_at: datetime
    age_s: float
    stale_after: timedelta

    @property
    def is_stale(self) -> bool:
        """Return whether the list is older than it may be."""
        return self.age_s > self.stale_after.total_seconds()


def ages(database: Database, now: datetime) -> list[HotListAge]:
    """Return every list with its age, by code."""
    return [_age(row, now) for row in database.fetch("hot_lists_with_age")]


def _age(row: dict[str, Any], now: datetime) -> HotListAge:
    stale_after = timedelta(seconds=row.pop("stale_after_s"))
    made = row["as_of"] or row["changed_at"]
    return HotListAge(**row, age_s=(now - made).total_seconds(), stale_after=stale_after)


def set_stale_after(database: Database, code: str, hours: float) -> None:
    """Say after how many hours a list is stale; raise InputError where there is no such list."""
    if not 0 < hours <= MOST_HOURS:
        raise InputError(f"The hours must lie between 0 and {MOST_HOURS:,}, not {hours:g}.")
    with database.transaction() as connection:
        list_id_of(connection, code)
        connection.execute(query("hot_list_stale_after"), {"code": code, "hours": hours})


def entries(
    database: Database, code: str, *, plate: str | None = None, n: int = 50
) -> list[dict[str, Any]]:
    """Return a list's current entries, newest first; InputError where there is no such list."""
    with database.transaction() as connection:
        list_id_of(connection, code)
    wanted = None if plate is None else normal_plate(plate)
    return database.fetch("hot_list_entries_of_plate", code=code, plate=wanted, n=n)
