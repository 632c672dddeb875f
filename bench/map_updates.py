"""Whether thousands of updates ever leave a frame blank or dimmed, and what memory they leave."""

from dataclasses import dataclass

from bench.figures import Figure, note
from bench.map_browser import Visit
from bench.map_draw import IN_FRAME
from bench.map_pixels import watch_ticks
from bench.map_stage import ROOT_SELECTOR, Stage

RATE, SETTLE_MS = 100, 3_000


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Frames, those of them that were not as they should be, and the heap before and after."""

    frames: int
    blank: int
    dimmed: int
    layers: int
    before: float
    after: float

    @property
    def growth(self) -> float:
        """Share of the heap before."""
        return self.after / self.before - 1

    def words(self) -> str:
        """Say how much memory was held."""
        return f"{self.before / 1e6:.1f} → {self.after / 1e6:.1f} MB"


def measure(stage: Stage) -> list[Figure]:
    """Watch every frame of ours while updates come, then of the peer while it rebuilds."""
    warm_up, count = (200, 1_000) if stage.is_small else (1_000, 10_000)
    ours = _ours(stage, warm_up, count)
    theirs, rebuilds = _theirs(stage, 5 if stage.is_small else 60)
    peer = "st_folium built anew each second"
    sizes = (
        f"{stage.places}; {count:,} updates in as many commits at up to {RATE}/s, {ours.frames:,} "
        f"frames of {ours.layers} canvases"
    )
    return [
        Figure(figure="map.blank_frames", value=ours.blank + ours.dimmed, unit="frames", peer=peer,
               peer_value=theirs.blank + theirs.dimmed,
               sizes=f"{sizes}; blank {ours.blank}, dimmed {ours.dimmed}; the peer's of "
                     f"{theirs.frames:,} in {rebuilds} rebuilds: blank {theirs.blank}, dimmed "
                     f"{theirs.dimmed}"),
        Figure(figure="map.heap_growth", value=round(ours.growth, 4), unit="share", peer=peer,
               peer_value=round(theirs.growth, 4),
               sizes=f"{sizes}; {ours.words()} after garbage is gone, {warm_up:,} updates before "
                     f"the first; the peer's {theirs.words()} over {rebuilds} rebuilds"),
    ]  # fmt: skip


def _ours(stage: Stage, warm_up: int, count: int) -> Watched:
    with stage.live_map() as seen:
        _run(stage, seen, warm_up)
        before = seen.heap()
        seen.start("Frames", ROOT_SELECTOR)
        _run(stage, seen, count)
        found = seen.stop("Frames")
        return _watched("ours", found, before, seen)


def _run(stage: Stage, seen: Visit, count: int) -> None:
    """Commit updates; wait until the last one is drawn."""
    stage.updater.start(RATE, count)
    seen.page.wait_for_timeout(count / RATE * 1000)
    last = stage.updater.done()[-1][2]
    drawn = f"recorder.everywhere('{ROOT_SELECTOR}')[0].dataset.drawnId.split('.').pop() >= {last}"
    seen.page.wait_for_function(drawn)
    seen.page.wait_for_timeout(SETTLE_MS)


def _theirs(stage: Stage, seconds: int) -> tuple[Watched, int]:
    with stage.peer("/?tick=1", IN_FRAME) as (seen, _):
        watch_ticks(seen, 3 if stage.is_small else 20)
        before = seen.heap()
        seen.start("Frames", "iframe")
        rebuilds = watch_ticks(seen, seconds)
        return _watched("the peer", seen.stop("Frames"), before, seen), len(rebuilds)


def _watched(name: str, found: dict, before: float, seen: Visit) -> Watched:
    note(f"{name}: {found}")
    return Watched(
        frames=found["frames"], blank=found["blank"], dimmed=found["dimmed"],
        layers=len(found["layers"]), before=before, after=seen.heap(),
    )  # fmt: skip
