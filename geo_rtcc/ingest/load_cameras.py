"""Load a file of plate cameras: where reads without coordinates are put."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from geo_rtcc.feeds.cameras import read_cameras
from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.ingest.load import file_digest
from geo_rtcc.store import Database, cameras, feeds, load_runs, quarantine


@dataclass(frozen=True, kw_only=True)
class CameraSummary:
    """What a load did, in rows.

    Parameters
    ----------
    changed, unchanged, rejected
        Every row is one of these; new cameras are ``changed``, and a row whose camera the file
        gives again further down is ``unchanged``.
    """

    file: str
    source: str
    rows: int
    changed: int
    unchanged: int
    rejected: int
    without_point: int


def load_cameras(
    database: Database,
    path: Path,
    *,
    source: str,
    zone: str,
    now: datetime,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> CameraSummary:
    """Add a source's cameras or bring them up to date, all in one transaction.

    Cameras that the file doesn't name stay as they are. ``zone`` is kept with a source that is new.

    Raises InputError where the file can't be read.
    """
    parsed = read_cameras(path, delimiter=delimiter, encoding=encoding)
    digest = file_digest(path)
    with database.transaction() as connection:
        source_id, _ = feeds.ensure_source(connection, source, zone)
        load_id = load_runs.begin(
            connection,
            what="cameras",
            source_id=source_id,
            file_name=path.name,
            file_sha256=digest,
            now=now,
        )
        changed = cameras.save(connection, source_id, parsed.cameras, now=now)
        quarantine.add(
            connection,
            parsed.rejected,
            source_id=source_id,
            load_id=load_id,
            kind=RecordKind.CAMERA,
            now=now,
        )
        summary = CameraSummary(
            file=path.name,
            source=source,
            rows=len(parsed.cameras) + len(parsed.rejected),
            changed=changed,
            unchanged=len(parsed.cameras) - changed,
            rejected=len(parsed.rejected),
            without_point=sum(one.lon is None for one in parsed.cameras),
        )
        load_runs.end(connection, load_id, summary=json.dumps(asdict(summary)), now=now)
        cameras.tell(connection, changed, now=now)
    return summary
