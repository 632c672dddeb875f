"""Calls that wait for a point, and how the others got theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from geo_rtcc.models.geofile import Taught
from geo_rtcc.store.calls import move_counts
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

_KEYS: dict[str, Any] = {"call_id": pl.Int64, "received_at": pl.Datetime("us", "UTC")}
TO_GEOCODE: dict[str, Any] = {**_KEYS, "address": pl.String, "agency_beat": pl.String}


@dataclass(frozen=True, kw_only=True)
class WaitingLocation:
    """A location string that has no place yet.

    Parameters
    ----------
    key, example
        What makes such strings one (``location_key``), and one of them as it was written.
    count
        Calls that wait for it; ``first_at`` and ``last_at`` are when they were received.
    sources, agency_beats
        Codes of the sources that sent it, and the beats that they named with it.
    """

    key: str
    example: str
    count: int
    first_at: datetime
    last_at: datetime
    sources: list[str]
    agency_beats: list[str]


@dataclass(frozen=True, kw_only=True)
class MatchRate:
    """How many calls of a source were located in one way.

    Parameters
    ----------
    match_type
        A value of ``MatchType``.
    checked, flagged
        Of these, given points that were compared with their address, and those too far from it.
    """

    source: str
    match_type: str
    count: int
    checked: int
    flagged: int


def waiting(
    connection: Connection, *, limit: int, offset: int = 0, with_dismissed: bool = False
) -> list[WaitingLocation]:
    """Return the location strings of calls without a point, most frequent first.

    Those that a person has said to be no location are left out unless asked for.
    """
    found = rows(
        connection, "locations_waiting", n=limit, offset=offset, with_dismissed=with_dismissed
    )
    return [WaitingLocation(**row) for row in found]


def waiting_count(connection: Connection) -> tuple[int, int]:
    """Return how many location strings wait, and how many calls."""
    row = rows(connection, "locations_waiting_count")[0]
    return int(row["strings"]), int(row["calls"])


def match_rates(
    connection: Connection, since: datetime, *, beyond_m: float = 250.0
) -> list[MatchRate]:
    """Return how calls received since an instant were located; flagged are those beyond metres."""
    found = rows(connection, "match_rates", since=since, beyond_m=beyond_m)
    return [MatchRate(**row) for row in found]


def waiting_calls(connection: Connection, keys: Sequence[str] | None) -> pl.DataFrame:
    """Return ``call_id`` and ``received_at`` of calls that may be located, all or of these keys.

    With keys, calls that were put where a person had placed the key are among them.
    """
    if keys is None:
        cursor = connection.execute(query("calls_waiting_all"))
    else:
        cursor = connection.execute(query("calls_waiting_for"), {"keys": list(keys)})
    return pl.DataFrame(cursor.fetchall(), schema=_KEYS, orient="row")


def calls_to_geocode(connection: Connection, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return, by TO_GEOCODE, those of the wanted calls that have an address and no given point."""
    parameters = {
        "received": wanted["received_at"].to_list(),
        "call_ids": wanted["call_id"].to_list(),
    }
    found = connection.execute(query("calls_to_geocode"), parameters).fetchall()
    return pl.DataFrame(found, schema=TO_GEOCODE, orient="row")


def taught_places(connection: Connection) -> dict[str, Taught]:
    """Return where people have placed whole location strings, by key."""
    found = rows(connection, "locations_taught")
    return {row.pop("key"): Taught(**row) for row in found}


def apply_geocoding(connection: Connection) -> tuple[int, int]:
    """Move the staged calls that changed, with their counts.

    Returns how many changed, and how many of them have a point now.
    """
    connection.execute(query("geocoding_keep_changed"))
    staged = rows(connection, "geocoding_staged")[0]
    if staged["moved"]:
        move_counts(connection)
        connection.execute(query("geocoding_apply"))
    return int(staged["moved"]), int(staged["located"])
