"""Units, known by the first record that names them."""

from collections.abc import Mapping

from geo_rtcc.store.database import Connection, rows

UnitKey = tuple[int, str]  # source id, external id
UnitWords = tuple[str | None, str | None]  # call sign, kind


def ensure(connection: Connection, units: Mapping[UnitKey, UnitWords]) -> dict[UnitKey, int]:
    """Return the ids of units; create those that are new, keep call signs and kinds up to date."""
    if not units:
        return {}
    found = rows(
        connection,
        "units_ensure",
        source_ids=[source for source, _ in units],
        external_ids=[external for _, external in units],
        call_signs=[sign for sign, _ in units.values()],
        kinds=[kind for _, kind in units.values()],
    )
    return {(row["source_id"], row["external_id"]): row["unit_id"] for row in found}


def known(connection: Connection) -> dict[UnitKey, tuple[int, UnitWords]]:
    """Return every unit's id, call sign and kind."""
    return {
        (row["source_id"], row["external_id"]): (row["unit_id"], (row["call_sign"], row["kind"]))
        for row in rows(connection, "units_known")
    }
