"""So many viewers of the live map in one process: when each change reached each of them.

Reads ``COUNT URL`` from its arguments, answers ``ready`` once all streams are open, and prints what
it heard, {cursor: [seconds since 1970 of each viewer]}, when its input ends.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from urllib.parse import urlsplit

Heard = dict[int, list[float]]


async def ask(url: str, path: str, *headers: str) -> tuple[asyncio.StreamReader, int]:
    """Send a request; return what its body is read from, and its status."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    head = await reader.readuntil(b"\r\n\r\n")
    _OPEN.append(writer)
    return reader, int(head.split(b" ", 2)[1])


_OPEN: list[asyncio.StreamWriter] = []


async def watch(url: str, bearer: str, last_id: str, heard: Heard) -> None:
    """Note when each change came, until the stream ends."""
    reader, status = await ask(url, "/live/stream", bearer, f"Last-Event-ID: {last_id}")
    assert status == 200
    while line := await reader.readline():
        if line.startswith(b"id: "):
            heard[int(line.rpartition(b".")[2])].append(time.time())


async def run(count: int, url: str) -> None:
    """Open the streams, then listen until the input ends."""
    reader, _ = await ask(url, "/test-token", "Connection: close")
    token = (await reader.read()).decode()
    bearer = f"Authorization: Bearer {token}"
    reader, status = await ask(url, "/live/snapshot", bearer, "Connection: close")
    assert status == 200
    last_id = json.loads(await reader.read())["id"]
    heard: Heard = defaultdict(list)
    tasks = [asyncio.create_task(watch(url, bearer, last_id, heard)) for _ in range(count)]
    await asyncio.sleep(1)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    assert not any(task.done() for task in tasks)
    sys.stdout.write(json.dumps(heard))


asyncio.run(run(int(sys.argv[1]), sys.argv[2]))
