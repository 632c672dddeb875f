"""Selecting on the map and in the queue is one thing; the view moves only when it is asked to."""

import pytest
from live_city import LON, PLATE, LiveCity
from live_page import LivePage, Open

DETAILS = ".st-key-live_details .rtcc-details"
# Off the places of all other calls, inside the first view.
ALONE = {"lon": -93.098, "lat": 45.0655}


def known(seen: LivePage, kind: str, key: str) -> None:
    """Wait until a record is held and drawn."""
    seen.until("model.find(arg) !== null", {"kind": kind, "key": key})
    seen.until("root.dataset.drawnId === model.id")


def test_a_click_on_the_map_selects_in_the_queue_and_tells(live: Open, live_city: LiveCity) -> None:
    key = live_city.call("alone", address="99 LONELY RD", **ALONE)
    with live() as seen:
        known(seen, "call", key)
        view = seen.view()
        seen.select("call", key)
        card = seen.find(f'.queue [data-key="call {key}"]')
        card.and_(seen.find(".is-selected")).wait_for()
        assert "99 LONELY RD" in seen.page.inner_text(DETAILS)
        seen.page.wait_for_url(lambda url: f"sel=call:{key}" in url)
        assert seen.view() == view
        seen.page.mouse.click(*seen.spot("call", key))
        assert seen.get("layers.selection.selected.lat") == pytest.approx(ALONE["lat"])


def test_a_choice_in_the_queue_shows_on_the_map_without_moving_it(
    live: Open, live_city: LiveCity
) -> None:
    live_city.read()
    with live() as seen:
        view = seen.view()
        seen.find(".queue li.is-critical .front").first.click()
        details = seen.page.locator(DETAILS)
        details.get_by_text("not probable cause").wait_for()
        assert PLATE in details.inner_text()
        assert seen.get("layers.selection.selected.lon") == pytest.approx(LON)
        assert seen.view() == view
        seen.find(".queue li.is-selected").get_by_role("button", name="Go to").click()
        seen.until("map.getZoom() >= 16 && !map._animatingZoom")
        assert seen.view() != view
        assert 0 < seen.spot("hit", seen.get("model.hits().at(-1).key"))[0] < 1440


def test_clearing_the_selection_clears_it_everywhere(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        seen.find(".queue .front").first.click()
        seen.page.locator(DETAILS).wait_for()
        seen.press("Escape")
        seen.page.locator(DETAILS).wait_for(state="detached")
        assert seen.get("layers.selection.selected") is None
        assert seen.find(".is-selected").count() == 0
        seen.page.wait_for_url(lambda url: "sel=" not in url)


def test_a_unit_is_followed_until_the_map_is_dragged(live: Open, live_city: LiveCity) -> None:
    unit = live_city.fix("C3", lon=ALONE["lon"], lat=ALONE["lat"] - 0.004)
    with live(f"/?sel=unit:{unit}") as seen:
        known(seen, "unit", unit)
        seen.press("f")
        seen.button("Follow").or_(seen.find("button[aria-pressed=true]", ).filter(
            has_text="Following")).wait_for()  # fmt: skip
        seen.until("Math.abs(map.latLngToContainerPoint(model.find(arg)).x - 620) < 400",
                   {"kind": "unit", "key": unit})  # fmt: skip
        view = seen.view()
        live_city.fix("C3", lon=LON + 0.06)
        seen.until("map.getCenter().lng > arg + 0.02", view[1])
        seen.page.mouse.move(640, 300)
        seen.page.mouse.down()
        seen.page.mouse.move(700, 340, steps=4)
        seen.page.mouse.up()
        seen.find(".toasts").get_by_text("no longer following").wait_for()


def test_hovering_says_what_when_where_and_how_sure(live: Open, live_city: LiveCity) -> None:
    live_city.call("alone", **ALONE, call_type="ODD", call_type_name="<b>Odd</b> & more",
                   uncertainty_m=40.0)  # fmt: skip
    key = live_city.keys("external_id = 'alone'").pop()
    with live() as seen:
        known(seen, "call", key)
        seen.until("model.find(arg).radiusM === 40", {"kind": "call", "key": key})
        seen.page.mouse.move(*seen.spot("call", key))
        panel = seen.find(".rtcc-panel").filter(has_text="<b>Odd</b> & more")
        panel.wait_for()
        text = panel.inner_text()
    for word in ("Violence · priority 1 · received", "ago", "Beat", "40 m"):
        assert word in text
