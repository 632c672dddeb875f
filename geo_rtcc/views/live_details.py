"""The details panel's words, as HTML; every text from data is escaped, and nothing stays blank."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from geo_rtcc.models import AreaKind, Category
from geo_rtcc.situation.live_map.facts import (
    CallDetails,
    CameraDetails,
    CellDetails,
    HitDetails,
    NearCall,
    UnitDetails,
)
from geo_rtcc.situation.live_map.levels import hit_level
from geo_rtcc.views import live_words as said
from geo_rtcc.views import words
from geo_rtcc.views.palette import CATEGORY_STYLES
from geo_rtcc.views.system import Mark, Tone, age_figure

NOT_KNOWN = "not known"

Fact = tuple[str, str | None]

_STATUS_TONES: dict[str, Tone] = {"confirmed": "bad", "rejected": "quiet", "unverified": "quiet"}


def call_html(call: CallDetails, zone: str, kind: AreaKind, now: datetime) -> str:
    """Return a call's details."""
    place = (
        (words.AREA_WORDS[kind], said.area_of(call)),
        ("Shift", f"{call.shift or NOT_KNOWN}, operational date {words.day(call.operational_on)}"),
        ("Point", words.certainty(call.match_type, call.uncertainty_m, call.match_score)),
        *said.found_by(call),
    )
    return _panel(
        f"{call.call_type}",
        call.address or "address not known",
        _mark(said.step_of(call), "quiet" if call.closed_at else "good"),
        _facts(said.call_times(call, zone, now)),
        _facts(
            (
                ("Category", _category(call.category)),
                ("Priority", said.priority_of(call)),
                ("Origin", "on-view (officer-initiated)" if call.is_on_view else "citizen"),
                ("Units", ", ".join(call.units) or "none known"),
                ("Disposition", call.disposition),
            )
        ),
        _facts(place),
        _near("Within 100 m in the 30 days before", call.near, call.received_at, " before"),
        _source(f"{call.source}, {call.external_id}"),
    )


def hit_html(hit: HitDetails, zone: str, now: datetime) -> str:
    """Return a hit's details: what was read beside what is listed, and what it is not."""
    level = hit_level(hit.ncic_file, hit.priority)
    at = f"{words.local_time(hit.captured_at, zone)}, {_ago(hit.captured_at, now)}"
    return _panel(
        f"Hit: {hit.entry_plate}",
        f"{hit.category or said.file_words(hit.ncic_file) or 'reason not known'} ({level})",
        _mark(said.status_of(hit, zone), _STATUS_TONES.get(hit.status, "quiet")),
        f'<p class="rtcc-caution">{escape(said.CAUTION)}</p>',
        _plates(hit),
        _facts((("Match", said.match_of(hit)), ("Seen", at), ("Camera", hit.camera),
                ("Area", hit.area), ("Vehicle seen", said.vehicle_of(hit)),
                ("Vehicle listed", hit.entry_vehicle))),
        _facts((("Reason", hit.reason), ("Case number", hit.case_number),
                ("NCIC file", said.file_words(hit.ncic_file)),
                ("List priority", None if hit.priority is None else str(hit.priority)),
                ("Hot list", said.list_of(hit, now)), ("Entry", said.entry_of(hit, zone)))),
        _image(hit.image_url),
        _sightings(hit, zone),
    )  # fmt: skip


def unit_html(unit: UnitDetails, zone: str, now: datetime) -> str:
    """Return a unit's details."""
    seen = None if unit.fix_at is None else unit.fix_at
    at = None if seen is None else f"{words.local_time(seen, zone)}, {_ago(seen, now)}"
    return _panel(
        unit.sign,
        unit.kind or "kind of unit not known",
        _mark(unit.status or "status not known", "quiet"),
        _facts((("Last position", at), ("Area", unit.area), ("Speed", said.speed(unit.speed_mps)),
                ("Heading", said.heading(unit.heading_deg)),
                ("Accuracy", said.metres(unit.accuracy_m)))),
        _near("Assigned to", unit.calls, now, " ago"),
        _source(unit.source),
    )  # fmt: skip


def camera_html(camera: CameraDetails, zone: str, now: datetime) -> str:
    """Return a camera's details."""
    last = camera.last_read_at
    moves = "counted only for cameras that stand" if camera.is_mobile else None
    count = moves if camera.read_count is None else f"{camera.read_count:,}"
    none_seen = "none in 24 hours" if camera.read_count is not None else moves
    return _panel(
        camera.name,
        f"Mobile camera on {camera.unit or 'a unit not known'}"
        if camera.is_mobile
        else "Fixed camera",
        "",
        _facts((("Reads in the last hour", count),
                ("Last read", none_seen if last is None else
                 f"{words.local_time(last, zone)}, {_ago(last, now)}"),
                ("Hits in 24 hours", f"{camera.hit_count:,}"),
                ("Looks towards", said.heading(camera.heading_deg)))),
        _source(camera.source),
    )  # fmt: skip


def cell_html(cell: CellDetails, zone: str) -> str:
    """Return a cell's counts by category and by hour."""
    span = f"{words.local_time(cell.from_at, zone)} to {words.local_time(cell.to_at, zone)}"
    busiest = max(cell.by_hour, default=0)
    hours = "".join(
        f'<i style="height:{100 * n // busiest}%" title="{hour:02d}:00, {words.calls(n)}"></i>'
        for hour, n in enumerate(cell.by_hour)
        if busiest
    )
    spoken = ", ".join(f"{hour:02d}:00 {n}" for hour, n in enumerate(cell.by_hour) if n)
    bars = (
        f'<div class="rtcc-hours" role="img" aria-label="Calls by hour: {spoken}">{hours}</div>'
        '<div class="rtcc-hour-ends"><span>00</span><span>12</span><span>24</span></div>'
        if busiest
        else ""
    )
    counts = [(_category(name), f"{n:,}") for name, n in cell.by_category.items() if n]
    return _panel(
        words.calls(cell.total),
        span,
        "",
        f'<p class="rtcc-empty">{cell.on_view_count:,} of them on-view.</p>' if cell.total else "",
        _facts(counts),
        bars,
        _source(f"H3 cell {cell.name}"),
    )


def gone_html() -> str:
    """Say that what was selected is not there any more."""
    return '<p class="rtcc-empty">This is not in the database any more.</p>'


def _panel(title: str, line: str, mark: str, *parts: str) -> str:
    return (
        f'<section class="rtcc-details"><h2 class="rtcc-heading">{escape(title)} '
        f"<small>{escape(line)}</small></h2>{mark}{''.join(parts)}</section>"
    )


def _facts(facts: Iterable[Fact]) -> str:
    items = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value or NOT_KNOWN)}</dd>" for name, value in facts
    )
    return f'<dl class="rtcc-facts">{items}</dl>' if items else ""


def _plates(hit: HitDetails) -> str:
    """Return both plates large, one under the other, to be compared letter by letter."""
    read, listed = hit.plate_text or hit.plate, hit.entry_plate
    return (
        '<dl class="rtcc-plates">'
        f"<dt>Read</dt><dd><b>{escape(read)}</b> {escape(hit.state or 'state not known')}</dd>"
        f"<dt>Listed</dt><dd><b>{escape(listed)}</b> {escape(hit.entry_state or 'any state')}</dd>"
        "</dl>"
    )


def _image(url: str | None) -> str:
    """Return a link that a person may follow; only to what a browser opens as a page."""
    if url and urlsplit(url).scheme in ("http", "https"):
        return (
            f'<p><a href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
            "Open the camera's image</a></p>"
        )
    return _facts((("Image", url),))


def _sightings(hit: HitDetails, zone: str) -> str:
    lines = [
        f"{words.local_time(each.captured_at, zone)}, {each.camera or 'camera not known'}"
        for each in hit.sightings
    ]
    return _list("Seen before, in 24 hours", lines, "not seen, or the reads are gone")


def _near(title: str, calls: Sequence[NearCall], at: datetime, word: str) -> str:
    lines = [
        f"{call.call_type}, {age_figure(at - call.received_at)}{word}"
        f" ({_category(call.category)}), {call.address or 'address not known'}"
        for call in calls
    ]
    return _list(title, lines, "none known")


def _list(title: str, lines: Sequence[str], empty: str) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    body = f"<ul>{items}</ul>" if items else f'<p class="rtcc-empty">{escape(empty)}</p>'
    return f"<h3>{escape(title)}</h3>{body}"


def _category(name: str) -> str:
    return CATEGORY_STYLES[Category(name)].label


def _mark(text: str, tone: Tone) -> str:
    return Mark(text=text, tone=tone).html()


def _source(text: str) -> str:
    return f'<p class="rtcc-source">From {escape(text)}</p>'


def _ago(at: datetime, now: datetime) -> str:
    return f"{age_figure(now - at)} ago"
