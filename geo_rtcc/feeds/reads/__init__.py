"""Plate reads: one module a format, each bytes → models or rejected records."""

from typing import Any

from geo_rtcc.feeds.parsed import FeedFormat
from geo_rtcc.feeds.reads import (
    axis,
    flock,
    hikvision,
    plain,
    platerecognizer,
    rekor,
    verkada,
)
from geo_rtcc.feeds.reads.plain_frame import plain_frame

FORMATS: tuple[FeedFormat[Any], ...] = tuple(
    module.FORMAT for module in (plain, rekor, flock, verkada, platerecognizer, hikvision, axis)
)

__all__ = ["FORMATS", "plain_frame"]
