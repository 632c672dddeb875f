"""Calls for service pushed as messages: one module a format, bytes → models."""

from typing import Any

from geo_rtcc.feeds.live_calls.eido import EIDO
from geo_rtcc.feeds.live_calls.plain import PLAIN
from geo_rtcc.feeds.live_calls.vendor import VENDOR
from geo_rtcc.feeds.parsed import FeedFormat

FORMATS: tuple[FeedFormat[Any], ...] = (PLAIN, EIDO, VENDOR)
