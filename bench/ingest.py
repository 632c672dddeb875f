"""The ingest service beside a bare COPY and one commit a record; its memory, growth and kills."""

from collections.abc import Callable

from bench import ingest_bulk, ingest_growth, ingest_kills, ingest_plot, ingest_single
from bench.figures import Figure, arguments, note, show
from bench.ingest_service import ROOT

PLOT = ROOT / "docs/img/ingest-cost-growth.svg"


def main() -> None:
    """Measure what the arguments ask for: figures whose names start with ``--only``."""
    wanted = arguments(__doc__ or "")
    small = wanted.size == "small"
    figures: list[Figure] = []
    for names, part in PARTS.items():
        if any(f"ingest.{name}".startswith(wanted.only) for name in names):
            note(f"ingest.{names[0]}")
            figures += part(small=small)
    show(figures, as_json=wanted.json, small=small)


def _growth(*, small: bool) -> list[Figure]:
    figures, points = ingest_growth.measure(small=small)
    if not small:
        clock = [(point.stored / 1e6, point.wall_us) for point in points]
        ingest_plot.write(PLOT, clock, [(point.stored / 1e6, point.cpu_us) for point in points])
        note(f"plot: {PLOT}")
    return figures


PARTS: dict[tuple[str, ...], Callable[..., list[Figure]]] = {
    ("bulk_reads_per_s", "bulk_vs_copy"): ingest_bulk.measure,
    ("single_posts_per_s", "single_ack_p99_ms", "single_vs_commit_each"): ingest_single.measure,
    ("lost", "doubled"): ingest_kills.measure,
    ("memory_growth_mib",): ingest_bulk.memory,
    ("cost_growth",): _growth,
}

if __name__ == "__main__":
    main()
