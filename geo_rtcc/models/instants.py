"""Instants carry a zone; a naive datetime is refused where records are made."""

from datetime import datetime


def aware(value: datetime, name: str) -> datetime:
    """Return ``value``; raise ValueError if it has no zone."""
    if value.tzinfo is None:
        raise ValueError(f"{name} needs a time zone: {value.isoformat()} has none")
    return value
