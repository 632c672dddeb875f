"""The address holds the picture: a reload and a colleague see the same."""

import pytest
from live_city import LiveCity, moment
from live_page import LivePage, Open

PICTURE = "/?at=45.04,-93.08,14&categories=violence,alarm&on_view=false&window=4h&layers=base,calls"
STATE = "[...root.querySelectorAll('.toggle input')].map((box) => box.checked)"


def picture(seen: LivePage) -> object:
    """Return what a person sees of it."""
    seen.until("root.querySelector('.selected, .queue .is-selected') !== null")
    return (
        [round(part, 3) for part in seen.view()],
        sorted(seen.get("model.calls().map((call) => call.key)")),
        seen.get(STATE),
        seen.find(".chips").inner_text(),
        seen.page.locator(".st-key-live_details .rtcc-details").inner_text().split("Received")[0],
        seen.find(".banner").inner_text().split(",")[0],
    )


def test_reload_colleague_and_coming_back_show_the_same(live: Open, live_city: LiveCity) -> None:
    at = moment().timestamp() - 3 * 3600
    key = live_city.call("to share", received_at=moment().replace(microsecond=0))
    then = f"{moment().fromtimestamp(at, moment().tzinfo):%Y-%m-%dT%H:%M:%SZ}"
    with live(f"{PICTURE}&t={then}&sel=call:{key}") as seen:
        first = picture(seen)
        seen.page.reload()
        assert picture(seen.ready()) == first
        url = seen.page.url
        with live(url.removeprefix(live_city.url)) as colleague:
            assert picture(colleague) == first
        seen.page.get_by_role("link", name="Shift review").click()
        seen.page.wait_for_selector("iframe")
        seen.page.get_by_role("link", name="Live map").click()
        assert picture(seen.ready()) == first


def test_what_a_person_changes_is_in_the_address(live: Open) -> None:
    with live("/?theirs=1") as seen:
        seen.button("Only Alarm").click(force=True)
        seen.find(".filters .on-view").click()
        seen.find(".toggle", has_text="Units").locator("label").click()
        seen.button("Zoom in").click()
        seen.page.wait_for_url(lambda url: all(part in url for part in (
            "theirs=1", "categories=alarm", "on_view=false", "at=", "layers=")))  # fmt: skip
        assert "units" not in seen.page.url.split("layers=")[1]
        seen.button("Remove filter: Alarm").click()
        seen.page.wait_for_url(lambda url: "categories" not in url)


def test_an_address_that_makes_no_sense_shows_the_usual(live: Open, live_city: LiveCity) -> None:
    with live("/?at=x,1,2&t=yesterday&sel=call:1&window=-1h&layers=none&to=9&hours=0") as seen:
        seen.equals(live_city)
        assert seen.find(".banner").is_hidden()
        assert seen.complaints == []


def test_a_map_that_begins_unseen_shows_what_its_address_says(live: Open) -> None:
    script = """addEventListener("DOMContentLoaded", () => document.head.insertAdjacentHTML(
      "beforeend", "<style id=hide>.st-key-live_map { display: none; }</style>"))"""
    with live("/?at=45.04,-93.08,14", script=script, ready=False) as seen:
        seen.root.wait_for(state="attached")
        begun = "document.querySelector('.stApp') && root.geoRtcc?.map._loaded"
        seen.page.wait_for_function(f"(root) => {begun}", arg=seen.root.element_handle())
        seen.page.evaluate("document.getElementById('hide').remove()")
        seen.until("map.getSize().x > 0")
        assert seen.view() == pytest.approx([45.04, -93.08, 14], abs=1e-3)
