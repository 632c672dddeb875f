"""JSON schemas of messages, each whole in itself, as the OpenAPI page needs them."""

from typing import Any

import msgspec

_REF = "#/$defs/"


def schema_of(message: type[msgspec.Struct]) -> dict[str, object]:
    """Return the JSON schema of a message with its parts written out in place."""
    _, parts = msgspec.json.schema_components([message], ref_template=_REF + "{name}")
    name = str(message.__name__)
    found = _written_out(parts[name], parts)
    assert isinstance(found, dict)
    return found


def _written_out(part: Any, parts: dict[str, Any]) -> Any:
    if isinstance(part, list):
        return [_written_out(each, parts) for each in part]
    if not isinstance(part, dict):
        return part
    reference = part.get("$ref")
    if isinstance(reference, str):
        return _written_out(parts[reference.removeprefix(_REF)], parts)
    return {key: _written_out(value, parts) for key, value in part.items()}
