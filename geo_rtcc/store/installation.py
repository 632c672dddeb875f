"""Facts about this installation, kept as JSON under a key."""

import json
from typing import Any

from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query


def fact(connection: Connection, key: str) -> Any:
    """Return the fact kept under ``key``, or None."""
    found = rows(connection, "installation_fact", key=key)
    return found[0]["value"] if found else None


def keep_fact(connection: Connection, key: str, value: Any) -> None:
    """Keep ``value`` (anything JSON) under ``key``, in place of what was there."""
    connection.execute(query("installation_keep"), {"key": key, "value": json.dumps(value)})
