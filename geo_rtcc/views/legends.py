"""Legends and figures as HTML for the pages. Every text from data is escaped."""

from html import escape

from geo_rtcc.views.palette import (
    BIN_STARTS,
    LOW_COUNT,
    Theme,
    bin_colours,
    bin_labels,
)
from geo_rtcc.views.shapes import swatch


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
