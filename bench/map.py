"""The live map in a browser beside folium and st_folium; its tiles; fifty viewers of it."""

import signal
import sys
from collections.abc import Callable, Sequence

from bench import (
    map_draw,
    map_foreign,
    map_pan,
    map_pixels,
    map_tiles,
    map_updates,
    map_viewers,
)
from bench.figures import Figure, arguments, note, show
from bench.map_stage import stage


def main() -> None:
    """Measure what the arguments ask for: figures whose names start with ``--only``."""
    wanted = arguments(__doc__ or "")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that servers are stopped too
    small = wanted.size == "small"

    def is_wanted(names: Sequence[str]) -> bool:
        return any(f"map.{name}".startswith(wanted.only) for name in names)

    figures: list[Figure] = []
    if in_browser := {names: part for names, part in IN_BROWSER.items() if is_wanted(names)}:
        with stage(small=small) as built:
            for names, part in in_browser.items():
                note(f"map.{names[0]}")
                figures += part(built)
    for names, alone in ALONE.items():
        if is_wanted(names):
            note(f"map.{names[0]}")
            figures += alone(small=small)
    show(figures, as_json=wanted.json, small=small)


IN_BROWSER = {
    ("first_draw_s", "payload_kb"): map_draw.measure,
    ("pan_fps",): map_pan.measure,
    ("commit_to_pixel_p95_ms",): map_pixels.measure,
    ("blank_frames", "heap_growth"): map_updates.measure,
    ("foreign_requests",): map_foreign.measure,
}
ALONE: dict[tuple[str, ...], Callable[..., list[Figure]]] = {
    ("tile_p95_ms",): map_tiles.measure,
    ("viewers50_p99_ms",): map_viewers.measure,
}

if __name__ == "__main__":
    main()
