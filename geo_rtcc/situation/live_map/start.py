"""What the map needs to begin to draw, before the first snapshot is there."""

from dataclasses import dataclass
from datetime import datetime

from geo_rtcc.situation.live_map.surroundings import area_map
from geo_rtcc.situation.tiles import TileFacts, tile_facts
from geo_rtcc.store.database import Database


@dataclass(frozen=True, kw_only=True)
class Start:
    """West, south, east, north of the agency's areas (degrees, EPSG:4326; None without any)."""

    bounds: tuple[float, float, float, float] | None
    tiles: TileFacts


def start(database: Database, now: datetime) -> Start:
    """Say where the map begins and what its base map is drawn from."""
    tiles = tile_facts(database, now)
    with database.transaction() as connection:
        bounds = area_map(connection, tiles.on).bounds()
    return Start(bounds=bounds, tiles=tiles)
