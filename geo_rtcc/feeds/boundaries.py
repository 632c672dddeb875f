"""An agency's boundary file (GeoJSON, shapefile, zipped shapefile, GeoPackage) → areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from geo_rtcc.errors import BoundaryError
from geo_rtcc.feeds import polygons
from geo_rtcc.feeds.polygons import Patch, Repair, Shapes
from geo_rtcc.feeds.vector_file import (
    listed,
    lonlat,
    read_features,
    refuse_missing_fields,
    texts,
)
from geo_rtcc.models import AreaKind, Beat


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Features that share a code and became one area.

    ``differs`` names what they disagree in; the first feature's value is kept.
    """

    code: str
    part_count: int
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BoundaryFile:
    """Areas of one kind read from a file, in EPSG:4326, and what was done or found on the way.

    Parameters
    ----------
    crs
        Name of the coordinate reference system the file was in.
    overlaps, gaps
        Ground in two areas, and enclosed ground in none, above ``polygons.NOTABLE_M2``.
    """

    kind: AreaKind
    areas: tuple[Beat, ...]
    crs: str
    feature_count: int
    repairs: tuple[Repair, ...] = ()
    merges: tuple[Merge, ...] = ()
    overlaps: tuple[Patch, ...] = ()
    gaps: tuple[Patch, ...] = ()

    def warnings(self) -> list[str]:
        """Say what was repaired and merged, and where areas don't tile, a sentence each."""
        return [
            *(_repaired(item) for item in self.repairs),
            *(_merged(item) for item in self.merges),
            *(f"{' and '.join(o.codes)} overlap by {o.area_m2:,.0f} m²." for o in self.overlaps),
            *(f"{g.area_m2:,.0f} m² between {listed(g.codes)} lie in no area." for g in self.gaps),
        ]


def read_boundaries(
    path: Path,
    *,
    kind: AreaKind,
    code_field: str,
    name_field: str | None = None,
    parent_field: str | None = None,
    layer: str | None = None,
) -> BoundaryFile:
    """Read one kind of area from a file: reproject, repair, and merge features of one code.

    Parameters
    ----------
    code_field, name_field, parent_field
        The agency's columns. Names default to the codes; without ``parent_field`` parents stay
        open. Whole numbers become plain text: 201, not 201.0.
    layer
        Needed where the file has several layers.

    Raises
    ------
    BoundaryError
        The file can't be read; has no features, no stated coordinate reference system, no such
        field, an empty code, a feature that is no polygon, or coordinates that can't be right.
    """
    frame = read_features(path, layer)
    refuse_missing_fields(path, frame, [code_field, name_field, parent_field])
    codes = texts(frame[code_field])
    if "" in codes:
        rows = listed(i for i, code in enumerate(codes, 1) if not code)
        raise BoundaryError(f"{path.name}: {code_field} is empty in feature {rows}. Fill it in.")
    names = texts(frame[name_field]) if name_field else codes
    parents = texts(frame[parent_field]) if parent_field else [""] * len(codes)
    shapes, repairs = polygons.repair(lonlat(path, frame, codes), codes)
    areas, merges = _merge(kind, shapes, codes, names, parents)
    for area in areas:
        if area.outline.is_empty:
            raise BoundaryError(f"{path.name}: nothing is left of {area.code} after its repair.")
    outlines = np.array([area.outline for area in areas], object)
    area_codes = [area.code for area in areas]
    return BoundaryFile(
        kind=kind,
        areas=tuple(areas),
        crs=frame.crs.name,
        feature_count=len(frame),
        repairs=tuple(repairs),
        merges=tuple(merges),
        overlaps=tuple(polygons.overlaps(outlines, area_codes)),
        gaps=tuple(polygons.gaps(outlines, area_codes)),
    )


def _merge(
    kind: AreaKind,
    shapes: Shapes,
    codes: Sequence[str],
    names: Sequence[str],
    parents: Sequence[str],
) -> tuple[list[Beat], list[Merge]]:
    rows_of: dict[str, list[int]] = {}
    for row, code in enumerate(codes):
        rows_of.setdefault(code, []).append(row)
    areas, merges = [], []
    for code, rows in rows_of.items():
        outline = shapes[rows[0]] if len(rows) == 1 else shapely.union_all(shapes[rows])
        areas.append(
            Beat(
                kind=kind,
                code=code,
                name=names[rows[0]] or code,
                parent_code=parents[rows[0]] or None,
                outline=polygons.multipolygon(outline),
            )
        )
        if len(rows) > 1:
            fields = (("name", names), ("parent", parents))
            differs = tuple(word for word, texts in fields if len({texts[i] for i in rows}) > 1)
            merges.append(Merge(code=code, part_count=len(rows), differs=differs))
    return areas, merges


def _repaired(item: Repair) -> str:
    change = f"{item.change_m2:+,.0f} m²" if abs(item.change_m2) >= 1 else "less than 1 m²"
    return f"{item.code}: outline repaired ({item.reason}), which changed its area by {change}."


def _merged(item: Merge) -> str:
    differs = f"; they differ in {' and '.join(item.differs)}, the first is kept" * bool(
        item.differs
    )
    return f"{item.code}: {item.part_count} features merged into one area{differs}."
