"""The base map's layers as compact GeoJSON."""

import json
from typing import Literal

from geo_rtcc.store.database import Database

Layer = Literal["street", "water", "park"]
LAYERS: tuple[Layer, ...] = ("street", "water", "park")


def base_map_stamp(database: Database, layer: Layer) -> str:
    """Return a short text that changes when ``layer`` is loaded anew."""
    [row] = database.fetch("base_map_stamp", layer=layer)
    return f"{layer}-{row['n']}-{row['last_id']}"


def base_map_layer(database: Database, layer: Layer) -> bytes:
    """Return ``layer`` as a GeoJSON FeatureCollection, UTF-8; ``c`` is class, ``n`` name."""
    features = []
    for row in database.fetch("base_map_features", layer=layer):
        properties = {"c": row["class"]} | ({"n": row["name"]} if row["name"] else {})
        head = json.dumps(properties, separators=(",", ":"))
        features.append(f'{{"type":"Feature","properties":{head},"geometry":{row["geometry"]}}}')
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'.encode()
