"""The demo city as a base map: few features, each street whole."""

from collections.abc import Iterator

import numpy as np
import shapely

from geo_rtcc.demo.city import City
from geo_rtcc.models import BaseFeature

# The base map knows three classes; the beltway is drawn with the main roads.
_DRAWN_AS = {"expressway": "arterial"}


def base_features(city: City) -> Iterator[BaseFeature]:
    """Yield streets (one feature a name and class), water and parks, EPSG:4326."""
    streets = city.streets
    classes = streets["RoadClass"].replace(_DRAWN_AS)
    names = streets["St_Name"] + " " + streets["St_PosTyp"]
    lines = streets.geometry.to_numpy()
    for (road_class, name), rows in sorted(streets.groupby([classes, names]).indices.items()):
        merged = shapely.line_merge(shapely.multilinestrings(lines[np.sort(rows)]))
        yield BaseFeature(layer="street", road_class=road_class, name=name, shape=merged)
    for layer, frame in (("water", city.water), ("park", city.parks)):
        for name, shape in zip(frame["name"], frame.geometry, strict=True):
            yield BaseFeature(layer=layer, road_class=layer, name=name, shape=shape)
