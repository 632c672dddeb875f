"""The geofile in the database: sets that loads replace, what people teach, and its version."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from geo_rtcc.models.geofile import Geofile, GeofileKind, Taught, location_key
from geo_rtcc.store import outbox
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.geofile_frames import copied_in, copied_out
from geo_rtcc.store.queries import query

if TYPE_CHECKING:
    # Reading files brings pandas along, a quarter of a second that teaching can do without.
    from geo_rtcc.feeds.geofile import GeofileFile

CHANGED = "geofile.changed"


@dataclass(frozen=True, kw_only=True)
class GeofileSet:
    """What one load brought; loading the same kind and name again replaces it."""

    kind: GeofileKind
    name: str
    preset: str
    file_name: str
    loaded_at: datetime
    n: int


def replace_set(
    connection: Connection, file: "GeofileFile", *, name: str, file_sha256: bytes, now: datetime
) -> int:
    """Put the file's rows in place of the set of its kind and of that name; return the set's id.

    Readers see the old set until the caller's transaction commits, and are told then by
    ``geofile.changed`` in the outbox; whoever holds the geofile is waited for. Best the last thing
    in its transaction.
    """
    rows(connection, "geofile_lock")
    connection.execute(query("geofile_set_remove"), {"kind": file.kind, "name": name})
    origin = {"preset": file.preset, "file_name": file.file, "file_sha256": file_sha256}
    [found] = rows(
        connection, "geofile_set_add",
        kind=file.kind, name=name, now=now, n=len(file.frame), **origin,
    )  # fmt: skip
    set_id = int(found["set_id"])
    copied_in(connection, file.kind, file.frame, set_id)
    connection.execute(query("geofile_bump"))
    outbox.append(connection, topic=CHANGED, at=now, record_id=set_id, n=len(file.frame))
    return set_id


def remove_set(connection: Connection, *, kind: GeofileKind, name: str, now: datetime) -> bool:
    """Remove a set with all of its rows, and tell so; return whether there was one."""
    rows(connection, "geofile_lock")
    removed = connection.execute(query("geofile_set_remove"), {"kind": kind, "name": name})
    if removed.rowcount:
        bump(connection)
        outbox.append(connection, topic=CHANGED, at=now, n=0)
    return bool(removed.rowcount)


def geofile(connection: Connection) -> Geofile:
    """Return all sets together, and what was taught.

    Ask in a transaction that sees one instant, or that holds the geofile: several statements read.
    """
    return Geofile(
        **{kind.value: copied_out(connection, kind) for kind in GeofileKind},
        taught={
            row["key"]: Taught(**{key: value for key, value in row.items() if key != "key"})
            for row in rows(connection, "locations_taught")
        },
    )


def sets(connection: Connection) -> list[GeofileSet]:
    """Return the loaded sets, by kind and name."""
    return [
        GeofileSet(**{**row, "kind": GeofileKind(row["kind"])})
        for row in rows(connection, "geofile_sets")
    ]


def teach_place(
    connection: Connection,
    *,
    key: str,
    lon: float,
    lat: float,
    uncertainty_m: float,
    reference: str,
    by: str,
    now: datetime,
) -> None:
    """Keep where a location string lies: degrees, EPSG:4326; metres. The last word counts."""
    point = {"lon": lon, "lat": lat, "uncertainty_m": uncertainty_m}
    _teach(connection, key, by=by, now=now, reference=reference, **point)


def dismiss(connection: Connection, *, key: str, by: str, now: datetime) -> None:
    """Keep that a string is no location, so that nobody is asked for it again."""
    nowhere = dict.fromkeys(("lon", "lat", "uncertainty_m"))
    _teach(connection, key, by=by, now=now, reference="", **nowhere)


def forget(connection: Connection, *, key: str) -> None:
    """Forget what was taught of a location string, if anything was."""
    rows(connection, "geofile_lock_soon")
    done = connection.execute(query("location_forget"), {"key": location_key(key)})
    if done.rowcount:
        bump(connection)


def teach_street(connection: Connection, *, alias: str, name: str, by: str, now: datetime) -> None:
    """Keep another name of a street; the last word about an alias counts."""
    rows(connection, "geofile_lock_soon")
    said = {"alias": location_key(alias), "name": name.strip(), "by": by, "now": now}
    connection.execute(query("street_teach"), said)
    bump(connection)


def wait_briefly(connection: Connection) -> None:
    """Give up this transaction's next locks after three seconds; see ``geofile_lock_soon``."""
    rows(connection, "lock_briefly")


def bump(connection: Connection) -> None:
    """Say that the geofile has changed, to all that keep it in memory."""
    connection.execute(query("geofile_bump"))


def _teach(
    connection: Connection,
    key: str,
    *,
    by: str,
    now: datetime,
    reference: str,
    **point: float | None,
) -> None:
    rows(connection, "geofile_lock_soon")
    said = {"key": location_key(key), "by": by, "now": now, "reference": reference, **point}
    connection.execute(query("location_teach"), said)
    bump(connection)
