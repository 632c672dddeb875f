"""The live map: nothing leaves the machine, nothing fails, and what is shown is the database's."""

from urllib.parse import urlsplit

import pytest
from live_city import LiveCity
from live_page import Open


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_request_leaves_the_machine_and_nothing_fails(
    live: Open, live_city: LiveCity, theme: str
) -> None:
    with live("/?layers=base,cameras,calls,units,hits,cells", color_scheme=theme) as seen:
        for name in ("layers", "queue", "layers", "queue", "table", "help"):
            seen.find(f".open-{name}").click()
        seen.find(".help").wait_for()
        seen.press("Escape")
        seen.press("Escape")
        seen.find(".day button").first.click()
        seen.button("Show this day").click()
        seen.until("root.querySelector('.banner').hidden === false")
        inside = [url for url in seen.requests if url.startswith(("data:", "blob:"))]
        hosts = {urlsplit(url).netloc for url in set(seen.requests) - set(inside)}
        assert hosts == {urlsplit(live_city.url).netloc}
        assert seen.complaints == []
        assert any("/tiles/" in url for url in seen.requests)
        assert seen.get("root.dataset.theme") == theme


def test_the_calls_and_their_counts_are_the_database_s(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        seen.equals(live_city)
        keys = set(seen.get("model.calls().map((call) => call.key)"))
        shown = seen.find(".counters li")
        counts = {
            row.get_attribute("data-key"): int(row.locator(".n").inner_text())
            for row in shown.all()
        }
        assert {name: n for name, n in counts.items() if n} == live_city.categories(keys)
        assert seen.find(".toggle .n").first.inner_text() == f"{len(keys):,}"
        assert len(keys) > 200


def test_what_is_open_is_the_database_s_however_old(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        seen.equals(live_city)
        shown = seen.get("model.calls().filter((call) => call.step < 3).map((call) => call.key)")
        assert seen.get("model.calls().some((call) => call.step === 4)") is False
        assert set(shown) == live_city.keys("closed_at is null or closed_at > now()")
        assert live_city.keys("call_id in (700, 1000)") <= set(shown)


def test_hits_units_and_cameras_are_the_database_s(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        hits = live_city.ask(
            "select plate from hit where not is_suppressed and captured_at > now() - interval '24h'"
        )
        shown = seen.get("model.hits().map((hit) => hit.plate)")
        assert sorted(shown) == sorted(plate for (plate,) in hits)
        units = live_city.ask("select call_sign from unit where call_sign is not null")
        assert set(seen.get("model.units().map((unit) => unit.sign)")) == {u for (u,) in units}
        assert seen.get("model.cameras().map((camera) => camera.name)") == ["Oak & 1st"]


@pytest.mark.parametrize(("condition", "search"), [
    ("category = 'violence'", "categories=violence"),
    ("not is_on_view and shift_id in (select shift_id from shift where code = 'B') and "
     "area_id in (select area_id from area where code in ('22', '11'))",
     "on_view=false&shifts=B&areas=22,11"),
    ("received_at > now() - interval '4 hours' or closed_at is null", "window=4h"),
])  # fmt: skip
def test_each_filter_is_its_condition(
    live: Open, live_city: LiveCity, condition: str, search: str
) -> None:
    with live(f"/?{search}") as seen:
        keys = set(seen.get("model.calls().map((call) => call.key)"))
        held = live_city.keys(
            "received_at > now() - interval '8 days' and (closed_at is null or received_at > "
            f"now() - interval '1 day') and ({condition})"
        )
        assert keys == held
        assert keys
