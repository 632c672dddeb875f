"""Load one set of the geofile: a file in place of what the set held before."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.geofile import GeofileFile, RejectedRow, read_geofile
from geo_rtcc.ingest.load import file_digest
from geo_rtcc.models.geofile import GeofileKind
from geo_rtcc.store import Database, load_runs
from geo_rtcc.store.geofile import replace_set

MAIN = "main"
_KEPT_REJECTIONS = 100
_LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class GeofileSource:
    """A file, what it holds, and what a person says of it; see ``read_geofile``."""

    path: Path
    kind: GeofileKind
    name: str = MAIN
    preset: str | None = None
    layer: str | None = None
    crs: str | None = None


@dataclass(frozen=True, kw_only=True)
class GeofileSummary:
    """What a load did.

    Parameters
    ----------
    rows, n
        Of the file; of the set now. Segments under several names are one.
    rejections
        The first hundred of those rejected.
    remarks
        What was chosen by itself and what could not be read, a sentence each.
    """

    kind: GeofileKind
    name: str
    preset: str
    file: str
    rows: int
    n: int
    left_out: Mapping[str, int]
    rejected: int
    rejections: tuple[RejectedRow, ...]
    remarks: tuple[str, ...]


def load_geofile(
    database: Database,
    source: GeofileSource,
    *,
    now: datetime,
    is_forced: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> GeofileSummary:
    """Replace a set of the geofile by a file, in one transaction; whoever uses it is told.

    Raises InputError naming file, and row or field, where it can't be used; nothing has changed
    then.
    """
    name = " ".join(source.name.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise InputError(f"A set's name has 1 to {_LONGEST_NAME} characters.")
    progress(f"reading {source.path.name}")
    file = read_geofile(
        source.path,
        source.kind,
        source.preset,
        layer=source.layer,
        crs=source.crs,
        is_forced=is_forced,
        now=now,
    )
    digest, summary = file_digest(source.path), _summary(file, name)
    progress(f"storing {len(file.frame):,} {file.kind}")
    with database.transaction() as connection:
        what = f"geofile_{file.kind}"
        load_id = load_runs.begin(
            connection, what=what, file_name=file.file, file_sha256=digest, now=now
        )
        load_runs.end(connection, load_id, summary=json.dumps(asdict(summary)), now=now)
        replace_set(connection, file, name=name, file_sha256=digest, now=now)
    return summary


def _summary(file: GeofileFile, name: str) -> GeofileSummary:
    return GeofileSummary(
        kind=file.kind,
        name=name,
        preset=file.preset,
        file=file.file,
        rows=file.rows,
        n=len(file.frame),
        left_out=file.left_out,
        rejected=len(file.rejected),
        rejections=file.rejected[:_KEPT_REJECTIONS],
        remarks=file.remarks,
    )
