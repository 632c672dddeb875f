"""How calls got their places: by match type, given points against their addresses, what is left."""

from dataclasses import dataclass, field
from datetime import datetime

from geo_rtcc.models import MatchType
from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database
from geo_rtcc.store.geofile import GeofileSet, sets
from geo_rtcc.store.waiting import MatchRate, match_rates

MOST_APART = 5


@dataclass(frozen=True, kw_only=True)
class AddressCheck:
    """How many points were given, compared with their address, and farther from it than allowed."""

    given: int
    compared: int
    apart: int


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A call whose given point lies far from where its address was found, metres."""

    received_at: datetime
    source: str
    external_id: str
    address: str | None = field(repr=False)
    distance_m: float


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """How many records of a source and kind wait in quarantine, and since when the newest does."""

    source: str
    kind: str
    n: int
    newest_at: datetime


@dataclass(frozen=True, kw_only=True)
class DataHealth:
    """All that the page says without asking the geocoder."""

    rates: tuple[MatchRate, ...]
    check: AddressCheck
    apart: tuple[Apart, ...]
    sets: tuple[GeofileSet, ...]
    rejected: tuple[Rejected, ...]


def sources(database: Database) -> list[str]:
    """Return the codes of the sources that send calls."""
    return [row["code"] for row in database.fetch("data_health_sources")]


def data_health(
    database: Database, *, since: datetime, source: str | None, settings: Settings
) -> DataHealth:
    """Say how the calls received since an instant got their places.

    Parameters
    ----------
    source
        Only calls of this one; None for all.
    """
    within_m, apart = settings.address_check_m, []
    if within_m:
        apart = database.fetch_as(
            Apart, "data_health_apart", since=since, source=source, within_m=within_m, n=MOST_APART
        )
    with database.transaction() as connection:
        rates = match_rates(connection, since, beyond_m=within_m)
        loaded = tuple(sets(connection))
    rates = [each for each in rates if source in (None, each.source)]
    return DataHealth(
        rates=tuple(rates),
        check=AddressCheck(
            given=sum(each.count for each in rates if each.match_type == MatchType.GIVEN),
            compared=sum(each.checked for each in rates),
            apart=sum(each.flagged for each in rates),
        ),
        apart=tuple(apart),
        sets=loaded,
        rejected=tuple(database.fetch_as(Rejected, "data_health_rejected")),
    )
