"""How soon after its commit a change has been painted, beside a full rebuild of a folium map."""

from typing import Any

import numpy as np

from bench.figures import Figure, note
from bench.map_draw import IN_FRAME
from bench.map_stage import ROOT_SELECTOR, Stage, Update

RATE, SETTLE_MS = 20, 3_000


def measure(stage: Stage) -> list[Figure]:
    """Commit at a steady rate in another process while the page is open."""
    seconds = 5 if stage.is_small else 60
    with stage.live_map() as seen:
        stage.updater.start(RATE, RATE * 3)
        stage.updater.done()
        seen.page.wait_for_timeout(SETTLE_MS)
        seen.start("Pixels", ROOT_SELECTOR)
        stage.updater.start(RATE, RATE * seconds)
        seen.page.wait_for_timeout(seconds * 1000)
        updates = stage.updater.done()
        seen.page.wait_for_timeout(SETTLE_MS)
        drawn = seen.stop("Pixels")
    since_commit, since_begin = delays(updates, drawn)
    p50, p95, most = np.percentile(since_commit, (50, 95, 100))
    pipeline = np.percentile([done - began for began, done, _ in updates], 50) * 1000
    note(f"p50 {p50:.0f}, p95 {p95:.0f}, most {most:.0f} ms")
    rebuild, rebuilds = _rebuild_ms(stage, 5 if stage.is_small else 60)
    sizes = (
        f"{stage.places}; {len(updates):,} updates at {RATE}/s, a commit each, half of them units' "
        f"fixes; p50 {p50:.0f}, most {most:.0f}; from being handed in p95 "
        f"{np.percentile(since_begin, 95):.0f} (the commit takes {pipeline:.0f}); the peer's "
        f"median of {rebuilds} rebuilds"
    )
    return [
        Figure(figure="map.commit_to_pixel_p95_ms", value=round(p95), unit="ms",
               peer="st_folium built anew each second, from the run's start to its last point",
               peer_value=round(rebuild), ratio=round(rebuild / p95, 2), sizes=sizes)
    ]  # fmt: skip


def delays(updates: list[Update], drawn: list[dict[str, Any]]) -> tuple[list[float], list[float]]:
    """Return the ms from each commit, and from when it was handed in, until it was painted.

    An update is painted with the first frame after which the map says that it has drawn everything
    up to an id at least as high. Raises AssertionError if one never was.
    """
    ids = np.array([int(one["id"].rpartition(".")[2]) for one in drawn])
    painted = np.array([one["painted"] for one in drawn])
    reached = np.maximum.accumulate(ids)
    assert (ids == reached).all(), "the map went back to an older state"
    at = np.searchsorted(reached, [number for _, _, number in updates])
    assert at.max() < len(drawn), "an update was never drawn"
    begun, committed = (np.array([one[part] for one in updates]) * 1000 for part in (0, 1))
    return (painted[at] - committed).tolist(), (painted[at] - begun).tolist()


def _rebuild_ms(stage: Stage, seconds: int) -> tuple[float, int]:
    """Return the peer's median ms a rebuild, and how many it managed."""
    with stage.peer("/?tick=1", IN_FRAME) as (seen, _):
        took = watch_ticks(seen, seconds)
    return float(np.median(list(took.values()))), len(took)


def watch_ticks(seen: Any, seconds: float) -> dict[int, float]:
    """Watch the peer's page for a while; return the ms that each of its rebuilds took."""
    found: dict[int, float] = {}
    ask = "recorder.everywhere('iframe').map(frame => frame.contentWindow.peer)"
    for _ in range(int(seconds * 10)):
        for one in filter(None, seen.page.evaluate(ask)):
            if one["drawn"]:
                found[one["tick"]] = one["drawn"] - one["began"]
        seen.page.wait_for_timeout(100)
    return found
