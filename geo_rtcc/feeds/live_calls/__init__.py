"""Calls for service pushed as messages: one module a format, bytes → models."""

from typing import Any

from geo_rtcc.feeds.parsed import FeedFormat

FORMATS: tuple[FeedFormat[Any], ...] = ()
