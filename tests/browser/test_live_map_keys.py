"""The keyboard alone is enough; while somebody types, letters are letters."""

import pytest
from live_city import LiveCity
from live_page import LivePage, Open


def selected(seen: LivePage) -> int:
    """Return which card of the queue is selected, from 0; -1 for none."""
    return int(seen.get("[...root.querySelectorAll('.queue .cards > li')].findIndex((card) => "
                        "card.matches('.is-selected'))"))  # fmt: skip


def test_j_and_k_walk_through_the_queue(live: Open) -> None:
    with live() as seen:
        found = []
        for key in "jjjk":
            seen.press(key)
            seen.page.wait_for_timeout(60)
            found.append(selected(seen))
        assert found == [0, 1, 2, 1]


def test_what_is_acknowledged_is_kept_and_seen_by_everybody(
    live: Open, live_city: LiveCity
) -> None:
    key = live_city.call("to acknowledge", priority=2)
    here = f"/?sel=call:{key}"
    with live(here) as seen, live() as other:
        seen.press("a")
        for page in (seen, other):
            done = page.find(f'.queue [data-key="call {key}"].is-done')
            done.wait_for()
            assert "Acknowledged by console" in done.inner_text()
        seen.press("e")
        other.find(f'.queue [data-key="call {key}"].is-warning').wait_for()
    deeds = live_city.ask(
        "select action, by from queue_mark where record_id = (select call_id from "
        "call_for_service where external_id = 'to acknowledge') order by mark_id"
    )
    assert deeds == [("acknowledge", "console"), ("escalate", "console")]


@pytest.mark.parametrize(("key", "panel"), [("l", "layers"), ("t", "table"), ("?", "help")])
def test_a_key_opens_and_closes_its_panel(live: Open, key: str, panel: str) -> None:
    with live() as seen:
        element = seen.find(f".{panel}.panel").first
        was = element.is_visible()
        seen.press(key)
        element.wait_for(state="hidden" if was else "visible")
        seen.press(key)
        element.wait_for(state="visible" if was else "hidden")


def test_escape_closes_one_thing_at_a_time(live: Open) -> None:
    with live() as seen:
        for key in "jt?":
            seen.press(key)
        for panel in ("help", "table"):
            seen.find(f".{panel}.panel").wait_for()
            seen.press("Escape")
            seen.find(f".{panel}.panel").wait_for(state="hidden")
        assert selected(seen) == 0
        seen.press("Escape")
        seen.find(".is-selected").wait_for(state="detached")


def test_letters_are_letters_while_somebody_types(live: Open, live_city: LiveCity) -> None:
    live_city.call("jack", address="1 JACKAL ST")
    with live() as seen:
        seen.press("/")
        seen.page.keyboard.type("jackal t?", delay=15)
        assert seen.find(".search input").input_value() == "jackal t?"
        assert selected(seen) == -1
        assert seen.find(".table.panel").is_hidden()
        for _ in range(3):
            seen.press("Backspace")
        seen.find("[role=option]").filter(has_text="JACKAL").first.wait_for()
        seen.press("Enter")
        seen.page.locator(".st-key-live_details").get_by_text("1 JACKAL ST").wait_for()


def test_enter_takes_what_was_just_typed_and_the_list_stays_shut(
    live: Open, live_city: LiveCity
) -> None:
    live_city.call("lynx", address="7 LYNX ST")
    live_city.call("wolf", address="9 WOLF ST")
    details = ".st-key-live_details .rtcc-details"
    with live() as seen:
        seen.press("/")
        seen.page.keyboard.type("lynx")
        seen.find("[role=option]").filter(has_text="LYNX").first.wait_for()
        seen.press("Control+a")
        seen.page.keyboard.type("wolf")
        seen.press("Enter")
        seen.page.locator(details).get_by_text("9 WOLF ST").wait_for()
        seen.page.wait_for_timeout(300)
        assert seen.find(".results").is_hidden()
        seen.page.keyboard.type("x")
        seen.press("Escape")
        seen.page.wait_for_timeout(300)
        assert seen.find(".results").is_hidden()


def test_space_plays_and_pauses(live: Open) -> None:
    with live() as seen:
        seen.press("Space")
        seen.button("Pause").wait_for()
        assert seen.find(".banner").is_visible()
        seen.press("Space")
        seen.button("Play").wait_for()
