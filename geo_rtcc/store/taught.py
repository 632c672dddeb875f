"""What people have taught about places, as a list, and how to take back a street's other name."""

from dataclasses import dataclass, field
from datetime import datetime

from geo_rtcc.models.geofile import location_key
from geo_rtcc.store.database import Connection, Database, rows
from geo_rtcc.store.geofile import bump
from geo_rtcc.store.queries import query


@dataclass(frozen=True, kw_only=True)
class TaughtText:
    """A text that somebody has explained.

    Parameters
    ----------
    kind
        place: the text lies at a point (degrees, EPSG:4326), or is no location where that is None;
        street: it is another name of the street that ``means`` names.
    """

    kind: str
    text: str = field(repr=False)
    means: str = field(repr=False)
    lon: float | None
    lat: float | None
    by: str
    at: datetime


def taught(database: Database, *, n: int) -> list[TaughtText]:
    """Return what was taught last, newest first, at most ``n``."""
    return database.fetch_as(TaughtText, "taught_list", n=n)


def reference_version(database: Database) -> str:
    """Return what changes whenever the geofile does, but for what was taught of whole strings."""
    [row] = database.fetch("geofile_reference_version")
    return str(row["version"])


def street_names(database: Database) -> list[str]:
    """Return the whole names of all streets of the geofile, sorted."""
    return [row["name"] for row in database.fetch("geofile_street_names")]


def forget_street(connection: Connection, *, alias: str) -> None:
    """Forget another name of a street, if a person taught it."""
    rows(connection, "geofile_lock_soon")
    if connection.execute(query("street_forget"), {"alias": location_key(alias)}).rowcount:
        bump(connection)
