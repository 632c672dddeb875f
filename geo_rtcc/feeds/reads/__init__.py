"""Plate reads: one module a format, each bytes → models or rejected records."""

from typing import Any

from geo_rtcc.feeds.parsed import FeedFormat

FORMATS: tuple[FeedFormat[Any], ...] = ()
