"""How long each kind of data is kept, who changed it, and what is too old to be stored."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from geo_rtcc.errors import InputError
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

KINDS = ("plate_read", "hit", "avl_fix", "outbox", "call_for_service", "quarantine")
PARTITIONED = KINDS[:4]
"""Kinds whose partitions follow ``Retention.width``; calls are kept by month, quarantine by row."""

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=36_525)
MOST_PARTITIONS = 60
_DAY = timedelta(days=1)
# Each divides the next, so that partitions stay aligned when the width changes.
WIDTHS = (
    *(timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=1), timedelta(hours=6), _DAY, 7 * _DAY, 28 * _DAY),
)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": _DAY}
FOR_EVER = "forever"


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long one kind is kept.

    Parameters
    ----------
    keep
        None for ever.
    width
        Of partitions still to be made: how much earlier than ``keep`` a record may go.
    """

    kind: str
    keep: timedelta | None
    width: timedelta


def width_for(keep: timedelta | None) -> timedelta:
    """Return the narrowest width that makes at most ``MOST_PARTITIONS`` partitions of ``keep``."""
    if keep is None:
        return WIDTHS[-1]
    return next((width for width in WIDTHS if keep / width <= MOST_PARTITIONS), WIDTHS[-1])


def keep_for(age: timedelta) -> timedelta | None:
    """Return how many whole days to keep a kind so that records of an age stay; None for ever."""
    keep = _DAY * (age // _DAY + 1)
    while keep - width_for(keep) <= age:
        keep += _DAY
    return keep if keep <= LONGEST else None


def keep_from_text(text: str) -> timedelta | None:
    """Read "3m", "12h", "30d" or "forever"; raise InputError for anything else."""
    if text == FOR_EVER:
        return None
    found = re.fullmatch(r"([0-9]{1,8})([mhd])", text)
    keep = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    if not SHORTEST <= keep <= LONGEST:
        raise InputError(
            f"{text!r} is no time to keep data for. Say minutes, hours or days, such as 3m, 12h "
            f"or 30d, from 1m to {LONGEST.days}d, or {FOR_EVER}."
        )
    return keep


def keep_text(keep: timedelta | None) -> str:
    """Write a time to keep data for as ``keep_from_text`` reads it, in the largest whole unit."""
    if keep is None:
        return FOR_EVER
    fits = [unit for unit in ("d", "h", "m") if not keep % _UNITS[unit]]
    return f"{keep // _UNITS[fits[0]]}{fits[0]}" if fits else f"{keep.total_seconds():g} s"


def retentions(connection: Connection) -> dict[str, Retention]:
    """Return how long each kind is kept, in the order of ``KINDS``."""
    found = {row["kind"]: Retention(**row) for row in rows(connection, "retention_all")}
    return {kind: found[kind] for kind in KINDS}


def set_keep(
    connection: Connection, kind: str, keep: timedelta | None, *, by: str, now: datetime
) -> Retention:
    """Keep a kind for ``keep`` from now on, None for ever, and note who said so.

    Returns what applies then. Nothing is removed before the next run.

    Raises InputError for an unknown kind.
    """
    if kind not in KINDS:
        raise InputError(f"{kind!r} is no kind of data. Choose one of: {', '.join(KINDS)}.")
    old = rows(connection, "retention_lock", kind=kind)[0]["keep"]
    new = Retention(kind=kind, keep=keep, width=width_for(keep))
    parameters = {"kind": kind, "keep": keep, "width": new.width}
    connection.execute(query("retention_set"), parameters)
    note_change(connection, "keep", kind, by=by, now=now, old=keep_text(old), new=keep_text(keep))
    return new


def note_change(
    connection: Connection,
    what: str,
    kind: str,
    *,
    by: str,
    now: datetime,
    hold_id: int | None = None,
    old: str | None = None,
    new: str | None = None,
) -> None:
    """Write down who changed what is kept: ``what`` is keep, hold or release."""
    parameters = {"what": what, "kind": kind, "by": by, "now": now, "hold_id": hold_id}
    connection.execute(query("retention_change_add"), {**parameters, "old": old, "new": new})


def cutoffs(connection: Connection) -> dict[str, timedelta | None]:
    """Return by kind the age from which a record is not stored at all; None where any age is.

    For kinds in partitions it is ``keep`` less a width: an older record would lie in a partition
    that is due to be dropped, or has been.
    """
    return {kind: _storable(each) for kind, each in retentions(connection).items()}


def cutoff(connection: Connection, kind: str, now: datetime) -> datetime | None:
    """Return the instant before which records of a kind are not stored at all, or None."""
    age = cutoffs(connection)[kind]
    return None if age is None else now - age


def _storable(each: Retention) -> timedelta | None:
    if each.keep is None or each.kind not in PARTITIONED:
        return each.keep
    return each.keep - each.width


def removals(connection: Connection, n: int) -> list[dict[str, Any]]:
    """Return the last ``n`` entries of what retention removed, newest first."""
    return rows(connection, "retention_log_recent", n=n)


def changes(connection: Connection, n: int) -> list[dict[str, Any]]:
    """Return the last ``n`` changes of what is kept, newest first."""
    return rows(connection, "retention_changes_recent", n=n)
