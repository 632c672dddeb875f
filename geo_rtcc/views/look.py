"""How the browser draws, as one plain object: maps, legends and tables share it."""

from typing import Any

from geo_rtcc.situation.tiles import TileFacts
from geo_rtcc.views.palette import (
    BIN_STARTS,
    CATEGORY_STYLES,
    LEVEL_STYLES,
    LOW_COUNT,
    MAP_COLOURS,
    PRIORITY_RADII_PX,
    Theme,
    bin_colours,
)
from geo_rtcc.views.shapes import hatch_colour


def look(theme: Theme) -> dict[str, Any]:
    """Return colours, shapes, radii and bins for ``theme``; see ``Look`` in live/types.js."""
    return {
        "theme": theme,
        "colours": MAP_COLOURS[theme],
        "categories": [
            {
                "name": str(category),
                "label": style.label,
                "fill": style.fill(theme),
                "corners": style.corners,
            }
            for category, style in CATEGORY_STYLES.items()
        ],
        "radii": {str(priority): radius for priority, radius in PRIORITY_RADII_PX.items()},
        "bins": {
            "starts": {str(resolution): starts for resolution, starts in BIN_STARTS.items()},
            "colours": bin_colours(theme),
            "low": LOW_COUNT,
            "hatch": hatch_colour(theme),
        },
        "levels": {
            name: {"label": style.label, "colour": style.fill(theme), "corners": style.corners}
            for name, style in LEVEL_STYLES.items()
        },
    }


def tiles_part(tiles: TileFacts) -> dict[str, Any]:
    """Return what the browser must know to ask for tiles, as in docs/live-map.md."""
    return {
        "version": tiles.version,
        "on": tiles.on.isoformat(),
        "schema": tiles.schema,
        "maxZoom": tiles.max_zoom,
    }
