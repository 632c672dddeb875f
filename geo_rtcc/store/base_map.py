"""The base map in the database: what lies under the calls."""

from collections.abc import Callable, Iterable
from datetime import datetime

import shapely

from geo_rtcc.models import BaseFeature
from geo_rtcc.store import outbox
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

_COPY = "copy base_feature (layer, class, name, shape) from stdin"


def replace_base_map(
    connection: Connection,
    features: Iterable[BaseFeature],
    *,
    now: datetime,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Replace the whole base map and its tiles within the caller's transaction, and say so.

    Returns how many features. Readers see the old map until that transaction commits, and are told
    then by ``base_map.changed`` in the outbox; another one that replaces it waits. Best the last
    thing in its transaction: from here to its end no other one can append to the outbox.
    """
    listed = list(features)
    shapes = shapely.set_srid(shapely.force_2d([feature.shape for feature in listed]), 4326)
    rows(connection, "base_map_lock")
    connection.execute(query("base_map_clear"))
    progress(f"storing {len(listed):,} features")
    with connection.cursor().copy(_COPY) as copy:
        for feature, shape in zip(
            listed, shapely.to_wkb(shapes, hex=True, include_srid=True), strict=True
        ):
            copy.write_row((feature.layer, feature.road_class, feature.name, shape))
    progress(f"cutting tiles of {len(listed):,} features")
    rows(connection, "base_tiles_prepare")
    outbox.append(connection, topic="base_map.changed", at=now)
    return len(listed)
