"""Earlier moments: what was known then of calls and units, said to be not live."""

from datetime import UTC, datetime, timedelta

import h3
import pytest
from live_city import LAT, LON, LiveCity, moment
from live_page import Open


def written(at: datetime) -> str:
    """Return an instant as the address writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("hours_ago", [0.1, 1.0, 9.0])
def test_an_earlier_moment_shows_the_calls_of_then(
    live: Open, live_city: LiveCity, hours_ago: float
) -> None:
    at = moment() - timedelta(hours=hours_ago)
    with live(f"/?t={written(at)}&window=4h") as seen:
        seen.equals(live_city, window_s=4 * 3600, at=True)
        opened = seen.get("model.calls().filter((call) => call.step < 3).map(({ key }) => key)")
        assert set(opened) == live_city.keys(
            f"received_at <= '{at}' and (closed_at is null or closed_at > '{at}')"
        )
        assert "not live" in seen.find(".banner").inner_text()
        assert seen.button("Acknowledge").count() == 0


def test_back_to_live_shows_the_present_again(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        slider = seen.find("[role=slider]")
        slider.press("PageDown")
        seen.find(".banner").wait_for()
        assert "not live" in seen.find(".banner").inner_text()
        key = live_city.call("unseen in the past")
        seen.page.wait_for_timeout(1500)
        assert key not in seen.get("model.calls().map((call) => call.key)")
        seen.find(".banner").get_by_role("button", name="Back to live").click()
        seen.find(".banner").wait_for(state="hidden")
        seen.equals(live_city)
        assert slider.get_attribute("aria-valuetext").startswith("Now")


def test_the_units_are_where_they_were_then(live: Open, live_city: LiveCity) -> None:
    at = moment() - timedelta(minutes=40)
    unit = live_city.fix("D4", fix_at=at, lon=LON - 0.02)
    live_city.fix("D4", lon=LON + 0.02)
    there = {"kind": "unit", "key": unit}
    with live(f"/?t={written(at + timedelta(minutes=1))}") as seen:
        seen.until("model.find(arg) !== null", there)
        assert seen.get("model.find(arg).lon", there) == pytest.approx(LON - 0.02)
        seen.find(".to-live").click()
        seen.until("model.find(arg)?.lon > -93.06", there)


def test_playing_goes_on_from_moment_to_moment(live: Open, live_city: LiveCity) -> None:
    at = moment() - timedelta(hours=6)
    with live(f"/?t={written(at)}&window=1h") as seen:
        seen.find("[aria-label=Speed]").get_by_text("900×").click()
        seen.button("Play").click()
        now = "Number(root.querySelector('[role=slider]').getAttribute('aria-valuenow'))"
        seen.until(f"{now} > arg + 900", at.timestamp())
        seen.button("Pause").click()
        stopped = seen.get(now)
        seen.page.wait_for_timeout(400)
        assert seen.get(now) == stopped < datetime.now(UTC).timestamp()


def test_a_past_day_is_the_database_s(live: Open, live_city: LiveCity) -> None:
    day = (moment() - timedelta(days=4)).date()
    with live() as seen:
        seen.find(".day button").first.click()
        seen.find("input[type=date]").fill(f"{day}")
        seen.button("Show this day").click()
        seen.find(".banner").get_by_text("not live").wait_for()
        # At the day's end: what was received on it, and what was open then from before.
        shown = "root.querySelector('.toggle .n').textContent"
        [[n]] = live_city.ask(
            "with day as (select timezone('America/Chicago', %(day)s::timestamp) as low, "
            "timezone('America/Chicago', %(day)s::timestamp + interval '1 day') as high) "
            "select count(*) from call_for_service, day where received_at < high and "
            "(received_at >= low or received_at > low - interval '7 days' and "
            "(closed_at is null or closed_at >= high))", day=day,
        )  # fmt: skip
        seen.until(f"Number({shown}) === arg", n)
        assert f"{day.day} {day:%b}" in seen.find(".day").inner_text()
        seen.page.wait_for_url(lambda url: "to=" in url)


@pytest.mark.parametrize(("layer", "resolution"), [("cells", 9), ("cells-large", 8)])
def test_cells_count_the_calls_shown(
    live: Open, live_city: LiveCity, layer: str, resolution: int
) -> None:
    with live(f"/?layers=base,{layer}&categories=violence,weapons") as seen:
        counts = dict(seen.get(f"[...model.counts({resolution})]"))
        points = seen.get("model.calls().filter(({ lon }) => lon === lon)"
                          ".map(({ lat, lon }) => [lat, lon])")  # fmt: skip
        recount: dict[str, int] = {}
        for lat, lon in points:
            cell = h3.latlng_to_cell(lat, lon, 9)
            name = cell if resolution == 9 else h3.cell_to_parent(cell, 8)
            recount[name] = recount.get(name, 0) + 1
        assert counts == recount
        key = seen.find("[aria-label='Calls in a cell']").inner_text()
        assert key.split()[-1] == {9: "17+", 8: "48+"}[resolution]


def test_cells_follow_what_comes_in(live: Open, live_city: LiveCity) -> None:
    name = h3.latlng_to_cell(LAT, LON, 9)
    with live("/?layers=base,cells") as seen:
        before = seen.get("model.counts(9).get(arg) ?? 0", name)
        live_city.call()
        seen.until("model.counts(9).get(arg.name) === arg.n", {"name": name, "n": before + 1})
