"""Ages, times and sentences say what they should."""

from datetime import UTC, date, datetime, timedelta

import pytest

from geo_rtcc.models import Shift, ShiftWindow
from geo_rtcc.views import words

NOW = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"),
     (172_799, "47 h"), (172_800, "2 days"), (86_400 * 400, "400 days"),
     (86_400 * 731, "2.0 years"), (86_400 * 3277, "8.9 years")],
)  # fmt: skip
def test_a_duration_has_one_unit(seconds: int, text: str) -> None:
    assert words.duration(timedelta(seconds=seconds)) == text


def test_times_are_on_the_agency_clock_across_a_clock_change() -> None:
    before, after = NOW - timedelta(hours=6), NOW
    assert words.local_time(before, "America/New_York") == "Sun 8 Mar 2026 01:00"
    assert words.local_time(after, "America/New_York") == "Sun 8 Mar 2026 08:00"
    assert words.zone_label(before, "America/New_York") == "EST"
    assert words.zone_label(after, "America/New_York") == "EDT"


@pytest.mark.parametrize(
    ("value", "text"), [(0.25, "+0.3"), (-0.25, "−0.3"), (0.0, "+0.0"), (12.0, "+12.0")]
)
def test_differences_round_as_the_browser_does(value: float, text: str) -> None:
    assert words.signed(value) == text


def test_certainty_names_match_type_and_radius() -> None:
    assert words.certainty("given", 12.4) == "Point given by the source, ±12 m"
    assert words.certainty("given", None) == "Point given by the source, uncertainty not stated"


def test_certainty_says_how_well_text_and_place_agree_where_that_is_known() -> None:
    said = words.certainty("range", 22.0, 0.934)
    assert said == "By number along the street, ±22 m; text and place agree 0.93 of 1"


def test_what_a_person_placed_is_not_said_to_agree_with_anything() -> None:
    assert words.certainty("taught", 25.0, 1.0) == "Placed by a person, ±25 m"


@pytest.mark.parametrize(("kind", "text"), [("none", "No point"), ("beat", "Beat only, no point")])
def test_where_there_is_no_point_nothing_is_said_of_its_uncertainty(kind: str, text: str) -> None:
    assert words.certainty(kind, None) == text


def test_one_call_is_singular() -> None:
    assert [words.calls(n) for n in (0, 1, 12_345)] == ["0 calls", "1 call", "12,345 calls"]


def test_a_shift_is_said_in_the_agency_own_hours_also_where_they_close_at_the_end() -> None:
    evening = Shift(code="E", name="Evening", start_minute=900, end_minute=1380)
    lines = [
        words.shift_line(
            ShiftWindow(
                shift=evening,
                operational_on=date(2017, 12, 1),
                start_at=datetime(2017, 12, 1, 20, minute, tzinfo=UTC),
                end_at=datetime(2017, 12, 2, 4, minute, tzinfo=UTC),
            ),
            date(2017, 12, 1),
            "America/New_York",
        )
        for minute in (0, 1)
    ]
    assert lines[0] == lines[1]
    assert "Fri 15:00 – Fri 23:00 EST (8 h)" in lines[0]
