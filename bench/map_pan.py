"""Frames a second while the map is dragged about and updates come in."""

from bench.figures import Figure, note
from bench.map_browser import Visit, longest, rate
from bench.map_draw import MARKERS
from bench.map_peers import ZOOM
from bench.map_stage import ROOT_SELECTOR, Stage

DRAG_S, RATE, RUNS = 4.0, 20, 3
MARKED = "one folium.Marker a call, no updates"
CIRCLES = "folium CircleMarkers on canvas, no updates, no cells, no base map"


def measure(stage: Stage) -> list[Figure]:
    """Drag ours with updates coming, then the peers without any."""
    runs = _ours(stage, 1 if stage.is_small else RUNS)
    times = sorted(runs, key=rate)[len(runs) // 2]
    sizes = (
        f"{stage.places}; a drag of {DRAG_S:g} s over the city at zoom {ZOOM}, {RATE} updates/s "
        f"meanwhile; median of {len(runs)}; longest frame {longest(times):.0f} ms"
    )
    theirs = {
        MARKED: _theirs(stage, "/peer/markers", MARKERS.format(n=stage.sizes.calls)),
        CIRCLES: _theirs(stage, "/peer/circles", "window.peer?.drawn"),
    }
    return [
        Figure(
            figure="map.pan_fps", value=round(rate(times), 1), unit="frames/s", peer=peer,
            peer_value=round(rate(found), 1), ratio=round(rate(times) / rate(found), 2),
            sizes=f"{sizes}, the peer's {longest(found):.0f} ms",
        )
        for peer, found in theirs.items()
    ]  # fmt: skip


def _ours(stage: Stage, runs: int) -> list[list[float]]:
    found = []
    with stage.live_map(zoom=ZOOM) as seen:
        for _ in range(runs):
            stage.updater.start(RATE, int(RATE * (DRAG_S + 2)))
            seen.page.wait_for_timeout(1000)
            found.append(_dragged(seen))
            stage.updater.done()
    note(f"ours: {[(round(rate(one), 1), round(longest(one))) for one in found]}")
    return found


def _dragged(seen: Visit) -> list[float]:
    """Drag; make sure that the map has moved and that what came was drawn."""
    place, drawn_id = (
        f"recorder.everywhere('{ROOT_SELECTOR}')[0].{what}"
        for what in ("querySelector('.leaflet-map-pane').style.transform", "dataset.drawnId")
    )
    before, drawn = seen.page.evaluate(place), seen.page.evaluate(drawn_id)
    times = seen.drag(DRAG_S)
    assert seen.page.evaluate(place) != before
    assert seen.page.evaluate(drawn_id) != drawn
    return times


def _theirs(stage: Stage, path: str, ready: str) -> list[float]:
    with stage.peer(path, ready) as (seen, _):
        times = seen.drag(DRAG_S)
    note(f"{path}: {rate(times):.1f}/s, longest {longest(times):.0f} ms")
    return times
