"""Entries that keep matching wrongly: hits of theirs are stored, but marked as suppressed."""

from dataclasses import dataclass, field
from datetime import datetime

from geo_rtcc.errors import InputError
from geo_rtcc.plates import normal_plate, state_code
from geo_rtcc.store import outbox
from geo_rtcc.store.database import Connection, Database, rows
from geo_rtcc.store.hot_list_changes import TOPIC, count_change
from geo_rtcc.store.queries import query


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """A suppression of hits of reads captured in [from_at, until_at).

    Parameters
    ----------
    list
        Code of the list; None for every list.
    plate, state
        Of the entry; None for any state.
    read_plate
        Only for reads of this plate; None for all.
    """

    suppression_id: int
    list: str | None
    plate: str = field(repr=False)
    state: str | None
    read_plate: str | None = field(repr=False)
    reason: str = field(repr=False)
    suppressed_by: str
    from_at: datetime
    until_at: datetime | None


def suppress(
    database: Database,
    plate: str,
    *,
    reason: str,
    by: str,
    now: datetime,
    state: str | None = None,
    list_code: str | None = None,
    read_plate: str | None = None,
    until_at: datetime | None = None,
) -> int:
    """Suppress hits of an entry's plate from ``now`` on; return the suppression's id.

    It is kept by plate, so a replaced list doesn't undo it. Raises InputError for a plate, state
    or list that is none.
    """
    if until_at is not None and until_at <= now:
        raise InputError("The suppression would end before it begins.")
    if not (reason.strip() and by.strip()):
        raise InputError("A suppression needs a reason, and who asks for it.")
    parameters = {
        "plate": _plate(plate),
        "state": _state(state),
        "read_plate": None if read_plate is None else _plate(read_plate),
        "reason": reason.strip(),
        "by": by.strip(),
        "until_at": until_at,
        "now": now,
    }
    with database.transaction() as connection:
        list_id = None if list_code is None else list_id_of(connection, list_code)
        added = rows(connection, "hot_list_suppression_add", list_id=list_id, **parameters)
        _tell(connection, list_id, now=now)
    return int(added[0]["suppression_id"])


def unsuppress(database: Database, suppression_id: int, *, now: datetime) -> None:
    """End a suppression; raise InputError where none of this id is in force."""
    with database.transaction() as connection:
        parameters = {"suppression_id": suppression_id, "now": now}
        if not connection.execute(query("hot_list_suppression_end"), parameters).rowcount:
            raise InputError(
                f"No suppression {suppression_id} is in force: geo-rtcc hotlist suppressions"
            )
        _tell(connection, None, now=now)


def suppressions(database: Database, *, now: datetime) -> list[Suppression]:
    """Return the suppressions that have not ended, newest first."""
    return database.fetch_as(Suppression, "hot_list_suppressions_in_force", now=now)


def list_id_of(connection: Connection, code: str) -> int:
    """Return a list's id; raise InputError where there is none of this code."""
    found = rows(connection, "hot_list_id", code=code)
    if not found:
        raise InputError(f"There is no hot list {code!r}: geo-rtcc hotlist list")
    return int(found[0]["list_id"])


def _tell(connection: Connection, list_id: int | None, *, now: datetime) -> None:
    count_change(connection)
    outbox.append(connection, topic=TOPIC, at=now, record_id=list_id)


def _plate(text: str) -> str:
    plate = normal_plate(text)
    if not plate:
        raise InputError("The plate has neither letters nor digits.")
    return plate


def _state(text: str | None) -> str | None:
    code = state_code(text)
    if text is not None and code is None:
        raise InputError(f"{text!r} is no state that is known, such as TX.")
    return code
