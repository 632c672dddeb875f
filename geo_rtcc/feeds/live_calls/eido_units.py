"""Which units an EIDO says are sent to its incident, and since when."""

from dataclasses import dataclass
from datetime import datetime

from geo_rtcc.feeds.live_calls.eido_parts import Component, Parts, first_text, words
from geo_rtcc.feeds.live_calls.fields import later, units_of
from geo_rtcc.feeds.parsed import FeedContext

_SENT = {"dispatched", "enroute"}
_THERE = {"onscene", "arrived"}
_AFTER = {"transporting", "transport", "athospital", "atdestination"}


@dataclass(frozen=True)
class Dispatch:
    """The first dispatch and arrival that the EIDO still tells, and the units in their order."""

    dispatched_at: datetime | None
    on_scene_at: datetime | None
    units: tuple[str, ...]


def dispatch_of(parts: Parts, incident: Component, context: FeedContext) -> Dispatch:
    """Return who is sent.

    A unit counts as sent where a dispatch component names it, where it is active on this incident,
    or where its status says so. Statuses carry the time of their own last change only, so the
    dispatch of a unit that is on scene by now is known from its dispatch component alone.
    """
    named = {
        id(unit)
        for dispatch in parts.dispatches
        for unit in parts.referred(dispatch.get("emergencyResourceReference"))
    }
    ids = {first_text(incident, name) for name in ("internalIncidentId", "$id")}
    ids.add(parts.eido.id)
    sent = [unit for unit in parts.resources if _is_sent(unit, ids, named)]
    going = [unit for unit in sent if _status(unit) & _SENT]
    arrived = [unit for unit in sent if _status(unit) & _THERE]
    names = (first_text(unit, "emergencyResourceName") or unit.get("$id") for unit in sent)
    return Dispatch(
        dispatched_at=_first([*parts.dispatches, *going], context),
        on_scene_at=_first(arrived, context),
        units=units_of(filter(None, names), "emergencyResourceName"),
    )


def _is_sent(unit: Component, ids: set[str | None], named: set[int]) -> bool:
    active_on = first_text(unit, "activeOnIncidentId")
    if active_on is not None:
        return active_on in ids
    return id(unit) in named or bool(_status(unit) & (_SENT | _THERE | _AFTER))


def _status(unit: Component) -> set[str]:
    return words(unit.get("secondaryUnitStatusRegistryText"))


def _first(changed: list[Component], context: FeedContext) -> datetime | None:
    name = "lastUpdateTimeStamp"
    times = (later(each.get(name), name, context) for each in changed)
    return min(filter(None, times), default=None)
