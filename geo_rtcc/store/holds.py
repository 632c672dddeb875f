"""Case holds: records that a case needs are kept whatever their retention says."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from geo_rtcc.errors import InputError
from geo_rtcc.models import aware
from geo_rtcc.plates import normal_plate
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.retention import note_change

BY_PLATE, BY_ID = ("plate_read", "hit"), ("avl_fix", "call_for_service")


@dataclass(frozen=True, kw_only=True)
class Hold:
    """What a case holds.

    Parameters
    ----------
    kind
        plate_read or hit, by ``plate``; avl_fix or call_for_service, by ``external_id``.
    plate
        In any writing. A hit is held by the read's plate or the entry's.
    external_id, source
        The unit's or call's own id, and the code of its source; any source where None.
    from_at, to_at
        Records of [from_at, to_at) by their own instants; open where None.
    """

    case_number: str
    kind: str
    reason: str
    plate: str | None = None
    external_id: str | None = None
    source: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.kind not in (*BY_PLATE, *BY_ID):
            raise InputError(f"A case can't hold {self.kind!r}: {', '.join((*BY_PLATE, *BY_ID))}.")
        for name in ("case_number", "reason"):
            if not getattr(self, name).strip():
                raise InputError(f"A hold needs a {name.replace('_', ' ')}.")
        is_by_plate = self.kind in BY_PLATE
        if not self._selects(is_by_plate):
            words = "plate" if is_by_plate else "the record's own id"
            raise InputError(f"A hold on {self.kind} goes by {words}, and by nothing else.")
        from_at = self.from_at and aware(self.from_at, "from_at")
        to_at = self.to_at and aware(self.to_at, "to_at")
        if from_at and to_at and from_at >= to_at:
            raise InputError("A hold's time ends before it begins: check --from and --to.")

    def _selects(self, is_by_plate: bool) -> bool:
        if is_by_plate:
            is_other = self.external_id is not None or self.source is not None
            return bool(normal_plate(self.plate or "")) and not is_other
        return bool(self.external_id) and self.plate is None


@dataclass(frozen=True, kw_only=True)
class PlacedHold:
    """A hold that was placed: its id, how many kept records it selects now, how many of them are
    past their time and only kept because a case holds them."""

    hold_id: int
    kind: str
    n: int
    held_n: int


def place(connection: Connection, hold: Hold, *, by: str, now: datetime) -> PlacedHold:
    """Place a hold; note who did. A run of retention under way ends first.

    Raises InputError where the source is not known.
    """
    given = asdict(hold)
    source = given.pop("source")
    given["source_id"] = None if source is None else _source_id(connection, source)
    given["plate"] = None if hold.plate is None else normal_plate(hold.plate)
    hold_id = rows(connection, "hold_add", **given, by=by, now=now)[0]["hold_id"]
    note_change(connection, "hold", hold.kind, by=by, now=now, hold_id=hold_id)
    counts = rows(connection, "hold_counts", hold_id=hold_id)[0]
    return PlacedHold(hold_id=hold_id, kind=hold.kind, **counts)


def release(connection: Connection, hold_id: int, *, by: str, now: datetime) -> None:
    """Release a hold; note who did. What no other hold selects goes at the next run.

    Raises InputError where no active hold has the id.
    """
    found = rows(connection, "hold_release", hold_id=hold_id, by=by, now=now)
    if not found:
        raise InputError(f"No active hold has the id {hold_id}: geo-rtcc hold list")
    note_change(connection, "release", found[0]["kind"], by=by, now=now, hold_id=hold_id)


def listed(
    connection: Connection, *, case_number: str | None = None, with_released: bool = False
) -> list[dict[str, Any]]:
    """Return holds, newest first: all cases' or one's, active ones or all."""
    return rows(connection, "holds_list", case_number=case_number, with_released=with_released)


def _source_id(connection: Connection, code: str) -> int:
    found = rows(connection, "hold_source", code=code)
    if not found:
        raise InputError(f"No record has ever come from a source named {code!r}.")
    return int(found[0]["source_id"])
