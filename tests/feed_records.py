"""Records of feeds for tests, with only what a test says about them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.models import AvlFix, CallForService, PlateRead

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
_KINDS = {CallForService: RecordKind.CALL, PlateRead: RecordKind.READ, AvlFix: RecordKind.FIX}


def later(seconds: float) -> datetime:
    """Return the instant so many seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def read(external_id: str, seconds: float = 0, plate: str = "KBR1207", **words: Any) -> PlateRead:
    """Return a read, captured so many seconds after NOW by camera c1."""
    values = {"camera": "c1", "plate_text": plate, **words}
    return PlateRead(external_id=external_id, captured_at=later(seconds), plate=plate, **values)


def call(external_id: str, **words: Any) -> CallForService:
    """Return a call, received at NOW unless said otherwise."""
    values = {"received_at": NOW, "call_type": "BURR", **words}
    return CallForService(external_id=external_id, **values)


def fix(unit: str, seconds: float = 0, **words: Any) -> AvlFix:
    """Return a fix in the middle of the small city, so many seconds after NOW."""
    values = {"lon": -93.09, "lat": 45.01, **words}
    return AvlFix(unit=unit, fix_at=later(seconds), **values)


def submission(records: Sequence[Any], source: str = "feed", **words: Any) -> Submission:
    """Return the records as one submission; their kind is told by the first."""
    kind = words.pop("kind", None) or _KINDS[type(records[0])]
    values = {"zone": "America/Chicago", "format": "plain", **words}
    return Submission(kind=kind, source=source, records=list(records), **values)
