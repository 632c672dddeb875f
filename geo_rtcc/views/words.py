"""Sentences and times as people read them: always the agency's zone, always honest about age."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from geo_rtcc.models import AreaKind, MatchType, ShiftWindow

# Quiet nights exist: a quarter of an hour without a call is when someone should look at the feed.
LIVE_WITHIN = timedelta(minutes=15)
YEAR_S = 31_557_600  # 365.25 days

DEMO_NOTE = (
    "A demo city: its calls are invented, and those up to now are added when the demo starts."
)
AREA_WORDS = {AreaKind.BEAT: "Beat", AreaKind.SECTOR: "Sector", AreaKind.DISTRICT: "District"}
_MATCH_WORDS = {
    MatchType.GIVEN: "Point given by the source",
    MatchType.CAMERA: "Where the camera stands",
    MatchType.TAUGHT: "Placed by a person",
    MatchType.COORDINATES: "Coordinates in the text",
    MatchType.ADDRESS: "Address point",
    MatchType.RANGE: "By number along the street",
    MatchType.INTERPOLATED: "Between two address points",
    MatchType.INTERSECTION: "Intersection",
    MatchType.BLOCK: "Middle of the block",
    MatchType.PLACE: "Common place",
    MatchType.MARKER: "Milepost or exit",
    MatchType.STREET: "Middle of the street",
    MatchType.BEAT: "Beat only, no point",
    MatchType.NONE: "No point",
}
_WITHOUT_POINT = (MatchType.BEAT, MatchType.NONE)


def duration(span: timedelta) -> str:
    """Return a span in its largest unit: 42 s, 7 min, 5 h, 12 days, 8.9 years."""
    seconds = int(span.total_seconds())
    if seconds >= 2 * YEAR_S:
        return f"{seconds * 10 // YEAR_S / 10} years"
    for unit, length in (("days", 172_800), ("h", 7_200), ("min", 120)):
        if seconds >= length:
            per = {"days": 86_400, "h": 3_600, "min": 60}[unit]
            return f"{seconds // per} {unit}"
    return f"{seconds} s"


def minutes(seconds: float | None) -> str:
    """Return seconds as minutes with one decimal, or a dash."""
    return "–" if seconds is None else f"{one_decimal(seconds / 60)} min"


def local_time(instant: datetime, zone: str) -> str:
    """Return an instant on the agency's clock, such as Sat 21 Nov 2026 22:14."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y %H:%M}"


def zone_label(instant: datetime, zone: str) -> str:
    """Return the zone's abbreviation at that instant, such as CST."""
    return instant.astimezone(ZoneInfo(zone)).tzname() or zone


def day(on: date) -> str:
    """Return a date such as Sat 21 Nov 2026."""
    return f"{on:%a} {on.day} {on:%b %Y}"


def shift_line(window: ShiftWindow | None, on: date, zone: str) -> str:
    """Say which stretch of the agency's clock a review covers."""
    if window is None:
        return f"Operational date {day(on)}: whole day"
    shift = window.shift
    start = _nominal(window.start_at, zone, shift.start_minute)
    end = _nominal(window.end_at, zone, shift.end_minute)
    hours = (window.end_at - window.start_at).total_seconds() / 3600
    span = f"{start:%a %H:%M} – {end:%a %H:%M} {end.tzname()}"
    return f"{shift.name}, operational date {day(on)}: {span} ({hours:g} h)"


def _nominal(instant: datetime, zone: str, minute: int) -> datetime:
    """Return a shift's edge on the agency's clock, in the agency's own words.

    Where the boundary minute belongs to the earlier shift, "15:00" begins at 15:01.
    """
    local = instant.astimezone(ZoneInfo(zone))
    before = local - timedelta(minutes=1)
    return before if before.hour * 60 + before.minute == minute % 1440 else local


def calls(n: int) -> str:
    """Return 1 call, 2 calls, 12,345 calls."""
    return f"{n:,} call" + ("" if n == 1 else "s")


def match_words(match_type: MatchType) -> str:
    """Say how a point was found."""
    return _MATCH_WORDS[match_type]


def certainty(match_type: str, uncertainty_m: float | None, score: float | None = None) -> str:
    """Say how a point was found and how sure it is.

    Parameters
    ----------
    uncertainty_m
        Metres; None where nobody states it.
    score
        0 to 1, how well text and place agree; None where nothing was looked up. A person who
        places a text leaves nothing to agree.
    """
    found = MatchType(match_type)
    word = _MATCH_WORDS[found]
    if found in _WITHOUT_POINT:
        return word
    known = uncertainty_m is not None and uncertainty_m > 0
    radius = f"±{uncertainty_m:.0f} m" if known else "uncertainty not stated"
    is_told = score is None or found is MatchType.TAUGHT
    agreement = "" if is_told else f"; text and place agree {score:.2f} of 1"
    return f"{word}, {radius}{agreement}"


def one_decimal(value: float) -> str:
    """Return a number rounded half away from zero, as the browser rounds in tables."""
    return str(Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP))


def signed(value: float) -> str:
    """Return a difference with a typographic sign and one decimal."""
    text = one_decimal(value)
    return text.replace("-", "−") if value < 0 else f"+{text}"
