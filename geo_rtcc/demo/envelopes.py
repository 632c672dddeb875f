"""Requests to the ingest service as they are sent, recorded and played again: one a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from geo_rtcc.errors import InputError

POST, PUT = "POST", "PUT"
_HOT_LISTS = "/v1/hot-lists/"


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One request.

    Parameters
    ----------
    at
        When it is due, by the clock of whoever recorded it.
    path, query
        Below the service's address; lists are put, all else is posted.
    count
        How many records it holds; 0 where nobody has counted.
    """

    at: datetime
    path: str
    query: str
    content_type: str
    body: str
    count: int = 0

    @property
    def method(self) -> str:
        """The HTTP method."""
        return PUT if self.path.startswith(_HOT_LISTS) else POST

    def line(self) -> str:
        """Return the request as one line of a recording."""
        kept = {
            "at": self.at.isoformat(),
            "path": self.path,
            "query": self.query,
            "content_type": self.content_type,
            "body": self.body,
        }
        return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def of_records(at: datetime, path: str, records: list[dict[str, Any]], **query: str) -> Envelope:
    """Return a request that brings records as a JSON array."""
    return Envelope(
        at=at,
        path=path,
        query=urlencode(query),
        content_type="application/json",
        body=json.dumps(records, separators=(",", ":"), ensure_ascii=False),
        count=len(records),
    )


def read_recording(path: Path) -> Iterator[Envelope]:
    """Yield the requests of a recording.

    Raises InputError naming the file and the line that can't be used.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _envelope(line, path.name, number)
    except OSError as error:
        raise InputError(f"{path.name}: can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: is not UTF-8 text, so it is no recording.") from error


def _envelope(line: str, file_name: str, number: int) -> Envelope:
    where = f"{file_name}, line {number}"
    try:
        kept = json.loads(line)
        texts = {name: kept[name] for name in ("path", "query", "content_type", "body")}
        at = datetime.fromisoformat(kept["at"])
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{where}: is no request as geo-rtcc feeds --record FILE writes them, "
            "with at, path, query, content_type and body."
        ) from error
    if not all(isinstance(text, str) for text in texts.values()) or any(
        sign in texts[name] for name in ("path", "query", "content_type") for sign in "\r\n"
    ):
        raise InputError(f"{where}: path, query, content_type and body must be texts.")
    if not texts["path"].startswith("/v1/") or at.tzinfo is None:
        raise InputError(f"{where}: the path must begin with /v1/, and the time needs a zone.")
    return Envelope(at=at, **texts)
