"""The read models answer what a plain recount of the calls answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from geo_rtcc.situation.installation import areas_on, installation
from geo_rtcc.situation.review import ReviewFilter, call_type_names, shift_review
from geo_rtcc.store.database import Database


def ask(database: Database, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        return connection.execute(sql, parameters).fetchall()


def review_of(city: Database, which: ReviewFilter):
    known = installation(city)
    codes = tuple(area.code for area in areas_on(city, known.last_on).areas)
    return shift_review(city, which, known, codes)


@pytest.fixture
def evening(city: Database) -> ReviewFilter:
    return ReviewFilter(
        operational_on=installation(city).last_on - timedelta(days=2), shifts=("B",)
    )


def test_the_installation_knows_its_name_zone_and_extent(city: Database) -> None:
    known = installation(city)
    assert (known.name, known.zone) == ("Small City Police", "America/Chicago")
    [extent] = ask(city, "select min(received_at), max(received_at) from call_for_service")
    assert (known.first_at, known.last_at) == extent
    [dates] = ask(city, "select min(operational_on), max(operational_on) from call_for_service")
    assert (known.first_on, known.last_on) == dates


def test_without_a_shift_plan_times_are_utc(database: Database) -> None:
    known = installation(database)
    assert (known.zone, known.last_at, known.last_on) == ("UTC", None, None)


def test_areas_are_those_valid_on_the_day(city: Database) -> None:
    known = installation(city)
    assert len(areas_on(city, known.last_on).areas) == 9
    assert areas_on(city, datetime(2019, 12, 31, tzinfo=UTC).date()).areas == ()


def test_call_type_names_are_the_agency_own(city: Database) -> None:
    assert "Information <b>only</b> & more" in call_type_names(city)


def test_beat_counts_equal_a_recount(city: Database, evening: ReviewFilter) -> None:
    found = review_of(city, evening)
    recount = dict(ask(
        city,
        "select a.code, count(*) from call_for_service c left join area a using (area_id) "
        "join shift s using (shift_id) where c.operational_on = %(on)s and s.code = 'B' "
        "and not is_on_view group by 1", on=evening.operational_on,
    ))  # fmt: skip
    assert {area.code: area.n for area in found.areas if area.n} == recount
    assert found.total.n == sum(recount.values()) == sum(area.n for area in found.areas)


def test_counts_of_chosen_call_types_equal_a_recount(city: Database, evening) -> None:
    some = replace(evening, call_types=("Crash", "Assault"), with_on_view=True)
    found = review_of(city, some)
    counts = dict(ask(
        city,
        "select operational_on, count(*) from call_for_service join call_type using (call_type_id) "
        "join shift s using (shift_id) where s.code = 'B' and call_type.name in ('Crash', "
        "'Assault') group by 1",
    ))  # fmt: skip
    assert found.total.n == counts[evening.operational_on] > 0
    before = [counts.get(on, 0) for on in found.previous_on]
    assert found.total.previous_mean == pytest.approx(sum(before) / len(before))
    assert found.total.response_n <= found.total.n


def test_all_types_chosen_equal_the_kept_counts(city: Database, evening: ReviewFilter) -> None:
    every = replace(evening, call_types=tuple(call_type_names(city)))
    chosen, kept = review_of(city, every), review_of(city, evening)
    assert (chosen.areas, chosen.total) == (kept.areas, kept.total)
    columns = ["area", "cell", "category", "n"]
    assert chosen.cells.sort(columns).equals(kept.cells.sort(columns))


def test_the_mean_is_over_the_same_weekdays_before(city: Database, evening: ReviewFilter) -> None:
    found = review_of(city, evening)
    dates = [evening.operational_on - timedelta(weeks=week) for week in range(1, 9)]
    first = installation(city).first_on
    assert found.previous_on == tuple(on for on in dates if on >= first)
    [[n]] = ask(
        city,
        "select count(*) from call_for_service join shift s using (shift_id) where s.code = 'B' "
        "and not is_on_view and operational_on = any(%(dates)s)", dates=dates,
    )  # fmt: skip
    assert found.total.previous_mean == pytest.approx(n / len(found.previous_on))
    means = [area.previous_mean for area in found.areas]
    assert sum(means) == pytest.approx(found.total.previous_mean)


def test_response_ambiguous_and_open_equal_a_recount(city: Database, evening) -> None:
    found = review_of(city, evening)
    [[median, n, ambiguous, still_open]] = ask(
        city,
        "select percentile_cont(0.5) within group (order by extract(epoch from on_scene_at - "
        "received_at)), count(*), count(*) filter (where is_area_ambiguous), count(*) filter "
        "(where closed_at is null) from call_for_service join shift s using (shift_id) where "
        "s.code = 'B' and operational_on = %(on)s and not is_on_view", on=evening.operational_on,
    )  # fmt: skip
    assert (found.total.median_response_s, found.total.response_n) == (median, n)
    assert (found.total.ambiguous, found.open_calls) == (ambiguous, still_open)


def test_on_view_calls_are_apart_unless_included(city: Database, evening: ReviewFilter) -> None:
    without = review_of(city, evening)
    included = review_of(
        city,
        ReviewFilter(
            operational_on=evening.operational_on, shifts=evening.shifts, with_on_view=True
        ),
    )
    assert without.on_view == included.on_view > 0
    assert included.total.n == without.total.n + without.on_view


def test_cells_add_up_to_the_calls(city: Database, evening: ReviewFilter) -> None:
    found = review_of(city, evening)
    assert found.cells["n"].sum() == found.total.n
    assert found.cells.filter(found.cells["cell"] == 0)["n"].sum() == found.without_point


def test_a_shift_without_calls_is_all_zeros(city: Database) -> None:
    empty = ReviewFilter(operational_on=installation(city).first_on - timedelta(days=30))
    found = review_of(city, empty)
    assert found.total.n == 0
    assert [area.n for area in found.areas] == [0] * 9
    assert found.total.previous_mean is None
