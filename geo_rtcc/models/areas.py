"""Boundaries of an agency: beats, sectors, districts, by the day they take effect."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shapely.geometry import MultiPolygon


class AreaKind(StrEnum):
    """A level of the agency's boundaries, finest first; its own names come from the loaded set."""

    BEAT = "beat"
    SECTOR = "sector"
    DISTRICT = "district"


@dataclass(frozen=True, kw_only=True)
class Beat:
    """One area of a loaded boundary set (a beat, or a sector or district).

    ``outline`` is in EPSG:4326, lon/lat. ``area_id`` is 0 until stored.
    """

    code: str
    name: str
    outline: MultiPolygon = field(repr=False)
    kind: AreaKind = AreaKind.BEAT
    parent_code: str | None = None
    area_id: int = 0


@dataclass(frozen=True, kw_only=True)
class BoundarySet:
    """All areas of one kind, valid from ``effective_on`` until the next set of that kind."""

    kind: AreaKind
    effective_on: date
    areas: tuple[Beat, ...]
    set_id: int = 0
