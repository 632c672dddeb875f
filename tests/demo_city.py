"""The demo city and a few days of it, built once for all tests that look at it."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from geo_rtcc.demo.city import City, build_city
from geo_rtcc.demo.history import Clock
from geo_rtcc.demo.plan import SEED
from geo_rtcc.demo.reads import known_reads

ANCHOR = date(2026, 8, 24)
START = datetime(2026, 8, 24, 5, tzinfo=UTC)  # local midnight of the city's first day
KNOWN = {"anchor_on": ANCHOR, "seed": SEED}


@pytest.fixture(scope="session")
def city() -> City:
    return build_city()


@pytest.fixture(scope="session")
def same_again(city: City) -> City:
    """Another city of the same seed, built on its own."""
    return build_city.__wrapped__(city.seed)


@pytest.fixture(scope="session")
def sixty_days(city: City) -> pl.DataFrame:
    """The reads of days 30 to 89, with the truth beside them."""
    return known_reads(city, day(30), day(90), **KNOWN)


def day(number: int) -> datetime:
    """Return the local midnight of a day, as long as summer time lasts."""
    return START + timedelta(days=number)


def clock_at(at: datetime) -> Clock:
    return Clock(anchor_on=ANCHOR, seed=SEED, loaded_to=at)
