"""Posts one read at a time over kept-alive connections: at a steady rate, or as fast as it goes."""

import asyncio
import json
import sys
import time
from collections import deque
from datetime import datetime
from urllib.parse import urlsplit

import numpy as np
import uvloop

from bench.ingest_city import Reads, body, made

PATH = "/v1/reads?source=posts"
TICK_S = 0.002  # waking for each post would take more of the processors than sending it


class Posts(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self, load: "Load") -> None:
        self._load, self._seen, self.due_at = load, b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.lost(self)

    def post(self, request: bytes, due_at: float) -> None:
        """Send a request that was due at an instant of the monotonic clock."""
        self.due_at = due_at
        self._transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, _, rest = self._seen.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length: ")
        if at < 0 or len(rest) < int(head[at + 16 :].split(b"\r\n", 1)[0]):
            return
        self._seen = b""
        self._load.answered(self, head.startswith(b"HTTP/1.1 200"))


class Load:
    """Requests made ahead, each sent at its time over whichever connection is free.

    Latency counts from when a request was due: one that has to wait for a free connection is late.
    """

    def __init__(self, requests: list[bytes], rate: float) -> None:
        self._requests, self._rate = deque(requests), rate
        self._count = len(requests)
        self._free: deque[Posts] = deque()
        self._due: deque[float] = deque()
        self.latencies: list[float] = []
        self.failed = 0
        self._done = asyncio.Event()

    async def run(self, port: int, connections: int) -> float:
        """Send everything; return the seconds from the first request to the last answer."""
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            made_one = await loop.create_connection(lambda: Posts(self), "127.0.0.1", port)
            self._free.append(made_one[1])
        began = time.monotonic()
        if self._rate:
            await self._paced(began)
        else:
            self._due.extend([0.0] * self._count)
            self._send()
        await self._done.wait()
        return time.monotonic() - began

    async def _paced(self, began: float) -> None:
        for number in range(self._count):
            due_at = began + number / self._rate
            while (left := due_at - time.monotonic()) > 0:
                await asyncio.sleep(max(left, TICK_S))
            self._due.append(due_at)
            self._send()
            if number % 50 == 0:
                await asyncio.sleep(0)

    def _send(self) -> None:
        while self._free and self._due:
            due_at = self._due.popleft() or time.monotonic()
            self._free.popleft().post(self._requests.popleft(), due_at)

    def answered(self, connection: Posts, is_stored: bool) -> None:
        """Note an answer and use its connection again."""
        self.latencies.append(time.monotonic() - connection.due_at)
        self.failed += not is_stored
        self._free.append(connection)
        self._send()
        if len(self.latencies) >= self._count:
            self._done.set()

    def lost(self, _connection: Posts) -> None:
        """A connection ended: what it had sent is not known to be stored."""
        if not self._done.is_set():
            raise SystemExit("the service closed a connection")


def main() -> None:
    """Post ``count`` reads at ``rate`` a second (0: as fast as it goes); print what came out."""
    url, entries, begin_at, seed, count, rate, connections = sys.argv[1:]
    city = made(int(entries))
    reads = Reads(city, datetime.fromisoformat(begin_at), step_s=0.001, seed=int(seed))
    lines = body(reads.block(int(count))).splitlines()
    load = Load([_request(line) for line in lines], float(rate))
    seconds = uvloop.run(load.run(urlsplit(url).port or 0, int(connections)))
    p50, p99, most = np.percentile(load.latencies, (50, 99, 100)) * 1000
    answer = {"seconds": seconds, "per_s": len(lines) / seconds, "failed": load.failed,
              "p50_ms": p50, "p99_ms": p99, "max_ms": most,
              "client_cpu_s": time.process_time()}  # fmt: skip
    sys.stdout.write(json.dumps(answer) + "\n")


def _request(line: bytes) -> bytes:
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(line)}\r\n\r\n"
    return head.encode() + line


if __name__ == "__main__":
    main()
