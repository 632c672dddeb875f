"""The words and bounds of the live map."""

from datetime import datetime, timedelta
from html import escape

from geo_rtcc.situation.live import POINT_LIMIT, CallFilter, LiveCalls
from geo_rtcc.views import words
from geo_rtcc.views.maps import Bounds


def heading_text(found: LiveCalls, which: CallFilter, zone: str) -> str:
    """Say how many calls of which stretch of the agency's clock are shown."""
    # Whole days end an instant before midnight, which no one calls 23:59.
    edges = [at + timedelta(microseconds=1) for at in (which.from_at, which.to_at)]
    start, end = (words.local_time(at, zone) for at in edges)
    before, after = (words.zone_label(at, zone) for at in edges)
    changed = "" if before == after else f" {before}"
    return f"{words.calls(found.total)}, {start}{changed} to {end} {after}"


def heading(found: LiveCalls, which: CallFilter, zone: str) -> str:
    """Return the heading over the map, as HTML."""
    count, span = heading_text(found, which, zone).split(", ", 1)
    return f'<h1 class="rtcc-heading">{escape(count)}<small>{escape(span)}</small></h1>'


def notes(
    found: LiveCalls, which: CallFilter, newest_at: datetime | None, now: datetime, zone: str
) -> list[str]:
    """Say what the map doesn't show, and why."""
    sentences = []
    age = words.data_age(newest_at, now)
    if newest_at and age.state == "STALE":
        there = "; the window ends there, not now" if which.to_at == newest_at else ""
        sentences.append(
            f"The newest call is {age.figure} old ({words.local_time(newest_at, zone)}){there}."
        )
    if found.total == 0:
        sentences.append("No call matches. Choose a longer window or fewer filters.")
    if found.without_point:
        verb = "is" if found.without_point == 1 else "are"
        sentences.append(
            f"{words.calls(found.without_point)} without coordinates {verb} not on the map."
        )
    if found.beyond_limit > 0:
        sentences.append(
            f"The map shows the newest {POINT_LIMIT:,} calls; {found.beyond_limit:,} older ones "
            "are counted but not drawn. Choose a shorter window or a filter."
        )
    what = "included" if which.with_on_view else "left out"
    sentences.append(f"On-view (officer-initiated) calls are {what}: {found.on_view:,}.")
    return sentences


def bounds(found: LiveCalls) -> Bounds | None:
    """Return west, south, east, north of the calls in degrees, for an agency without areas."""
    if not found.calls.height:
        return None
    low, high = found.calls.min(), found.calls.max()
    return low["lon"].item(), low["lat"].item(), high["lon"].item(), high["lat"].item()
