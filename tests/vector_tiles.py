"""Read vector tiles (MVT 2.1) with nothing but the specification."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

EXTENT = 4096
WORLD_M = 40_075_016.685578488


@dataclass(frozen=True)
class Feature:
    """One feature: its properties, 1 points, 2 lines or 3 polygons, and its parts in tile units."""

    properties: dict[str, Any]
    kind: int
    parts: list[list[tuple[int, int]]]


def decode(tile: bytes) -> dict[str, list[Feature]]:
    """Return a tile's features by layer, in their order."""
    layers: dict[str, list[Feature]] = {}
    for number, body in _fields(tile):
        assert number == 3
        name, features = _layer(body)
        assert name not in layers
        layers[name] = features
    return layers


def mercator(feature: Feature, z: int, x: int, y: int) -> list[np.ndarray]:
    """Return a feature's parts in EPSG:3857 metres."""
    unit = unit_m(z)
    corner = np.array([x * EXTENT * unit - WORLD_M / 2, WORLD_M / 2 - y * EXTENT * unit])
    return [corner + np.array(part) * [unit, -unit] for part in feature.parts]


def lines(features: list[Feature], z: int, x: int, y: int) -> Any:
    """Return all lines of some features as one geometry in EPSG:3857 metres."""
    parts = [part for feature in features for part in mercator(feature, z, x, y)]
    return shapely.MultiLineString([part for part in parts if len(part) > 1])


def unit_m(z: int) -> float:
    """Return how many metres of the projection a tile's unit is."""
    return WORLD_M / EXTENT / (1 << z)


def place(lon: float, lat: float, z: int) -> tuple[int, int, float, float]:
    """Return the tile that holds a point, and where in it, in units."""
    x = (lon + 180) / 360 * (1 << z)
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * (1 << z)
    return int(x), int(y), (x % 1) * EXTENT, (y % 1) * EXTENT


def _layer(body: bytes) -> tuple[str, list[Feature]]:
    found = list(_fields(body))
    keys = [value.decode() for number, value in found if number == 3]
    values = [_value(value) for number, value in found if number == 4]
    assert [value for number, value in found if number == 5] == [EXTENT]
    assert [value for number, value in found if number == 15] == [2]
    features = [_feature(value, keys, values) for number, value in found if number == 2]
    return next(value for number, value in found if number == 1).decode(), features


def _feature(body: bytes, keys: list[str], values: list[Any]) -> Feature:
    found = dict(_fields(body))
    tags = list(_varints(found.get(2, b"")))
    properties = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
    return Feature(properties, found[3], _parts(list(_varints(found[4]))))


def _parts(commands: list[int]) -> list[list[tuple[int, int]]]:
    parts: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 7:
            parts[-1].append(parts[-1][0])
            continue
        for _ in range(count):
            x, y = x + _signed(commands[at]), y + _signed(commands[at + 1])
            at += 2
            if command == 1:
                parts.append([])
            parts[-1].append((x, y))
    return parts


def _value(body: bytes) -> Any:
    [(number, value)] = _fields(body)
    return value.decode() if number == 1 else value


def _fields(body: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(body):
        key, at = _varint(body, at)
        value, at = _varint(body, at)
        if key & 7 == 2:
            yield key >> 3, body[at : at + value]
            at += value
        else:
            assert key & 7 == 0
            yield key >> 3, value


def _varints(body: bytes) -> Iterator[int]:
    at = 0
    while at < len(body):
        value, at = _varint(body, at)
        yield value


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = body[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)
