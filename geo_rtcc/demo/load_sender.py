"""One connection of a load: requests at fixed instants, over a plain socket.

Plain sockets and payloads from templates keep the sender's own work out of the measurement.
"""

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TextIO

from geo_rtcc.demo.load_payloads import Payloads

NO_ANSWER, OK, TOO_MANY, UNAVAILABLE = 0, 200, 429, 503
_TIMEOUT_S, _AGAIN_S, _LONGEST_WAIT_S = 30.0, 0.1, 2.0
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, kw_only=True)
class Load:
    """What to send.

    Parameters
    ----------
    rate
        Records a second, 0 for as many as the connections carry.
    batch
        Records a request.
    resend
        Send what was not acknowledged again until it is, or the time is over.
    """

    path: str
    rate: float
    seconds: float
    batch: int
    connections: int
    resend: bool = False


@dataclass
class Share:
    """What one connection saw."""

    latencies_s: list[float] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: int = 0
    rejected: int = 0


class Journal:
    """Writes what was acknowledged, a line a record, flushed; for several threads."""

    def __init__(self, file: TextIO | None) -> None:
        self._file, self._lock = file, threading.Lock()

    def add(self, ids: list[str]) -> None:
        """Write the ids of one request's records."""
        if self._file:
            with self._lock:
                self._file.write("\n".join(ids) + "\n")
                self._file.flush()


class Sender:
    """One connection: every n-th request of the load."""

    def __init__(
        self, address: tuple[str, int], load: Load, made: Payloads, number: int, journal: Journal
    ) -> None:
        self._address, self._load, self._made, self._number = address, load, made, number
        self._journal = journal
        self._socket: socket.socket | None = None
        self.share = Share()

    def run(self, began_s: float) -> None:
        """Send until the time is over."""
        end_s, turn = began_s + self._load.seconds, self._number
        while True:
            due_s = began_s + turn * self._load.batch / self._load.rate if self._load.rate else 0.0
            wait_s = due_s - time.monotonic()
            if max(due_s, time.monotonic()) >= end_s:
                break
            if wait_s > 0:
                time.sleep(wait_s)
            if due_s:
                self.share.late_s.append(max(-wait_s, 0.0))
            self._send(turn * self._load.batch, end_s)
            turn += self._load.connections
        if self._socket:
            self._socket.close()

    def _send(self, first: int, end_s: float) -> None:
        """Send one request, and where wished again until it is acknowledged."""
        # sent again with the same instant, so that it is the same record
        now = datetime.now(UTC)
        body = self._made.body(first, self._load.batch, now)
        host = self._address[0] if ":" not in self._address[0] else f"[{self._address[0]}]"
        head = (
            f"POST {self._load.path} HTTP/1.1\r\nHost: {host}:{self._address[1]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        while True:
            sent_s = time.monotonic()
            status, answer, wait_s = self._exchange(head + body)
            self.share.statuses[status] += 1
            if status == OK:
                self.share.latencies_s.append(time.monotonic() - sent_s)
                self._note(first, now, answer)
                return
            if status == NO_ANSWER:
                time.sleep(_AGAIN_S)
            if not self._load.resend or time.monotonic() >= end_s:
                return
            if status in (TOO_MANY, UNAVAILABLE):
                time.sleep(min(max(wait_s, _AGAIN_S), _LONGEST_WAIT_S))
            elif status != NO_ANSWER:
                return

    def _note(self, first: int, now: datetime, answer: bytes) -> None:
        rejected = _count(answer, b'"rejected":')
        self.share.rejected += rejected
        self.share.acknowledged += self._load.batch - rejected
        if not rejected:
            self._journal.add(self._made.ids(first, self._load.batch, now))

    def _exchange(self, request: bytes) -> tuple[int, bytes, float]:
        """Return status (0 where there was no answer), body, and the seconds it asks to wait."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(self._address, timeout=_TIMEOUT_S)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(request)
            return _answer(self._socket.recv)
        except (OSError, ValueError):
            if self._socket:
                self._socket.close()
            self._socket = None
            return NO_ANSWER, b"", 0.0


def _answer(receive: Callable[[int], bytes]) -> tuple[int, bytes, float]:
    """Read one answer of a stated length."""
    data = b""
    while _HEAD_END not in data:
        data += (more := receive(65536))
        if not more:
            raise ConnectionError
    head, _, body = data.partition(_HEAD_END)
    lines = head.decode("latin-1").split("\r\n")
    fields = {k.strip().lower(): v.strip() for k, _, v in (one.partition(":") for one in lines[1:])}
    length = int(fields["content-length"]) if "content-length" in fields else 0
    while len(body) < length:
        body += (more := receive(65536))
        if not more:
            raise ConnectionError
    if fields.get("connection", "").lower() == "close" and lines[0].split(" ")[1] != "200":
        # the next request needs a new connection
        raise ConnectionError
    return int(lines[0].split(" ")[1]), body, float(fields.get("retry-after", "0"))


def _count(answer: bytes, name: bytes) -> int:
    """Return the number after a JSON key; 0 where there is none."""
    found = re.search(re.escape(name) + rb"\s*(\d+)", answer)
    return int(found[1]) if found else 0
