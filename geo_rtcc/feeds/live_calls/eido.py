"""Calls as EIDOs, the Emergency Incident Data Objects of NENA-STA-021, JSON.

An EIDO tells the state of an incident, and may be incomplete: a transferred call has no incident
component yet. Persons, callbacks and notes are in these messages too; they are not read.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from geo_rtcc.feeds import priorities
from geo_rtcc.feeds.categories import category_of
from geo_rtcc.feeds.live_calls.eido_parts import Component, Eido, Parts, first_text, words
from geo_rtcc.feeds.live_calls.eido_places import place_of
from geo_rtcc.feeds.live_calls.eido_units import dispatch_of
from geo_rtcc.feeds.live_calls.fields import LONGEST_NAME, NO_TYPE, later, time_of
from geo_rtcc.feeds.messages import Read, RefusedError, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.schemas import schema_of
from geo_rtcc.feeds.values import needed
from geo_rtcc.models import CallForService

_DECODER = msgspec.json.Decoder(Eido)
_ENDED = {"closed", "cancelled", "canceled"}
_LIVES = {"active", "reopened"}
_CHANGED = "lastUpdateTimeStamp"


def parse_eido(payload: bytes, context: FeedContext) -> Parsed[CallForService]:
    """Parse one EIDO, an array of them, or one a line; one call an incident."""
    return parse_json(payload, partial(_calls, context=context))


def _calls(message: bytes, context: FeedContext) -> list[Read[CallForService]]:
    parts = Parts(_DECODER.decode(message))
    incidents = parts.incidents or [{}]
    return [_call(parts, incident, len(incidents) == 1, context) for incident in incidents]


def _call(
    parts: Parts, incident: Component, is_only: bool, context: FeedContext
) -> Read[CallForService]:
    where = place_of(parts, incident)
    sent = dispatch_of(parts, incident, context)
    kinds = _types(incident)
    number, priority_text = _priority(incident)
    changed = later(incident.get(_CHANGED) or parts.eido.last_update, _CHANGED, context)
    call = CallForService(
        external_id=_id(parts, incident, is_only),
        received_at=_received(parts, incident, context),
        call_type=kinds[0] if kinds else NO_TYPE,
        call_type_name=kinds[1] if len(kinds) > 1 else None,
        category=category_of(*kinds),
        dispatched_at=sent.dispatched_at,
        on_scene_at=sent.on_scene_at,
        closed_at=changed if _has_ended(incident) else None,
        source_updated_at=later(parts.eido.last_update, _CHANGED, context) or changed,
        priority=priorities.of_eido(number),
        priority_text=priority_text,
        disposition=_disposition(incident),
        address=where.address,
        lon=where.lon,
        lat=where.lat,
        uncertainty_m=where.uncertainty_m,
        agency_beat=first_text(incident, "beatOrDispatchGroupText"),
        units=sent.units,
    )
    return Read(call, where.has_bad_point)


def _id(parts: Parts, incident: Component, is_only: bool) -> str:
    own = first_text(incident, "internalIncidentId")
    whole = parts.eido.id if is_only else incident.get("$id")
    return needed(own or whole, "$id", longest=LONGEST_NAME)


def _received(parts: Parts, incident: Component, context: FeedContext) -> datetime:
    """Return when the first call of the incident started, else its earliest time of all."""
    name = "callStartTimestamp"
    started = [each[name] for each in parts.calls if each.get(name)]
    if started:
        return min(time_of(each, name, context) for each in started)
    stamps = [each.get(_CHANGED) for each in (*parts.everything(), incident)]
    return _earliest([*stamps, parts.eido.last_update], context)


def _earliest(stamps: Iterable[Any], context: FeedContext) -> datetime:
    found = [at for each in stamps if (at := later(each, _CHANGED, context))]
    if not found:
        raise RefusedError("callStartTimestamp", "There is no time of receipt.")
    return min(found)


def _types(incident: Component) -> list[str]:
    """Return the agency's own code and text of the type and the registry's, each once."""
    names = ("incidentTypeInternalCode", "incidentTypeInternalText")
    found = [first_text(incident, name) for name in (*names, "incidentTypeCommonRegistryText")]
    return list(dict.fromkeys(filter(None, found)))


def _priority(incident: Component) -> tuple[int | None, str | None]:
    name = "incidentCommonPriorityNumber"
    told = first_text(incident, name)
    if told is not None and not (told.isdecimal() and len(told) < len("1000")):
        raise RefusedError(name, "The priority must be a whole number from 0 to 10.")
    own = first_text(incident, "incidentPriorityInternalText")
    return int(told) if told else None, own or told


def _has_ended(incident: Component) -> bool:
    """Whether the incident is closed or cancelled, and not opened again."""
    status = words(incident.get("incidentStatusCommonRegistryText"))
    return bool(status & _ENDED) and not status & _LIVES


def _disposition(incident: Component) -> str | None:
    found = incident.get("dispositionComponent")
    every = [each for each in (found if isinstance(found, list) else [found]) if each]
    named = [each for each in every if isinstance(each, dict)]
    named.sort(key=lambda each: each.get("dispositionPrimaryIndicator") is not True)
    # the code before the text, which people fill with what they like
    for name in ("Code", "Text"):
        for each in named:
            if told := first_text(each, f"dispositionCommonRegistry{name}"):
                return told
    return next(filter(None, (first_text(each, "dispositionCategoryText") for each in named)), None)


EIDO = FeedFormat(
    name="eido",
    title="Calls for service as EIDOs (NENA-STA-021)",
    kind=RecordKind.CALL,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse_eido,
    schema=schema_of(Eido),
    example=(
        b'{"$id": "urn:emergency:uid:incidentid:5f1:ecc.example.org", "eidoVersion": "1.0",'
        b' "lastUpdateTimeStamp": "2024-05-31T16:06:41-05:00", "incidentComponent": {'
        b' "$id": "i1", "internalIncidentId": "24-001812", "incidentCommonPriorityNumber": 8,'
        b' "incidentTypeInternalText": "Burglary, residence",'
        b' "incidentStatusCommonRegistryText": ["Active"],'
        b' "locationReference": [{"$ref": "l1"}]}, "callComponent": [{"$id": "c1",'
        b' "callStartTimestamp": "2024-05-31T16:04:12-05:00"}], "locationComponent": [{'
        b' "$id": "l1", "locationTypeDescriptionRegistryText": "CurrentIncident",'
        b' "locationByValue": "<presence xmlns=\'urn:ietf:params:xml:ns:pidf\'><location-info>'
        b"<Point xmlns='http://www.opengis.net/gml'><pos>45.0112 -93.0941</pos></Point>"
        b'</location-info></presence>"}]}'
    ),
)
