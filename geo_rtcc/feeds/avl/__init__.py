"""Unit positions: one module a format, each bytes → models or rejected records."""

from typing import Any

from geo_rtcc.feeds.avl.cot import COT
from geo_rtcc.feeds.avl.nmea import NMEA
from geo_rtcc.feeds.avl.plain import PLAIN
from geo_rtcc.feeds.avl.taip import TAIP
from geo_rtcc.feeds.parsed import FeedFormat

FORMATS: tuple[FeedFormat[Any], ...] = (PLAIN, NMEA, TAIP, COT)
