"""The plot of what a row costs as the store grows, as a small SVG."""

from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 300, 56, 40, 34
_STYLE = (
    "text{font:12px sans-serif;fill:#444}line{stroke:#ddd}polyline{fill:none;stroke-width:2}"
    ".clock{stroke:#1b6ca8;fill:#1b6ca8}.cpu{stroke:#c2571a;fill:#c2571a}"
    "@media(prefers-color-scheme:dark){text{fill:#bbb}line{stroke:#444}}"
)
Series = Sequence[tuple[float, float]]


def write(path: Path, clock: Series, cpu: Series) -> None:
    """Write the plot: pairs of million stored reads and µs a read."""
    most_x = max(x for x, _ in clock)
    most_y = max(y for _, y in [*clock, *cpu]) * 1.25

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x = LEFT + point[0] / most_x * (WIDTH - LEFT - 20)
        return round(x, 1), round(HEIGHT - BOTTOM - point[1] / most_y * (HEIGHT - BOTTOM - TOP), 1)

    parts = [_grid(at, most_x, most_y)]
    for name, series in (("clock", clock), ("cpu", cpu)):
        places = [at(point) for point in series]
        listed = " ".join(f"{x},{y}" for x, y in places)
        parts.append(f'<polyline class="{name}" style="fill:none" points="{listed}"/>')
        parts += [f'<circle class="{name}" cx="{x}" cy="{y}" r="3"/>' for x, y in places]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
    path.write_text(
        "\n".join([head, f"<style>{_STYLE}</style>", *parts, _legend(), "</svg>", ""]), "utf-8"
    )


def _grid(at, most_x: float, most_y: float) -> str:  # type: ignore[no-untyped-def]
    step = 5 if most_y < 40 else 10 if most_y < 100 else 50
    lines = []
    for y in range(0, int(most_y) + 1, step):
        height = at((0, y))[1]
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{height}" y2="{height}"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{height + 4}" text-anchor="end">{y}</text>')
    for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x = at((share * most_x, 0))[0]
        label = f"{share * most_x:g}"
        lines.append(f'<text x="{x}" y="{HEIGHT - 20}" text-anchor="middle">{label}</text>')
    lines.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 4}" text-anchor="middle">million reads stored</text>'
    )
    return "\n".join(lines)


def _legend() -> str:
    return (
        '<text x="56" y="16">µs a read:</text>'
        '<circle class="clock" cx="136" cy="12" r="4"/><text x="146" y="16">by the clock</text>'
        '<circle class="cpu" cx="246" cy="12" r="4"/>'
        '<text x="256" y="16">of processors, pipeline and database together</text>'
    )
