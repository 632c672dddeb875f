"""A viewer of the live map written from docs/live-map.md alone: what it gets it puts by key."""

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

State = dict[str, dict[str, Any]]
_TEXT_COLUMNS = ("type", "address", "area", "shift", "sure", "source")


class Client:
    """Asks the routes of one app, with its token."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.netloc = urlsplit(url).netloc
        self.token = self.ask("/test-token", token="").read().decode() if token is None else token

    def ask(
        self, path: str, *, method: str = "GET", token: str | None = None, **headers: str
    ) -> HTTPResponse:
        """Return the answer to one request on a connection of its own."""
        connection = HTTPConnection(self.netloc, timeout=20)
        bearer = self.token if token is None else token
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Authorization": f"Bearer {bearer}", **named})
        return connection.getresponse()

    def snapshot(self, after: str = "", *, patience_s: float = 30.0) -> dict[str, Any]:
        """Return a snapshot, however often the app says that the database is away."""
        until = time.monotonic() + patience_s
        while True:
            answer = self.ask(f"/live/snapshot?after={after}", Accept_Encoding="gzip")
            if answer.status == 200:
                return json.loads(gzip.decompress(answer.read()))
            body = answer.read().decode()
            assert answer.status == 503, body
            assert time.monotonic() < until, body
            time.sleep(0.2)

    @contextmanager
    def stream(self, last_id: str) -> Iterator[Iterator[tuple[str, str, Any]]]:
        """Give the events of a stream as (name, id, data), ``""`` without an id."""
        answer = self.ask("/live/stream", Last_Event_ID=last_id)
        assert answer.status == 200, answer.read()
        try:
            yield _events(answer)
        finally:
            answer.close()


def _events(answer: HTTPResponse) -> Iterator[tuple[str, str, Any]]:
    found: dict[str, str] = {}
    for line in answer:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name:
            found[name] = value
        elif found:
            yield found["event"], found.get("id", ""), json.loads(found["data"])
            found = {}


def state_of(message: dict[str, Any]) -> State:
    """Return a message's records by kind and key."""
    state: State = {"calls": _calls(message) if "calls" in message else {}}
    for kind, width in (("hits", 1), ("units", 1), ("cameras", 1), ("marks", 3)):
        rows = message.get(kind, {}).get("rows", [])
        state[kind] = {str(row[:width]): [_rounded(value) for value in row] for row in rows}
    return state


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


def _calls(message: dict[str, Any]) -> dict[str, Any]:
    calls, cells, texts = message["calls"], message["cells"], message["texts"]
    west, south, at = calls["base"]
    run = row = 0
    found = {}
    for index in range(len(calls["run"])):
        run, row, at = run + calls["run"][index], row + calls["row"][index], at + calls["at"][index]
        lon, lat = calls["lon"][index], calls["lat"][index]
        cell = calls["cell"][index]
        found[f"{run}.{row}"] = {
            "at": at,
            "lon": None if lon is None else round(west * 1e6) + lon,
            "lat": None if lat is None else round(south * 1e6) + lat,
            "closed": calls["closed"][index],
            "digits": [calls[name][index] for name in ("step", "category", "priority", "flags")],
            "texts": [texts[calls[name][index]] for name in _TEXT_COLUMNS],
            "radius": calls["radius"][index],
            "cell": "" if cell < 0 else cells["name"][cell],
            "units": calls["units"].get(str(index), []),
            "others": calls["others"].get(str(index), ""),
        }
    return found


class Viewer:
    """Keeps what the map says, through cuts, restarts and whatever else happens to its stream."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.id = ""
        self.state: State = {}
        self.counts: dict[str, int] = {}

    def load(self, after: str = "") -> None:
        """Take a snapshot."""
        snapshot = self._client.snapshot(after)
        self.id, self.state = snapshot["id"], state_of(snapshot)

    def follow(self, *, events: int, pause_s: float = 0.0) -> None:
        """Follow the stream for so many events, or until it ends, slowly if wished."""
        after = None
        with self._client.stream(self.id) as stream:
            for name, event_id, data in stream:
                self.counts[name] = self.counts.get(name, 0) + 1
                if name == "change":
                    self.id = event_id
                    for kind, records in state_of(data).items():
                        self.state[kind] |= records
                if name in ("reset", "refresh"):
                    after = data.get("after", "")
                    break
                events -= 1
                if events <= 0:
                    break
                time.sleep(pause_s)
        if after is not None:
            self.load(after)

    def follow_until(self, cursor: int, *, within_s: float = 30.0) -> None:
        """Follow until everything up to an outbox id has been seen."""
        until = time.monotonic() + within_s
        while int(self.id.rpartition(".")[2]) < cursor:
            assert time.monotonic() < until, f"{self.id} after {within_s:g} s, not {cursor}"
            try:
                self.follow(events=1)
            except (OSError, HTTPException):
                time.sleep(0.1)
