"""Tokens open what they were minted for, for a quarter of an hour, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from geo_rtcc.ui import tokens
from geo_rtcc.ui.tokens import CONSOLE, LIFE, MAP, RENEW_AFTER, Grant, map_token, mint, read, signer

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
KEY = b"k" * 32
GRANT = Grant(role="console", scope="map")


def at(instant: datetime, key: bytes = KEY):
    """Return what signs and checks as of an instant."""
    return signer(key, lambda: instant)


def test_a_token_says_whom_it_was_minted_for() -> None:
    assert read(at(NOW), mint(at(NOW), GRANT), "map") == GRANT


@pytest.mark.parametrize(
    ("age", "found"),
    [(timedelta(0), GRANT), (LIFE, GRANT), (LIFE + timedelta(seconds=1), None),
     (timedelta(days=9000), None), (timedelta(seconds=-1), None)],
)  # fmt: skip
def test_a_token_lives_for_its_life_and_no_longer(age: timedelta, found: Grant | None) -> None:
    assert read(at(NOW + age), mint(at(NOW), GRANT), "map") == found


def test_a_token_for_something_else_opens_nothing() -> None:
    token = mint(at(NOW), Grant(role="console", scope="export"))
    assert read(at(NOW), token, "map") is None
    assert read(at(NOW), token, "export") is not None


def test_another_process_s_token_opens_nothing() -> None:
    assert read(at(NOW), mint(at(NOW, b"another" * 5), GRANT), "map") is None


@pytest.mark.parametrize("place", range(0, 40, 3))
def test_a_token_changed_anywhere_opens_nothing(place: int) -> None:
    token = mint(at(NOW), GRANT)
    other = "A" if token[place] != "A" else "B"
    assert read(at(NOW), token[:place] + other + token[place + 1 :], "map") is None


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "ü", "\x00", "map", "x" * 10_000])
def test_what_is_no_token_opens_nothing(token: str) -> None:
    assert read(at(NOW), token, "map") is None


@pytest.mark.parametrize("content", ["map", ["map"], {"a": 1}, None, [1, 2, 3]])
def test_what_was_signed_for_another_purpose_opens_nothing(content: object) -> None:
    assert read(at(NOW), str(at(NOW).dumps(content)), "map") is None


def test_pages_mint_for_the_map_and_renew_in_time() -> None:
    assert read(tokens._PROCESS, map_token(), MAP) == Grant(role=CONSOLE, scope=MAP)
    assert timedelta(minutes=1) < RENEW_AFTER < LIFE - timedelta(minutes=2)
