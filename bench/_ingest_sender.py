"""Sends blocks of reads as NDJSON over a few connections, as told by lines on its input."""

import http.client
import json
import sys
import threading
import time
from collections import Counter, deque
from datetime import datetime
from urllib.parse import urlsplit

from bench.ingest_city import Reads, body, made

BLOCK = 5_000
PATH = "/v1/reads?source=bench"
_SUMMED = ("added", "repeated", "expired", "rejected", "hits")


class Sending:
    """Bodies, made ahead or as they are asked for, and the connections that take them."""

    def __init__(self, url: str, reads: Reads, connections: int) -> None:
        self._port, self._reads = urlsplit(url).port, reads
        self._connections = connections
        self._ready: deque[bytes] = deque()
        self._left, self._lock = 0, threading.Lock()
        self._sums: Counter[str] = Counter()

    def make(self, blocks: int) -> None:
        """Make bodies ahead."""
        self._ready.extend(body(self._reads.block(BLOCK)) for _ in range(blocks))

    def send(self, blocks: int) -> dict[str, float]:
        """Send so many bodies; return the sums of their receipts and the seconds it took."""
        self._left, self._sums = blocks, Counter()
        threads = [threading.Thread(target=self._work) for _ in range(self._connections)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {**self._sums, "sent": blocks * BLOCK, "seconds": time.perf_counter() - began}

    def _next(self) -> bytes | None:
        with self._lock:
            self._left -= 1
            if self._left < 0:
                return None
            return self._ready.popleft() if self._ready else body(self._reads.block(BLOCK))

    def _work(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        while (payload := self._next()) is not None:
            receipt = self._stored(connection, payload)
            with self._lock:
                self._sums.update({name: receipt[name] for name in _SUMMED})
        connection.close()

    def _stored(self, connection: http.client.HTTPConnection, payload: bytes) -> dict[str, int]:
        while True:
            connection.request("POST", PATH, payload)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == 200:
                return dict(json.loads(text))
            if answer.status not in (429, 503):
                raise SystemExit(f"{answer.status}: {text[:300]!r}")
            with self._lock:
                self._sums["came_again"] += 1
            time.sleep(float(answer.headers.get("Retry-After", 1)))


def main() -> None:
    """Do what each line asks for: ``make N`` or ``send N``."""
    url, entries, begin_at, step_s, connections = sys.argv[1:]
    city = made(int(entries))
    reads = Reads(city, datetime.fromisoformat(begin_at), step_s=float(step_s))
    sending = Sending(url, reads, int(connections))
    for line in sys.stdin:
        word, count = line.split()
        answer = sending.send(int(count)) if word == "send" else sending.make(int(count))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
