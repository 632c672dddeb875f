"""The components of an EIDO, and the references between them."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from geo_rtcc.feeds.live_calls.fields import name_of
from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.pidf_lo import PidfLocation

Component = dict[str, Any]
_MOST_INCIDENTS, _MOST, _MOST_WORDS = 20, 1_000, 20
_NOT_LETTERS = re.compile(r"[^a-z]")


class Eido(msgspec.Struct, frozen=True, rename="camel"):
    """Of an EIDO, what becomes a call; persons, callbacks and notes are left where they are."""

    id: str | None = msgspec.field(name="$id", default=None)
    last_update: str | float | None = msgspec.field(name="lastUpdateTimeStamp", default=None)
    incident_component: Any = None
    call_component: Any = None
    dispatch_component: Any = None
    location_component: Any = None
    emergency_resource_component: Any = None


class Parts:
    """An EIDO's components by kind and by id."""

    def __init__(self, eido: Eido) -> None:
        self.eido = eido
        self.incidents = components(eido.incident_component, most=_MOST_INCIDENTS)
        self.calls = components(eido.call_component)
        self.dispatches = components(eido.dispatch_component)
        self.locations = components(eido.location_component)
        self.resources = components(eido.emergency_resource_component)
        self.places: dict[int, PidfLocation] = {}  # of locations read already, by identity
        self._by_id = {each["$id"]: each for each in self.everything() if _has_id(each)}

    def everything(self) -> Iterator[Component]:
        """Yield all components."""
        for kind in (self.incidents, self.calls, self.dispatches, self.locations, self.resources):
            yield from kind

    def referred(self, value: Any) -> list[Component]:
        """Return the components that a reference or a list of them names.

        Names of no component are left out. A component that stands in its reference's place
        is taken as it is.
        """
        found = (self._one(each) for each in components(value))
        return [each for each in found if each is not None]

    def _one(self, value: Component) -> Component | None:
        reference = value.get("$ref")
        if reference is None:
            return value
        return self._by_id.get(reference) if isinstance(reference, str) else None


def components(value: Any, *, most: int = _MOST) -> list[Component]:
    """Return a component or a list of them as a list."""
    every = value if isinstance(value, list) else [value]
    if len(every) > most:
        raise RefusedError("", f"There are more than {most:,} components of one kind.")
    return [each for each in every if isinstance(each, dict)]


def first_text(component: Component, name: str) -> str | None:
    """Return a component's text, or the first of several."""
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict | list):
        raise RefusedError(name, "There must be a text.")
    return name_of(value, name)


def words(value: Any) -> set[str]:
    """Return registry values in one spelling: "En Route" and "EnRoute" are both "enroute"."""
    every = value[:_MOST_WORDS] if isinstance(value, list) else [value]
    return {_NOT_LETTERS.sub("", each.lower()) for each in every if isinstance(each, str)}


def _has_id(component: Component) -> bool:
    return isinstance(component.get("$id"), str)
