"""How calls got their places: tables, one bar, sentences. Every text from data is escaped."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from html import escape

from geo_rtcc.models import MatchType
from geo_rtcc.situation.data_health import AddressCheck, Apart, Rejected
from geo_rtcc.store.geofile import GeofileSet
from geo_rtcc.store.waiting import MatchRate
from geo_rtcc.views import words
from geo_rtcc.views.palette import FOUND_STYLES, Theme
from geo_rtcc.views.system import kind_words, table

PERIODS = {
    "24 hours": timedelta(hours=24), "7 days": timedelta(days=7), "28 days": timedelta(days=28),
    "A year": timedelta(days=365),
}  # fmt: skip
HEADING = (
    '<h1 class="rtcc-heading">Data health'
    "<small>Where calls for service lie, and how that is known</small></h1>"
)
NO_GEOFILE = (
    "No geofile is loaded, so no address can be found: geo-rtcc load geofile roads FILE "
    "--preset NAME, and likewise addresses, places, intersections and aliases."
)
NO_MATCHES = '<p class="rtcc-empty">Without calls there are no match types.</p>'
_REJECTED = (
    "Each with its reason: geo-rtcc quarantine list. With its raw payload: geo-rtcc quarantine "
    "show ID. Another try: geo-rtcc quarantine retry --preset NAME."
)
_IN_KM_FROM_M = 10_000
_GROUPS = {
    MatchType.GIVEN: "given",
    MatchType.CAMERA: "given",
    MatchType.BEAT: "beat",
    MatchType.NONE: "none",
}


def group_of(match_type: MatchType) -> str:
    """Return which part of the bar a match type belongs to: a key of ``FOUND_STYLES``."""
    return _GROUPS.get(match_type, "found")


def bar(rates: Sequence[MatchRate], theme: Theme) -> str:
    """Return one bar of all calls by how they got their place, with its key in words."""
    sums = Counter[str]()
    for each in rates:
        sums[group_of(MatchType(each.match_type))] += each.count
    total = sums.total()
    if not total:
        return '<p class="rtcc-empty">No call was received in this time.</p>'
    parts = [(name, style, sums[name]) for name, style in FOUND_STYLES.items()]
    spoken = ", ".join(f"{style.label} {n:,} ({_share(n, total)})" for _, style, n in parts)
    pieces = "".join(
        f'<i data-found="{name}" style="width:{100 * n / total:.3f}%;'
        f'background-color:{style.fill(theme)}"></i>'
        for name, style, n in parts
        if n
    )
    key = "".join(
        f'<span><i data-found="{name}" style="background-color:{style.fill(theme)}"></i>'
        f"{style.label} <b>{_share(n, total)}</b> ({n:,})</span>"
        for name, style, n in parts
    )
    return (
        f'<div class="rtcc-found" role="img" aria-label="Of {words.calls(total)}: {spoken}">'
        f'{pieces}</div><div class="rtcc-key">{key}</div>'
    )


def match_table(rates: Sequence[MatchRate], theme: Theme) -> str:
    """Return how often each way of finding a place was used, marked as its part of the bar."""
    sums = Counter[MatchType]()
    for each in rates:
        sums[MatchType(each.match_type)] += each.count
    total = sums.total()
    lines = [
        (_marked(kind, theme), f"{sums[kind]:,}", _share(sums[kind], total))
        for kind in MatchType
        if sums[kind]
    ]
    head = ("How the place was found", f"Calls (n = {total:,})", "Share")
    return table("Match rate by type", head, lines, "", figures=2) if lines else ""


def check_sentence(check: AddressCheck, within_m: float) -> str:
    """Say how many given points were compared with their address, and how many disagree."""
    if within_m <= 0:
        return (
            "Points given by the source are not compared with their addresses: "
            "GEO_RTCC_ADDRESS_CHECK_M is 0."
        )
    if not check.compared:
        return (
            f"Of {check.given:,} points given by the source none was compared with its address: "
            "there is no address, or it was not found."
        )
    return (
        f"Of {check.given:,} points given by the source, {check.compared:,} were compared with "
        f"where their address was found; {check.apart:,} ({_share(check.apart, check.compared)}) "
        f"lie more than {within_m:g} m from it (GEO_RTCC_ADDRESS_CHECK_M). The given point is kept."
    )


def apart_table(apart: Sequence[Apart], zone: str) -> str:
    """Return the given points that lie farthest from their address."""
    lines = [
        (escape(each.address or "–"), escape(f"{each.source}, {each.external_id}"),
         escape(words.local_time(each.received_at, zone)), _distance(each.distance_m))
        for each in apart
    ]  # fmt: skip
    head = ("Address", "Call", "Received", "Apart")
    return table("Farthest from their address", head, lines, "", figures=1) if lines else ""


def geofile_table(sets: Sequence[GeofileSet], now: datetime) -> str:
    """Return what addresses are looked up in; without any, the command that loads it."""
    lines = [
        (escape(f"{str(each.kind).capitalize()}, {each.name}"),
         escape(f"{each.file_name} ({each.preset})"),
         words.duration(max(now - each.loaded_at, timedelta())), f"{each.n:,}")
        for each in sets
    ]  # fmt: skip
    head = ("Geofile, set", "File (preset)", "Loaded ago", "Rows")
    return table("Geofile", head, lines, NO_GEOFILE, figures=1)


def rejected_table(rejected: Sequence[Rejected], zone: str) -> str:
    """Return how many records of each feed wait in quarantine, and the commands to see them."""
    lines = [
        (escape(kind_words(each.kind)), escape(each.source),
         escape(words.local_time(each.newest_at, zone)), f"{each.n:,}")
        for each in rejected
    ]  # fmt: skip
    head = ("Rejected records", "Source", "Newest", "Open")
    made = table("Rejected records", head, lines, "No record is rejected.", figures=1)
    return made + (sentences([_REJECTED]) if lines else "")


def sentences(said: Iterable[str]) -> str:
    """Return sentences that belong to what stands above them."""
    items = "".join(f"<li>{escape(each)}</li>" for each in said)
    return f'<ul class="rtcc-notes">{items}</ul>'


def _marked(kind: MatchType, theme: Theme) -> str:
    group = group_of(kind)
    style = FOUND_STYLES[group]
    return (
        f'<span class="rtcc-found-by" title="{style.label}"><i data-found="{group}" '
        f'style="background-color:{style.fill(theme)}"></i>{escape(words.match_words(kind))}</span>'
    )


def _share(n: int, total: int) -> str:
    return f"{words.one_decimal(100 * n / total)} %" if total else "–"


def _distance(metres: float) -> str:
    return f"{metres:,.0f} m" if metres < _IN_KM_FROM_M else f"{metres / 1000:,.0f} km"
