"""The bodies that the OpenAPI document describes, from the formats' own schemas and examples."""

from collections.abc import Iterable
from typing import Any

import msgspec

from geo_rtcc.api.service import Format

NDJSON = "application/x-ndjson"
_REF, _DEFINITIONS, _COMPONENTS = "$ref", "$defs", "#/components/schemas/"


def request_body(feed_format: Format) -> dict[str, Any]:
    """Return the OpenAPI description of one format's body, in each of its media types."""
    return {
        "required": True,
        "description": feed_format.title,
        "content": {media: _media(media, feed_format) for media in _types(feed_format)},
    }


def components(formats: Iterable[Format]) -> dict[str, Any]:
    """Return the definitions that the formats' schemas refer to, by their names in the document."""
    return {
        _name(one, name): _moved(definition, one)
        for one in formats
        for name, definition in _definitions(one.schema).items()
    }


def _types(feed_format: Format) -> list[str]:
    types = list(feed_format.media_types)
    return [*types, NDJSON] if feed_format.schema and NDJSON not in types else types


def _media(media: str, feed_format: Format) -> dict[str, Any]:
    text = feed_format.example.decode("utf-8", "replace")
    if not feed_format.schema:
        return {"schema": {"type": "string"}, "example": text}
    example = msgspec.json.decode(feed_format.example)
    if media == NDJSON:
        lines = {"type": "string", "description": "One such record a line."}
        return {"schema": lines, "example": msgspec.json.encode(example).decode()}
    record = _moved(feed_format.schema, feed_format)
    return {"schema": {"oneOf": [record, {"type": "array", "items": record}]}, "example": example}


def _definitions(part: Any) -> dict[str, Any]:
    """Return what is defined anywhere in a schema; parts of it may bring their own."""
    if isinstance(part, list):
        return {name: one for item in part for name, one in _definitions(item).items()}
    if not isinstance(part, dict):
        return {}
    inner = (_definitions(item) for item in part.values())
    return {**part.get(_DEFINITIONS, {}), **{k: v for found in inner for k, v in found.items()}}


def _name(feed_format: Format, name: str) -> str:
    return f"{feed_format.kind}.{feed_format.name}.{name}"


def _moved(part: Any, feed_format: Format) -> Any:
    """Return a part of a schema with its references pointing to the document's components."""
    if isinstance(part, list):
        return [_moved(item, feed_format) for item in part]
    if not isinstance(part, dict):
        return part
    moved = {key: _moved(item, feed_format) for key, item in part.items() if key != _DEFINITIONS}
    if isinstance(target := part.get(_REF), str):
        moved[_REF] = _COMPONENTS + _name(feed_format, target.rsplit("/", 1)[-1])
    return moved
