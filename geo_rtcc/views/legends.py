"""Legends that double as counters, as HTML for the pages. Every text from data is escaped."""

from collections.abc import Mapping
from html import escape

from geo_rtcc.models import Category
from geo_rtcc.views.palette import (
    BIN_STARTS,
    CATEGORY_STYLES,
    LOW_COUNT,
    Theme,
    bin_colours,
    bin_labels,
    priority_radius_px,
)
from geo_rtcc.views.shapes import marker, swatch


def category_counters(counts: Mapping[Category, int], theme: Theme) -> str:
    """Return marker, name, count and bar of every category; the key to the map's markers."""
    most = max(counts.values(), default=0) or 1
    rows = "".join(
        f'<li data-category="{category}"><span class="rtcc-mark">{marker(category, theme)}</span>'
        f'<span class="rtcc-name">{style.label}</span><span class="rtcc-n">{counts[category]:,}'
        f'</span><span class="rtcc-bar"><i style="width:{100 * counts[category] / most:.1f}%;'
        f'background:{style.fill(theme)}"></i></span></li>'
        for category, style in CATEGORY_STYLES.items()
    )
    total = (
        '<li class="rtcc-total"><span class="rtcc-name">All</span>'
        f'<span class="rtcc-n">{sum(counts.values()):,}</span></li>'
    )
    return f'<ul class="rtcc-counters" aria-label="Calls by category">{rows}{total}</ul>'


def size_legend(theme: Theme) -> str:
    """Return the key to marker sizes."""
    marks = "".join(
        f"<span>{marker(Category.OTHER, theme, priority_radius_px(priority))}{word}</span>"
        for priority, word in ((1, "1"), (2, "2"), (3, "3"), (4, "4 or lower"))
    )
    return f'<div class="rtcc-key"><b>Priority</b>{marks}</div>'


def bin_legend(resolution: int, theme: Theme) -> str:
    """Return the key to the cells' colours, with the hatching of low counts explained."""
    labels, colours = bin_labels(resolution), bin_colours(theme)
    steps = "".join(
        f"<span>{swatch(colour, hatched=start < LOW_COUNT, theme=theme)}{escape(label)}</span>"
        for start, label, colour in zip(BIN_STARTS[resolution], labels, colours, strict=True)
    )
    note = f"hatched: fewer than {LOW_COUNT}, says little about the place"
    return f'<div class="rtcc-key"><b>Calls in a cell</b>{steps}<em>{note}</em></div>'


def figures(items: list[tuple[str, str, str]]) -> str:
    """Return a row of key figures: label, value, and a note on what it rests on."""
    cards = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd><p>{escape(note)}</p></div>"
        for label, value, note in items
    )
    return f'<dl class="rtcc-figures">{cards}</dl>'


def notes(sentences: list[str]) -> str:
    """Return sentences that belong under a picture."""
    return '<ul class="rtcc-notes">' + "".join(f"<li>{escape(s)}</li>" for s in sentences) + "</ul>"
