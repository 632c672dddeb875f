"""The base map as vector tiles: the agency's own features from PostGIS, or a PMTiles file.

Web Mercator (EPSG:3857), extent 4096. Layers and their properties: ``park {name}``,
``water {name}``, ``street {class, name}``, ``area {code, other_code}`` (outlines, each edge once),
``area_label {code, name}``. With a PMTiles file, its own layers and the last two.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from geo_rtcc.errors import InputError
from geo_rtcc.settings import Settings
from geo_rtcc.situation.map_file import map_file
from geo_rtcc.store.database import Database

Schema = Literal["agency", "protomaps"]
# Beyond it the browser magnifies: a unit of such a tile is .3 m or less.
MAX_ZOOM = 15


@dataclass(frozen=True, kw_only=True)
class TileFacts:
    """What a browser must know to ask for tiles.

    Parameters
    ----------
    version
        Names the content: another text once streets or boundaries are loaded anew.
    on
        The agency's own date now, which chooses the boundaries.
    schema
        Whose layers: ``"agency"`` or ``"protomaps"``.
    max_zoom
        The last zoom with tiles.
    """

    version: str
    on: date
    schema: Schema
    max_zoom: int


def tile_facts(database: Database, now: datetime, settings: Settings | None = None) -> TileFacts:
    """Return what tiles there are at ``now``; one short query. ``settings``: the environment's."""
    settings = settings or Settings.from_env()
    [row] = database.fetch("tile_facts")
    file = map_file(settings)
    schema, max_zoom = base_map_schema(settings)
    return TileFacts(
        version=f"{row['version']}-{file.stamp}" if file else str(row["version"]),
        on=now.astimezone(ZoneInfo(row["zone"]) if row["zone"] else UTC).date(),
        schema=schema,
        max_zoom=max_zoom,
    )


def base_map_schema(settings: Settings) -> tuple[Schema, int]:
    """Return whose layers the tiles have, and the last zoom with tiles.

    A file that can't be used counts as none.
    """
    file = map_file(settings)
    return ("protomaps", file.max_zoom) if file else ("agency", MAX_ZOOM)


def tile(
    database: Database, z: int, x: int, y: int, *, on: date, settings: Settings | None = None
) -> bytes:
    """Return one vector tile (MVT 2.1), not compressed; empty bytes where nothing is drawn.

    One query. Features reach 128 units, a 32nd of its width, beyond the tile's edges, so that wide
    lines don't end there; a label is only in the tile that holds its point.

    Raises InputError if there is no such tile, DatabaseError, or SettingsError if a PMTiles file
    turns out to be damaged.
    """
    settings = settings or Settings.from_env()
    file = map_file(settings)
    refuse_outside(z, x, y, file.max_zoom if file else MAX_ZOOM)
    base = file.tile(z, x, y) if file else b""
    [row] = database.fetch("tile", z=z, x=x, y=y, on=on, with_base=file is None)
    # A vector tile is a sequence of layers and nothing else: two of them in a row are one.
    return base + bytes(row["tile"])


def refuse_outside(z: int, x: int, y: int, max_zoom: int = MAX_ZOOM) -> None:
    """Raise InputError unless the world has such a tile at a zoom that is served."""
    if not 0 <= z <= max_zoom:
        raise InputError(f"Tiles end at zoom {max_zoom}; magnify those beyond it.")
    if not (0 <= x < 1 << z and 0 <= y < 1 << z):
        raise InputError(f"At zoom {z}, x and y go from 0 to {(1 << z) - 1}.")
