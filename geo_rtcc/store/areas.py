"""Boundary sets in the database: versions by effective date, areas that keep their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import shapely

from geo_rtcc.models import AreaKind, Beat, BoundarySet
from geo_rtcc.store.database import Connection, rows

if TYPE_CHECKING:
    # Reading files brings pandas along, a quarter of a second that locating a point can do without.
    from geo_rtcc.feeds.boundaries import BoundaryFile

Codes = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class SavedSet:
    """What saving a boundary set changed.

    Parameters
    ----------
    outcome
        ``"new"``, ``"replaced"`` (there was another set of that kind and date) or ``"unchanged"``.
    kept_count, added_count, removed_count
        Areas that kept their id, got a new one, or are gone.
    parent_count
        Areas, of finer sets too, whose computed parent changed.
    """

    set_id: int
    kind: AreaKind
    effective_on: date
    outcome: str
    kept_count: int
    added_count: int
    removed_count: int
    parent_count: int

    @property
    def since_on(self) -> date:
        """The first operational date that it may have changed."""
        return self.effective_on

    @property
    def moves_calls(self) -> bool:
        """Whether calls may now lie in another area."""
        return bool(self.added_count or self.removed_count)


def save_boundary_set(
    connection: Connection,
    file: "BoundaryFile",
    *,
    effective_on: date,
    file_name: str,
    file_sha256: bytes,
    now: datetime,
) -> SavedSet:
    """Save the areas of a file as the set of their kind that takes effect on that date.

    The same content again changes nothing. Other content replaces the set: an area whose code and
    outline are the same keeps its id, so that calls located in it stay right. An area without a
    parent of the agency's own gets the coarser area that covers most of it; so do the areas of
    finer sets, whose coarser area this may be.
    """
    rows(connection, "area_set_lock")
    origin = {"file_name": file_name, "file_sha256": file_sha256, "now": now}
    after = {area.code: area for area in file.areas}
    set_id = _set_of_date(connection, file.kind, effective_on)
    before = _given(connection, set_id) if set_id else {}
    same = frozenset(c for c in after if c in before and before[c].outline == after[c].outline)
    outcome, parent_count = "unchanged", 0
    if set_id is None or {code: replace(area, area_id=0) for code, area in before.items()} != after:
        outcome = "replaced" if set_id else "new"
        target = {"kind": file.kind, "effective_on": effective_on}
        set_id = int(rows(connection, "area_set_save", **target, **origin)[0]["set_id"])
        _write(connection, set_id, before, after, same)
        parent_count = _compute_parents(connection, set_id, file.kind)
        rows(connection, "area_tiles_prepare", set_id=set_id)
    return SavedSet(
        set_id=set_id,
        kind=file.kind,
        effective_on=effective_on,
        outcome=outcome,
        kept_count=len(same),
        added_count=len(after) - len(same),
        removed_count=len(before) - len(same),
        parent_count=parent_count,
    )


def boundary_sets(connection: Connection, kind: AreaKind | None = None) -> list[BoundarySet]:
    """Return the loaded sets, of one kind or all: finest kind first, oldest first."""
    return [
        BoundarySet(
            set_id=row["set_id"],
            kind=AreaKind(row["kind"]),
            effective_on=row["effective_on"],
            areas=tuple(_areas(rows(connection, "areas_of_set", set_id=row["set_id"]))),
        )
        for row in rows(connection, "area_sets", kind=kind)
    ]


def areas_on(connection: Connection, kind: AreaKind, on: date) -> list[Beat]:
    """Return the areas of that kind in force on a date; none before the first set."""
    found = rows(connection, "area_set_on", kind=kind, on=on)
    return _areas(rows(connection, "areas_of_set", set_id=found[0]["set_id"])) if found else []


def _set_of_date(connection: Connection, kind: AreaKind, effective_on: date) -> int | None:
    found = rows(connection, "area_set_on", kind=kind, on=effective_on)
    return found[0]["set_id"] if found and found[0]["effective_on"] == effective_on else None


def _given(connection: Connection, set_id: int) -> dict[str, Beat]:
    """Return a set's areas by code as their file gave them, without computed parents."""
    found = rows(connection, "areas_of_set", set_id=set_id)
    return {
        area.code: replace(area, parent_code=None) if row["parent_is_computed"] else area
        for row, area in zip(found, _areas(found), strict=True)
    }


def _write(
    connection: Connection,
    set_id: int,
    before: Mapping[str, Beat],
    after: Mapping[str, Beat],
    same: Codes,
) -> None:
    for code, area in before.items():
        if code not in same:
            rows(connection, "area_delete", area_id=area.area_id)
    for code, area in after.items():
        words = {
            "name": area.name,
            "parent_code": area.parent_code,
            "parent_is_computed": area.parent_code is None,
        }
        if code in same:
            rows(connection, "area_update", area_id=before[code].area_id, **words)
        else:
            outline = shapely.to_wkb(area.outline)
            rows(connection, "area_insert", set_id=set_id, code=code, outline=outline, **words)


def _compute_parents(connection: Connection, set_id: int, kind: AreaKind) -> int:
    """Compute open parents in the set and in all finer ones; return how many changed."""
    finer = [row["set_id"] for row in rows(connection, "area_sets_finer", kind=kind)]
    return sum(len(rows(connection, "area_parents_compute", set_id=i)) for i in (set_id, *finer))


def _areas(found: list[dict[str, Any]]) -> list[Beat]:
    outlines = shapely.from_wkb([row["outline"] for row in found])
    return [
        Beat(
            area_id=row["area_id"],
            kind=AreaKind(row["kind"]),
            code=row["code"],
            name=row["name"],
            parent_code=row["parent_code"],
            outline=outline,
        )
        for row, outline in zip(found, outlines, strict=True)
    ]
