"""Every colour, bin and marker shape, so that pages, maps and legends can't disagree.

Categories use the Okabe–Ito palette (Okabe & Ito 2008, "Color Universal Design") with a shape of
their own as second cue; quantities use cividis (Nuñez, Anderton & Renslow 2018) in fixed bins, so
that the same colour means the same count on every date.
"""

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

from geo_rtcc.models import Category

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

MAP_COLOURS: dict[Theme, dict[str, str]] = {
    "light": {
        "land": "#f3f2ee", "water": "#c3d8e6", "park": "#dfe8d4",
        "local": "#ffffff", "collector": "#ffffff", "arterial": "#ffffff", "casing": "#d6d2c8",
        "label": "#5f6974", "halo": "#f8f7f4", "waterLabel": "#3f6a86",
        "beat": "#33475b", "beatLabel": "#17293a", "outline": "#15202b",
        "ink": "#17212b", "muted": "#5b6875", "surface": "#ffffff", "border": "#d5dbe2",
    },
    "dark": {
        "land": "#12181f", "water": "#10293a", "park": "#16251f",
        "local": "#26313c", "collector": "#2f3c48", "arterial": "#425261", "casing": "#12181f",
        "label": "#8495a5", "halo": "#12181f", "waterLabel": "#5b8fb0",
        "beat": "#8ea4b8", "beatLabel": "#d5e0ea", "outline": "#05080b",
        "ink": "#e6ebf0", "muted": "#93a1af", "surface": "#18212b", "border": "#2c3947",
    },
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MarkStyle:
    """How one category or level is drawn: a word, a fill for each theme and a shape.

    ``corners`` are x, y pairs on the unit circle, y down; empty means a circle.
    """

    label: str
    light: str
    dark: str
    corners: tuple[tuple[float, float], ...]

    def fill(self, theme: Theme) -> str:
        """Return the fill for ``theme``."""
        return self.light if theme == "light" else self.dark


def polygon(sides: int, turn: float = 0.0, inner: float = 1.0) -> tuple[tuple[float, float], ...]:
    """Return corners on the unit circle from the top on, clockwise.

    Parameters
    ----------
    turn
        Rotation in whole turns.
    inner
        Below 1, a star: every second corner at this radius.
    """
    steps = sides if inner == 1.0 else 2 * sides
    radii = [1.0 if inner == 1.0 or step % 2 == 0 else inner for step in range(steps)]
    angles = [2 * pi * (step / steps + turn) for step in range(steps)]
    return tuple(
        (round(radius * sin(angle), 3), round(-radius * cos(angle), 3))
        for radius, angle in zip(radii, angles, strict=True)
    )


CATEGORY_STYLES: dict[Category, MarkStyle] = {
    Category.VIOLENCE: MarkStyle(
        label="Violence", light="#d55e00", dark="#e86a0a", corners=polygon(4)
    ),
    Category.WEAPONS: MarkStyle(
        label="Weapons", light="#cc79a7", dark="#cc79a7", corners=polygon(4, 1 / 8, 0.42)
    ),
    Category.PROPERTY: MarkStyle(
        label="Property", light="#e69f00", dark="#e69f00", corners=polygon(4, 1 / 8)
    ),
    Category.VEHICLE: MarkStyle(
        label="Vehicle", light="#f0e442", dark="#f0e442", corners=polygon(5)
    ),
    Category.DISORDER: MarkStyle(
        label="Disorder", light="#56b4e9", dark="#56b4e9", corners=polygon(3)
    ),
    Category.TRAFFIC: MarkStyle(
        label="Traffic", light="#0072b2", dark="#1a86c7", corners=polygon(3, 1 / 2)
    ),
    Category.WELFARE: MarkStyle(label="Welfare", light="#009e73", dark="#0aad80", corners=()),
    Category.ALARM: MarkStyle(
        label="Alarm", light="#1f2a35", dark="#f2f5f8", corners=polygon(5, 0.0, 0.45)
    ),
    Category.OTHER: MarkStyle(label="Other", light="#8b949e", dark="#8b949e", corners=polygon(6)),
}


LEVEL_STYLES: dict[str, MarkStyle] = {
    "critical": MarkStyle(
        label="Critical", light="#b3261e", dark="#ff7a6b", corners=polygon(8, 1 / 16)
    ),
    "warning": MarkStyle(label="Warning", light="#a35c00", dark="#ffb454", corners=polygon(3)),
    "notice": MarkStyle(label="Notice", light="#0a5ea8", dark="#6db8f2", corners=()),
}

# How a call got its place; a hatching is the second cue, in app.css.
FOUND_STYLES: dict[str, MarkStyle] = {
    "given": MarkStyle(label="Given by the source", light="#0072b2", dark="#1a86c7", corners=()),
    "found": MarkStyle(label="Found by address", light="#009e73", dark="#0aad80", corners=()),
    "beat": MarkStyle(label="Beat only", light="#e69f00", dark="#e69f00", corners=()),
    "none": MarkStyle(label="Without a place", light="#d55e00", dark="#e86a0a", corners=()),
}

# Marker radius in CSS pixels by priority (1 is the most urgent); 0 stands for "none given".
PRIORITY_RADII_PX: dict[int, float] = {1: 8.5, 2: 7.0, 3: 5.75, 4: 5.0, 0: 5.75}


# cividis at 0.05, 0.25, 0.45, 0.65, 0.82 and 1.0, dark to light.
CIVIDIS = ("#002e65", "#39486b", "#6a6d75", "#979178", "#c8b866", "#fee838")

# Lower ends of the bins, by H3 resolution. A cell of resolution 8 holds seven of resolution 9.
BIN_STARTS: dict[int, tuple[int, ...]] = {9: (1, 2, 3, 5, 9, 17), 8: (1, 3, 6, 12, 24, 48)}

_SRGB_KNEE = 0.04045

# Below this a count says little about the place; such cells are hatched and the legend says so.
LOW_COUNT = 3


def bin_colours(theme: Theme) -> tuple[str, ...]:
    """Return the colours of the bins, low to high; the highest stands out most from the land."""
    return CIVIDIS if theme == "dark" else CIVIDIS[::-1]


def bin_labels(resolution: int) -> tuple[str, ...]:
    """Return the words for the bins, such as 1, 2, 3–4, 17+."""
    starts = BIN_STARTS[resolution]
    ends = (*(start - 1 for start in starts[1:]), None)
    return tuple(
        f"{start}+" if end is None else str(start) if end == start else f"{start}–{end}"
        for start, end in zip(starts, ends, strict=True)
    )


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2.2 contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= _SRGB_KNEE else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
