"""What every parser of a feed's messages takes and gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from geo_rtcc.models import RejectedRecord

Record = TypeVar("Record")


class RecordKind(StrEnum):
    """What a feed brings. Values are quarantine kinds and table names."""

    CALL = "call_for_service"
    READ = "plate_read"
    FIX = "avl_fix"
    HOT_LIST_ENTRY = "hot_list_entry"
    CAMERA = "camera"


@dataclass(frozen=True, kw_only=True)
class FeedContext:
    """What a parser needs to know beside the payload.

    Parameters
    ----------
    source
        Code under which external ids are unique.
    zone
        IANA zone of times that carry none.
    now
        Records from more than a day after it are refused; aware.
    """

    source: str
    zone: str
    now: datetime


@dataclass
class Parsed(Generic[Record]):
    """The records of one payload, whatever its format.

    Parameters
    ----------
    records
        In the order they came.
    rejected
        What can't be used. ``raw`` holds the record as it came: the keys of a flat record, else
        ``{"text": …}`` with the record's own bytes as text, so that it can be parsed again.
        ``row_number`` is its 1-based place in the payload.
    unplaced
        Of ``records``, those left without a point because their coordinates can't be used; kept
        as ``rejected`` are, so that they can be placed later.
    ignored
        Messages that bring no record on purpose: heartbeats, tests.
    """

    records: list[Record] = field(default_factory=list)
    rejected: list[RejectedRecord] = field(default_factory=list)
    unplaced: list[RejectedRecord] = field(default_factory=list)
    ignored: int = 0


@dataclass(frozen=True, kw_only=True)
class FeedFormat(Generic[Record]):
    """One way to write one kind of record.

    Parameters
    ----------
    name
        Short and lower case, unique within its kind: part of a URL, kept with quarantined records.
    media_types
        What a sender may call it; the first is the usual one.
    parse
        Never raises for any bytes: what can't be read is in ``rejected``, with a reason that names
        the field and repeats no plate, address or caller.
    schema
        JSON schema of one record, for the OpenAPI page; empty where the format isn't JSON.
    example
        One record as it would be sent.
    """

    name: str
    title: str
    kind: RecordKind
    media_types: tuple[str, ...]
    parse: Callable[[bytes, FeedContext], Parsed[Record]]
    example: bytes
    schema: dict[str, object] = field(default_factory=dict)
