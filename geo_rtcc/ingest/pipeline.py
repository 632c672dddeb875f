"""Groups of records → located, counted, matched and committed, one transaction a group."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database


class Pipeline:
    """Stores groups of submissions; used by the ingest service and by file loads alike.

    A context manager. Not to be used by two threads at once. What it keeps in memory (boundaries,
    hot list, cameras) is checked against the database inside every transaction.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None: ...

    def store(self, group: Sequence[Submission], *, now: datetime) -> list[Receipt]:
        """Store the group in one transaction; return one receipt a submission after the commit.

        Raises DatabaseError where nothing of the group was stored.
        """
        raise NotImplementedError
