"""Plate cameras: those that agencies list, and those that reads have named."""

from collections.abc import Sequence
from datetime import datetime

from geo_rtcc.models import Camera
from geo_rtcc.store import outbox, units
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

TOPIC = "cameras.changed"

CameraKey = tuple[int, str]  # source id, external id


def save(
    connection: Connection, source_id: int, cameras: Sequence[Camera], *, now: datetime
) -> int:
    """Add a source's cameras or bring them up to date; return how many changed."""
    if not cameras:
        return 0
    unit_ids = units.ensure(
        connection, {(source_id, one.unit): (None, None) for one in cameras if one.unit}
    )
    last = {one.external_id: one for one in cameras}.values()
    parameters = {
        "source_id": source_id,
        "external_ids": [one.external_id for one in last],
        "names": [one.name for one in last],
        "are_mobile": [one.is_mobile for one in last],
        "lons": [one.lon for one in last],
        "lats": [one.lat for one in last],
        "headings": [one.heading_deg for one in last],
        "unit_ids": [unit_ids.get((source_id, one.unit or "")) for one in last],
        "now": now,
    }
    return connection.execute(query("cameras_save"), parameters).rowcount


def tell(connection: Connection, changed: int, *, now: datetime) -> None:
    """Tell readers that cameras have changed, if any have; the last thing a transaction does."""
    if changed:
        outbox.append(connection, topic=TOPIC, at=now, n=changed)


def ensure(
    connection: Connection, names: dict[CameraKey, str | None], *, now: datetime
) -> dict[CameraKey, int]:
    """Return the ids of cameras, given with the names that reads say; create those that are new."""
    parameters = {
        "source_ids": [source for source, _ in names],
        "external_ids": [external for _, external in names],
        "names": list(names.values()),
        "now": now,
    }
    found = rows(connection, "cameras_ensure", **parameters)
    if len(found) < len(names):
        # others were just created by another transaction, whose end was waited for
        found = rows(connection, "cameras_ensure", **parameters)
    return {(row["source_id"], row["external_id"]): row["camera_id"] for row in found}
