"""Requests to an ingest service over one connection, sent again until it has answered for good."""

import http.client
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from geo_rtcc.demo.envelopes import Envelope
from geo_rtcc.errors import InputError

FIRST_PAUSE_S, LONGEST_PAUSE_S, TIMEOUT_S = 0.25, 15.0, 30.0
# No answer, too busy, or away: these end by themselves. Another error of the service's may be
# about this very request, so it is given up after a few tries.
_PASSING = frozenset({0, 429, 502, 503, 504})
_SERVER_ERROR, _TRIES = 500, 5
Sleep = Callable[[float], None]
Say = Callable[[str], None]


@dataclass
class Tally:
    """What became of what was sent.

    Parameters
    ----------
    requests, sent
        Requests answered for good, and their records.
    acknowledged
        Records committed, those stored already included.
    repeated, stale, expired, rejected, hits
        As the service counts them.
    refused
        Requests that it will never take.
    retries
        Requests sent again: not reached, too busy, or out of order.
    """

    requests: int = 0
    sent: int = 0
    acknowledged: int = 0
    repeated: int = 0
    stale: int = 0
    expired: int = 0
    rejected: int = 0
    hits: int = 0
    refused: int = 0
    retries: int = 0
    statuses: dict[str, int] = field(default_factory=dict)

    def add(self, status: int, answer: dict[str, Any], count: int) -> None:
        """Count one final answer."""
        counts = {k: v for k, v in answer.items() if isinstance(v, int)}
        taken = ("added", "updated", "changed", "unchanged", "repeated", "stale", "expired")
        acknowledged = sum(counts.get(name, 0) for name in taken)
        self.requests += 1
        self.statuses[str(status)] = self.statuses.get(str(status), 0) + 1
        self.acknowledged += acknowledged
        for name in ("repeated", "stale", "expired", "rejected", "hits"):
            setattr(self, name, getattr(self, name) + counts.get(name, 0))
        self.sent += count or acknowledged + counts.get("rejected", 0)
        self.refused += status >= http.HTTPStatus.BAD_REQUEST


class Poster:
    """Sends requests in order, each until the service says yes or never. A context manager.

    Parameters
    ----------
    url
        Of the service: http://127.0.0.1:8502
    sleep
        How to wait between tries; it may raise to give up.
    """

    def __init__(self, url: str, *, sleep: Sleep = time.sleep, say: Say = lambda _: None) -> None:
        self._connection = connection(url)
        self._sleep, self._say = sleep, say
        self.tally = Tally()

    def __enter__(self) -> "Poster":
        return self

    def __exit__(self, *_exc: object) -> None:
        self._connection.close()

    def send(self, envelope: Envelope) -> dict[str, Any]:
        """Send one request until it is answered for good; return the answer.

        Unreached, too busy (429) and away (503) are tried again, as long as it takes: what the
        service has not acknowledged it may not have stored, and storing it twice is harmless.
        """
        pause_s, failures = FIRST_PAUSE_S, 0
        while True:
            status, answer, wait_s = self._try(envelope)
            failures += status not in _PASSING and status >= _SERVER_ERROR
            if status not in _PASSING and (status < _SERVER_ERROR or failures == _TRIES):
                self.tally.add(status, answer, envelope.count)
                return answer
            self.tally.retries += 1
            if pause_s == FIRST_PAUSE_S:
                self._say(f"The service answers {status}." if status else "The service is away.")
            # spread, so that many senders don't come back at once
            self._sleep(max(wait_s, pause_s * random.uniform(0.75, 1.25)))  # noqa: S311
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _try(self, envelope: Envelope) -> tuple[int, dict[str, Any], float]:
        """Return status (0 where there was no answer), answer, and seconds to wait."""
        target = envelope.path + (f"?{envelope.query}" if envelope.query else "")
        try:
            self._connection.request(
                envelope.method,
                target,
                envelope.body.encode("utf-8"),
                {"Content-Type": envelope.content_type},
            )
            response = self._connection.getresponse()
            payload = response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return 0, {}, 0.0
        return response.status, _object(payload), _seconds(response.headers.get("Retry-After"))


def connection(url: str) -> http.client.HTTPConnection:
    """Return a connection, not yet open, to a service's address.

    Raises InputError for anything but http://HOST:PORT and https://HOST:PORT.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    kinds: dict[str, type[http.client.HTTPConnection]] = {
        "http": http.client.HTTPConnection,
        "https": http.client.HTTPSConnection,
    }
    if host is None or parts.scheme not in kinds or parts.path.strip("/") or parts.query:
        raise InputError(f"{url!r} is no address of a service, such as http://127.0.0.1:8502")
    return kinds[parts.scheme](host, port, timeout=TIMEOUT_S)


def _object(payload: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(payload)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _seconds(text: str | None) -> float:
    try:
        return min(max(float(text or 0), 0.0), 60.0)
    except ValueError:
        return 0.0
