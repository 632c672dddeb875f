"""What lies under the calls on a map."""

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

ROAD_CLASSES = ("arterial", "collector", "local")


@dataclass(frozen=True, kw_only=True)
class BaseFeature:
    """One drawn thing: ``layer`` is street, water or park; ``shape`` is EPSG:4326, lon/lat.

    ``road_class`` orders streets (``ROAD_CLASSES``); other layers say their kind.
    """

    layer: str
    road_class: str
    name: str | None
    shape: BaseGeometry
