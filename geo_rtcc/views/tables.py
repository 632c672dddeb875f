"""Read models as tables that people sort, read out and download."""

import polars as pl

from geo_rtcc.models import AreaKind, Category
from geo_rtcc.situation.review import AreaCount, ShiftReview
from geo_rtcc.views import words
from geo_rtcc.views.palette import CATEGORY_STYLES


def area_table(
    review: ShiftReview, kind: AreaKind, names: dict[str, str], *, is_complete: bool
) -> pl.DataFrame:
    """Return one row an area; sorting and adding up need no total among them.

    ``Mean`` and ``Change`` describe; they say nothing about chance. ``Change`` is empty where the
    data doesn't cover the time to its end.
    """
    word, areas = words.AREA_WORDS[kind], review.areas
    named = any(names.get(area.code or "", area.code) != area.code for area in areas)
    nowhere = f"In no {word.lower()}"
    table = pl.DataFrame(
        {
            word: [area.code or ("–" if named else nowhere) for area in areas],
            "Name": [names.get(area.code, "") if area.code else nowhere for area in areas],
            "Calls": [area.n for area in areas],
            "Mean": [area.previous_mean for area in areas],
            "Change": [_change(area) if is_complete else None for area in areas],
            "Response": [_minutes(area) for area in areas],
            "Ambiguous": [area.ambiguous for area in areas],
        },
        schema_overrides={"Mean": pl.Float64, "Change": pl.Float64, "Response": pl.Float64},
    )
    return table if named else table.drop("Name")


def categories_named(labels: list[str]) -> tuple[Category, ...]:
    """Return the categories with these labels."""
    return tuple(c for c, style in CATEGORY_STYLES.items() if style.label in labels)


def _change(area: AreaCount) -> float | None:
    return None if area.previous_mean is None else area.n - area.previous_mean


def _minutes(area: AreaCount) -> float | None:
    return None if area.median_response_s is None else area.median_response_s / 60
