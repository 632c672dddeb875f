"""What is committed appears by itself: nothing is loaded, mounted or drawn anew for it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from live_city import LAT, LON, PLATE, LiveCity, moment
from live_page import Open

# Each frame: whether the calls' canvas has anything on it, and how opaque all around it is.
WATCH = """(() => {
  const seen = root.seen = { blank: 0, frames: 0, low: 1, map };
  const small = new OffscreenCanvas(48, 48).getContext("2d", { willReadFrequently: true });
  const look = () => {
    small.clearRect(0, 0, 48, 48);
    small.drawImage(layers.calls.canvas, 0, 0, 48, 48);
    if (!small.getImageData(0, 0, 48, 48).data.some(Boolean)) seen.blank++;
    for (let each = root; each; each = each.parentElement ?? each.getRootNode().host)
      seen.low = Math.min(seen.low, Number(getComputedStyle(each).opacity));
    seen.frames++;
    seen.asked = requestAnimationFrame(look);
  };
  look();
})()"""


def test_a_call_appears_and_changes_with_its_steps(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        name, now = uuid4().hex, moment()
        key = live_city.call(name, received_at=now - timedelta(seconds=20), address="7 ELM ST")
        seen.until("model.find({ kind: 'call', key: arg })?.step === 0", key)
        live_city.call(name, dispatched_at=now, units=("A11",))
        seen.until("model.find({ kind: 'call', key: arg })?.units[0] === 'A11'", key)
        card = seen.find(f'.queue [data-key="call {key}"]')
        assert "7 ELM ST" in card.inner_text()
        live_city.call(name, closed_at=now)
        seen.until("model.find({ kind: 'call', key: arg })?.step === 3", key)
        card.wait_for(state="detached")
        seen.equals(live_city)


def test_a_new_hit_is_in_the_queue_and_announced(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        before = seen.find(".queue .cards > li.is-critical").count()
        live_city.read()
        seen.page.wait_for_function(
            "([root, n]) => root.querySelectorAll('.queue li.is-critical').length > n",
            arg=[seen.root.element_handle(), before],
        )
        said = seen.find("[aria-live=assertive]")
        seen.until(f"root.querySelector('[aria-live=assertive]').textContent.includes('{PLATE}')")
        assert "unverified hit" in said.inner_text()
        assert "Unverified" in seen.find(".queue li.is-critical").last.inner_text()


def test_a_unit_moves_and_says_its_status(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        unit = live_city.fix("B7", status="available")
        seen.until("model.find({ kind: 'unit', key: arg })?.status === 'available'", unit)
        at = datetime.now(UTC) + timedelta(seconds=1)
        live_city.fix("B7", fix_at=at, lon=LON + 0.01, status="busy")
        seen.until("Math.abs(model.find({ kind: 'unit', key: arg.unit }).lon - arg.lon) < 1e-6",
                   {"unit": unit, "lon": LON + 0.01})  # fmt: skip
        assert seen.get("model.find({ kind: 'unit', key: arg }).status", unit) == "busy"


def test_no_frame_is_blank_or_dimmed_while_200_updates_come(
    live: Open, live_city: LiveCity
) -> None:
    with live() as seen:
        seen.get(WATCH)
        for n in range(0, 200, 4):
            live_city.calls({
                f"busy {each % 40}": {"disposition": str(each), "lat": LAT + each / 1e4}
                for each in range(n, n + 4)
            })  # fmt: skip
            if n == 100:
                seen.get("root.querySelector('.queue .front').click()")
        seen.page.locator(".st-key-live_details .rtcc-details").wait_for()
        seen.equals(live_city)
        found = seen.get("(({ blank, frames, low }) => ({ blank, frames, low }))(root.seen)")
        assert (found["blank"], found["low"]) == (0, 1)
        assert found["frames"] > 20
        assert seen.get("root.seen.map === map && map.getContainer().isConnected")
        assert seen.complaints == []
