"""How soon everything is drawn, from the moment the page is asked for, and what came for it."""

from statistics import median

from bench.figures import Figure, note
from bench.map_browser import Visit, fresh
from bench.map_stage import Stage

SNAPSHOT = "/live/snapshot"
MARKERS = "document.querySelectorAll('.leaflet-marker-icon').length >= {n}"
IN_FRAME = "recorder.everywhere('iframe').some(frame => frame.contentWindow.peer?.drawn)"


def measure(stage: Stage) -> list[Figure]:
    """Open the page again and again with nothing cached, then its peers."""
    cold, calls, warm, taken = [], [], [], {}
    for _ in range(2 if stage.is_small else 5):
        with fresh(stage.browser) as context:
            with stage.live_map(context) as seen:
                cold.append(_mark(seen, "drawn"))
                calls.append(_mark(seen, "calls-drawn"))
                taken = seen.taken()
            with stage.live_map(context) as seen:
                warm.append(_mark(seen, "drawn"))
    note(f"cold {cold}, calls drawn {calls}, warm {warm}")
    theirs = {
        "one folium.Marker a call": _peer(
            stage, "/peer/markers", MARKERS.format(n=stage.sizes.calls)
        ),
        "st_folium of CircleMarkers on canvas": _peer(stage, "/", IN_FRAME),
        "folium CircleMarkers on canvas, a static page": _peer(
            stage, "/peer/circles", "window.peer?.drawn"
        ),
    }
    return [*_draws(stage, cold, calls, warm, theirs), _payload(stage, taken)]


def _mark(seen: Visit, name: str) -> float:
    return float(seen.page.evaluate(f"recorder.marks['geo-rtcc:{name}']")) / 1000


def _peer(stage: Stage, path: str, ready: str) -> float:
    with stage.peer(path, ready) as (_, seconds):
        note(f"{path}: {seconds:.2f} s")
        return seconds


def _draws(
    stage: Stage, cold: list[float], calls: list[float], warm: list[float], theirs: dict[str, float]
) -> list[Figure]:
    ours = median(cold)
    sizes = (
        f"{stage.places}; median of {len(cold)} with nothing cached, most {max(cold):.2f}; calls "
        f"drawn after {median(calls):.2f}; with a warm cache {median(warm):.2f}"
    )
    return [
        Figure(figure="map.first_draw_s", value=round(ours, 2), unit="s", peer=peer,
               peer_value=round(seconds, 2), ratio=round(seconds / ours, 2), sizes=sizes)
        for peer, seconds in theirs.items()
    ]  # fmt: skip


def _payload(stage: Stage, taken: dict[str, int]) -> Figure:
    ours = taken.pop(SNAPSHOT)
    tiles = sum(size for path, size in taken.items() if path.startswith("/tiles/"))
    own = sum(size for path, size in taken.items() if path.startswith("/assets/"))
    rest = sum(taken.values()) - tiles - own
    sizes = (
        f"{stage.places}; the body of {SNAPSHOT}; beside it, once, {tiles / 1000:.0f} kB of "
        f"tiles, {own / 1000:.0f} kB of the app's own scripts, styles and letters, "
        f"{rest / 1000:.0f} kB of Streamlit's own"
    )
    return Figure(figure="map.payload_kb", value=round(ours / 1000, 1), unit="kB", sizes=sizes)
