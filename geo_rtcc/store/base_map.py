"""The base map in the database: what lies under the calls."""

from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

_COPY = "copy base_feature (layer, class, name, shape) from stdin"


@dataclass(frozen=True, kw_only=True)
class BaseFeature:
    """One drawn thing: ``layer`` is street, water or park; ``shape`` is EPSG:4326, lon/lat.

    ``road_class`` orders streets: arterial, collector, local; other layers say their kind.
    """

    layer: str
    road_class: str
    name: str | None
    shape: BaseGeometry


def replace_base_map(connection: Connection, features: Iterable[BaseFeature]) -> int:
    """Replace the whole base map and its tiles within the caller's transaction.

    Returns how many features. Readers see the old map until that transaction commits; another one
    that replaces it waits.
    """
    listed = list(features)
    shapes = shapely.set_srid(shapely.force_2d([feature.shape for feature in listed]), 4326)
    rows(connection, "base_map_lock")
    connection.execute(query("base_map_clear"))
    with connection.cursor().copy(_COPY) as copy:
        for feature, shape in zip(
            listed, shapely.to_wkb(shapes, hex=True, include_srid=True), strict=True
        ):
            copy.write_row((feature.layer, feature.road_class, feature.name, shape))
    rows(connection, "base_tiles_prepare")
    return len(listed)
