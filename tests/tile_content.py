"""What tests put into a base map, and how they look at its tiles."""

from datetime import UTC, date, datetime

from shapely.geometry import LineString, MultiPolygon, box
from vector_tiles import decode, place

from geo_rtcc.feeds.boundaries import BoundaryFile
from geo_rtcc.models import AreaKind, BaseFeature, Beat
from geo_rtcc.situation.tiles import tile
from geo_rtcc.store.areas import save_boundary_set
from geo_rtcc.store.base_map import replace_base_map
from geo_rtcc.store.database import Database

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = (-93.10, 45.00)  # lon, lat


def street(
    *points: tuple[float, float], name: str | None = "Main Street", road_class: str = "arterial"
) -> BaseFeature:
    return BaseFeature(layer="street", road_class=road_class, name=name, shape=LineString(points))


def tile_version(database: Database) -> str:
    """Return the text that changes when streets or boundaries of the agency are loaded anew."""
    return str(database.fetch("tile_facts")[0]["version"])


def load(database: Database, *features: BaseFeature) -> None:
    with database.transaction() as connection:
        replace_base_map(connection, features, now=NOW)


def beat(code: str, west: float, south: float, side: float = 0.02) -> Beat:
    outline = MultiPolygon([box(west, south, west + side, south + side)])
    return Beat(kind=AreaKind.BEAT, code=code, name=f"Beat {code}", outline=outline)


def save(database: Database, *beats: Beat, on: date = date(2020, 1, 1)) -> None:
    file = BoundaryFile(kind=AreaKind.BEAT, areas=beats, crs="WGS 84", feature_count=len(beats))
    save_file(database, file, on)


def save_file(database: Database, file: BoundaryFile, on: date) -> None:
    with database.transaction() as connection:
        save_boundary_set(
            connection, file, effective_on=on, file_name="x", file_sha256=bytes(32), now=NOW
        )


def layers_at(database: Database, lon: float, lat: float, z: int, on: date = TODAY) -> dict:
    x, y, _, _ = place(lon, lat, z)
    return decode(tile(database, z, x, y, on=on))
