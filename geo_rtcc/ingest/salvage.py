"""A group that can't be stored as a whole: its good records are, the bad ones go to quarantine."""

import json
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from typing import Any

import polars as pl

from geo_rtcc.errors import DatabaseError, DataRefusedError
from geo_rtcc.ingest.submissions import MOST_DETAILS, Receipt, Submission
from geo_rtcc.models import RejectedRecord

Store = Callable[[list[Submission]], list[Receipt]]

REFUSED = "The record could not be stored. The service's log says what kind of error it was."
PLAIN = "plain"  # the format whose fields are our own, so that a kept record can be read again


def salvage(submission: Submission, store: Store) -> Receipt:
    """Store a submission, in ever smaller parts until only records that can't be stored are left.

    Those are kept in quarantine. Raises DatabaseError where the database has gone or is not as it
    should be: parts may have been stored by then, and the sender comes again with all of them.
    """
    try:
        return store([submission])[0]
    except DataRefusedError:
        return _halved(submission, store)
    except DatabaseError:
        raise
    except Exception:  # a value that nobody foresaw
        return _halved(submission, store)


def _halved(submission: Submission, store: Store) -> Receipt:
    count = len(submission.records)
    if count <= 1:
        return store([_all_rejected(submission) if count else submission])[0]
    halves = [
        replace(submission, records=submission.records[: count // 2]),
        replace(_bare(submission), records=submission.records[count // 2 :]),
    ]
    return _sum([salvage(half, store) for half in halves])


def _bare(submission: Submission) -> Submission:
    """Return it without what the first half carries already."""
    return replace(submission, rejected=[], unplaced=[], ignored=0)


def _all_rejected(submission: Submission) -> Submission:
    record = submission.records[0]
    values = record.row(0, named=True) if isinstance(record, pl.DataFrame) else asdict(record)
    said = {name: value for name, value in values.items() if value not in (None, [], ())}
    raw: dict[str, Any] = {"text": json.dumps(said, default=str)}
    rejected = RejectedRecord(row_number=1, field_name="", reason=REFUSED, raw=raw)
    return replace(submission, format=PLAIN, records=[], rejected=[*submission.rejected, rejected])


def _sum(receipts: list[Receipt]) -> Receipt:
    total = Receipt()
    for receipt in receipts:
        for field in fields(Receipt):
            setattr(total, field.name, getattr(total, field.name) + getattr(receipt, field.name))
    total.rejections = total.rejections[:MOST_DETAILS]
    return total
