"""Load an agency's own base map: all of its files together, in place of the one before."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import numpy as np

from geo_rtcc.feeds.base_map import (
    BaseMapFile,
    BaseMapSource,
    RejectedFeature,
    read_base_map_file,
)
from geo_rtcc.feeds.base_map_shapes import lengths_km
from geo_rtcc.ingest.load import file_digest
from geo_rtcc.models import ROAD_CLASSES, BaseFeature
from geo_rtcc.store import Database, load_runs
from geo_rtcc.store.base_map import replace_base_map

_ORDER = (*(("street", each) for each in ROAD_CLASSES), ("water", "water"), ("park", "park"))
_KEPT_REJECTIONS = 100


@dataclass(frozen=True, kw_only=True)
class LayerCount:
    """Features of a layer and class; ``length_km`` is None but for streets."""

    layer: str
    road_class: str
    features: int
    length_km: float | None


@dataclass(frozen=True, kw_only=True)
class BaseMapSummary:
    """What a load did.

    Parameters
    ----------
    rows
        Features in the files: those stored, left out by their class, and rejected.
    rejections
        The first hundred of those rejected.
    remarks
        What was chosen by itself and what is missing, a sentence each.
    """

    files: tuple[str, ...]
    rows: int
    features: int
    left_out: int
    rejected: int
    layers: tuple[LayerCount, ...]
    rejections: tuple[RejectedFeature, ...]
    remarks: tuple[str, ...]


def load_base_map(
    database: Database,
    sources: Sequence[BaseMapSource],
    *,
    now: datetime,
    is_forced: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> BaseMapSummary:
    """Replace the whole base map by these files, in one transaction; open maps are told.

    Raises InputError naming file, and row or field, where one can't be used; nothing has changed
    then.
    """
    files = []
    for source in sources:
        progress(f"reading {source.path.name}")
        files.append(read_base_map_file(source, is_forced=is_forced))
    digest = hashlib.sha256(b"".join(file_digest(source.path) for source in sources)).digest()
    summary = _summary(files)
    with database.transaction() as connection:
        load_id = load_runs.begin(
            connection,
            what="base_map",
            file_name=", ".join(summary.files),
            file_sha256=digest,
            now=now,
        )
        load_runs.end(connection, load_id, summary=json.dumps(asdict(summary)), now=now)
        features = [feature for file in files for feature in file.features]
        replace_base_map(connection, features, now=now, progress=progress)
    return summary


def _summary(files: Sequence[BaseMapFile]) -> BaseMapSummary:
    rejected = [each for file in files for each in file.rejected]
    features = [feature for file in files for feature in file.features]
    return BaseMapSummary(
        files=tuple(file.file for file in files),
        rows=sum(file.rows for file in files),
        features=len(features),
        left_out=sum(sum(file.classes.left_out.values()) for file in files),
        rejected=len(rejected),
        layers=_counts(features),
        rejections=tuple(rejected[:_KEPT_REJECTIONS]),
        remarks=tuple(remark for file in files for remark in file.remarks()),
    )


def _counts(features: Sequence[BaseFeature]) -> tuple[LayerCount, ...]:
    found = []
    for layer, road_class in _ORDER:
        shapes = [
            one.shape for one in features if (one.layer, one.road_class) == (layer, road_class)
        ]
        length = float(lengths_km(np.array(shapes, object)).sum()) if shapes else 0.0
        if shapes:
            found.append(
                LayerCount(
                    layer=layer,
                    road_class=road_class,
                    features=len(shapes),
                    length_km=round(length, 1) if layer == "street" else None,
                )
            )
    return tuple(found)
