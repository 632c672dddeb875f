"""Data health in words: shares that add up, sentences that are true, nothing that comes as HTML."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from geo_rtcc.models import MatchType
from geo_rtcc.models.geofile import GeofileKind
from geo_rtcc.situation.data_health import AddressCheck, Apart, Rejected
from geo_rtcc.store.geofile import GeofileSet
from geo_rtcc.store.waiting import MatchRate
from geo_rtcc.views import data_health as views
from geo_rtcc.views.palette import FOUND_STYLES

NOW = datetime(2026, 7, 4, 12, tzinfo=UTC)
ZONE = "America/Chicago"
HOSTILE = "<b>1 MAIN ST</b>"


def counts(source: str = "cad", **n: int) -> list[MatchRate]:
    return [
        MatchRate(source=source, match_type=name, count=each, checked=0, flagged=0)
        for name, each in n.items()
    ]


def test_the_bar_says_its_four_parts_in_words() -> None:
    html = views.bar(counts(given=50, address=20, taught=5, beat=15, none=10), "light")
    assert (
        'aria-label="Of 100 calls: Given by the source 50 (50.0 %), Found by address 25 (25.0 %), '
        'Beat only 15 (15.0 %), Without a place 10 (10.0 %)"'
    ) in html
    assert "width:25.000%" in html


def test_without_calls_there_is_a_sentence_for_a_bar() -> None:
    assert "No call was received in this time." in views.bar([], "dark")
    assert views.match_table([], "dark") == ""


@pytest.mark.parametrize("kind", MatchType)
def test_every_match_type_has_words_and_a_part_of_the_bar(kind: MatchType) -> None:
    html = views.match_table(counts(**{kind: 3}), "light")
    assert FOUND_STYLES[views.group_of(kind)].label in html
    assert "100.0 %" in html
    assert f">{kind}<" not in html


def test_counts_of_several_sources_are_one_row() -> None:
    html = views.match_table([*counts("a", address=4), *counts("b", address=4)], "light")
    assert html.count("Address point") == 1
    assert "n = 8" in html


@pytest.mark.parametrize(
    ("check", "within_m", "text"),
    [((900, 800, 8), 250.0, "8 (1.0 %) lie more than 250 m from it (GEO_RTCC_ADDRESS_CHECK_M)"),
     ((900, 0, 0), 250.0, "none was compared"), ((900, 0, 0), 0.0, "GEO_RTCC_ADDRESS_CHECK_M is")],
)  # fmt: skip
def test_how_given_points_agree_is_said_with_its_denominator(check, within_m, text) -> None:
    given, compared, apart = check
    found = AddressCheck(given=given, compared=compared, apart=apart)
    assert text in views.check_sentence(found, within_m)


def test_without_a_geofile_the_command_is_said() -> None:
    assert "geo-rtcc load geofile roads FILE" in unescape(views.geofile_table([], NOW))


def test_a_geofile_has_an_age_and_a_count() -> None:
    each = GeofileSet(
        kind=GeofileKind.ROADS, name="main", preset="nena", file_name=HOSTILE,
        loaded_at=NOW - timedelta(days=3), n=12_345,
    )  # fmt: skip
    html = views.geofile_table([each], NOW)
    assert all(text in html for text in ("Roads", "nena", "3 days", "12,345"))
    assert HOSTILE not in html


def test_texts_from_data_are_escaped() -> None:
    apart = Apart(
        received_at=NOW, source="cad", external_id="<i>", address=HOSTILE, distance_m=25_400
    )
    rejected = Rejected(source="<u>", kind="call_for_service", n=2, newest_at=NOW)
    html = views.apart_table([apart], ZONE) + views.rejected_table([rejected], ZONE)
    assert not any(mark in html for mark in ("<b>", "<i>", "<u>"))
    assert "25 km" in html
    assert "geo-rtcc quarantine list" in html
