"""Frozen, keyword-only records and the enums whose values the database shares."""

from geo_rtcc.models.areas import AreaKind, Beat, BoundarySet
from geo_rtcc.models.base_map import ROAD_CLASSES, BaseFeature
from geo_rtcc.models.calls import CallForService, Category, CountKind, MatchType
from geo_rtcc.models.geocoding import NO_HINT, Candidate, Geocoded, Hint, Nearby, Outcome
from geo_rtcc.models.geofile import Geofile, GeofileKind, Taught, location_key
from geo_rtcc.models.hot_lists import (
    HitStatus,
    HotListChange,
    HotListEntry,
    MatchKind,
    NcicFile,
    StateMatch,
)
from geo_rtcc.models.instants import aware
from geo_rtcc.models.reads import Camera, PlateRead
from geo_rtcc.models.rejections import RejectedRecord
from geo_rtcc.models.shifts import Shift, ShiftPlan, ShiftWindow
from geo_rtcc.models.units import AvlFix

__all__ = [
    "NO_HINT",
    "ROAD_CLASSES",
    "AreaKind",
    "AvlFix",
    "BaseFeature",
    "Beat",
    "BoundarySet",
    "CallForService",
    "Camera",
    "Candidate",
    "Category",
    "CountKind",
    "Geocoded",
    "Geofile",
    "GeofileKind",
    "Hint",
    "HitStatus",
    "HotListChange",
    "HotListEntry",
    "MatchKind",
    "MatchType",
    "NcicFile",
    "Nearby",
    "Outcome",
    "PlateRead",
    "RejectedRecord",
    "Shift",
    "ShiftPlan",
    "ShiftWindow",
    "StateMatch",
    "Taught",
    "aware",
    "location_key",
]
