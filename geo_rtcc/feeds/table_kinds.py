"""What files of tables can bring, and which fields a mapping may name for each."""

from dataclasses import dataclass
from pathlib import Path

_PRESETS = Path(__file__).parent / "presets"
_COMMON = frozenset(
    {
        "kind", "title", "source", "zone", "crs", "missing", "columns", "times", "values",
        "delimiter", "encoding",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TableKind:
    """One kind of record, as tables bring it.

    Parameters
    ----------
    name
        The word after ``geo-rtcc load``.
    fields, required
        Ours that a mapping may name, and those that it must.
    keys
        Top-level keys of its mappings.
    presets
        Folder of the shipped mappings.
    """

    name: str
    fields: tuple[str, ...]
    required: tuple[str, ...]
    keys: frozenset[str]
    presets: Path


CALLS = TableKind(
    name="calls",
    fields=(
        "external_id", "received_at", "dispatched_at", "on_scene_at", "closed_at",
        "source_updated_at", "call_type", "call_type_name", "priority", "on_view", "disposition",
        "address", "x", "y", "point", "agency_beat", "agency_district", "agency_shift",
    ),
    required=("external_id", "received_at"),
    keys=_COMMON | {"on_view", "priority", "category", "category_contains"},
    presets=_PRESETS,
)  # fmt: skip
READS = TableKind(
    name="reads",
    fields=(
        "external_id", "captured_at", "plate", "state", "confidence", "state_confidence", "camera",
        "camera_name", "x", "y", "point", "heading_deg", "vehicle_make", "vehicle_model",
        "vehicle_color", "vehicle_type", "image_url", "vendor_alert",
    ),
    required=("captured_at", "plate"),
    keys=_COMMON | {"plates", "confidence_of"},
    presets=_PRESETS / "reads",
)  # fmt: skip
KINDS = {kind.name: kind for kind in (CALLS, READS)}
