"""From a phone to a wall: nothing overflows, nothing covers, everything can be pressed."""

import pytest
from live_page import LivePage, Open

SIZES = [(1440, 900), (1366, 768), (390, 844), (3840, 2160), (844, 390)]
PANELS = [".strip", ".layers.panel", ".queue.panel", ".scrubber", ".tabs", ".banner", ".corner"]
# Pairs of shown panels that share more than a hair's breadth.
COVERED = """arg.flatMap((one, i) => arg.slice(i + 1).map((two) => [one, two])).filter((pair) => {
  const [a, b] = pair.map((name) => root.querySelector(`.over > ${name}`));
  if (!a?.checkVisibility() || !b?.checkVisibility()) return false;
  const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
  return Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 &&
    Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1;
})"""
BEYOND = """[...root.querySelectorAll(".over *")].filter((each) => {
  if (!each.checkVisibility() || each.closest(".scroll, svg, .bar, .unseen, .feeds")) return false;
  const { left, right, width } = each.getBoundingClientRect();
  return width && (right > innerWidth + 1 || left < -1);
}).map((each) => each.className)"""
SMALL = """[...root.querySelectorAll("button, .bar[role], .tick, .search input")].filter((each) => {
  if (!each.checkVisibility() || each.closest(".map, table")) return false;
  const { width, height } = each.getBoundingClientRect();
  return width && Math.min(width, height) < 43.5;
}).map((each) => `${each.className} ${each.innerText}`)"""


def fits(seen: LivePage) -> None:
    """Assert that nothing leaves the window and no panel covers another."""
    assert seen.get(BEYOND) == []
    assert seen.get(COVERED, PANELS) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_panels_fit_and_leave_each_other_room(live: Open, width: int, height: int) -> None:
    with live("/?layers=base,calls,cells&categories=violence", width=width, height=height) as seen:
        fits(seen)
        for name in ("layers", "queue"):
            opener = seen.find(f".open-{name}")
            if opener.is_visible():
                opener.click()
                fits(seen)
        opened = seen.get("map.getSize()")
        assert (opened["x"], opened["y"] > height * 0.3) == (width, True)
        seen.get("root.getRootNode().activeElement?.blur()")
        seen.press("ArrowLeft")
        seen.until("root.querySelector('.banner').checkVisibility()")
        fits(seen)


def test_on_a_phone_everything_is_reached_by_thumb(live: Open) -> None:
    options = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
    with live(**options) as seen:
        for name in ("Map", "Queue", "Layers", "Table", "Map"):
            seen.find(".tabs").get_by_role("button", name=name).tap()
            seen.until("[...root.querySelectorAll('.tabs [aria-pressed=true] span')].some(({ "
                       "innerText }) => innerText === arg)", name)  # fmt: skip
            assert seen.get(SMALL) == []
            assert seen.get(BEYOND) == []


def test_on_a_phone_a_tap_tells_what_is_there(live: Open) -> None:
    with live(width=390, height=844, has_touch=True, is_mobile=True) as seen:
        key = seen.get("model.calls().findLast(({ lon }) => lon === lon).key")
        seen.page.touchscreen.tap(*seen.spot("call", key))
        chosen = seen.find(".selected.panel, .stack.panel").locator("visible=true").first
        chosen.wait_for()
        fits(seen)
        box = chosen.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_on_a_wall_letters_and_marks_are_larger(live: Open) -> None:
    sizes = []
    for width, height in ((1440, 900), (3840, 2160)):
        with live(width=width, height=height) as seen:
            seen.find(".queue .title").first.wait_for()
            letters = seen.get("parseFloat(getComputedStyle(root.querySelector('.queue .title'))"
                               ".fontSize)")  # fmt: skip
            sizes.append((letters, seen.get("root.querySelector('.strip').offsetHeight")))
    assert sizes[1][0] >= 1.4 * sizes[0][0]
    assert sizes[1][1] > sizes[0][1]
