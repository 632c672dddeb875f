"""Senders that note each record only once it has been acknowledged, and try again until it is."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN_AT = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOT_PLATE = "KBR1207"
GIVE_UP_S = 120.0
PATIENCE_S = 5.0


@dataclass
class Ledger:
    """What the service and the loader have said yes to.

    ``reads`` and ``fixes`` are stored keys; ``calls`` maps each call to when it was closed, None
    while it is open.
    """

    reads: set[tuple[str, str]] = field(default_factory=set)
    fixes: set[tuple[str, datetime]] = field(default_factory=set)
    calls: dict[str, datetime | None] = field(default_factory=dict)
    messages: int = 0
    tries: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def records(self) -> int:
        """How many different records were acknowledged."""
        return len(self.reads) + len(self.fixes) + len(self.calls)


class Sender(threading.Thread):
    """Sends reads, calls and fixes of its own, one after the other, until it is told to end.

    What was not acknowledged is sent again, the same bytes, so that each is acknowledged at last.
    """

    def __init__(self, name: str, port: int, ledger: Ledger, ending: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._port, self._ledger, self._ending = port, ledger, ending
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        number = 0
        while not self._ending.is_set():
            number += 1
            for path, records, note in self._messages(number):
                if self._acknowledged(path, records):
                    note()

    def _messages(self, n: int) -> list[tuple[str, list[dict[str, Any]], Any]]:
        at = BEGIN_AT + timedelta(seconds=n)
        kind = n % 4
        if kind == 0:
            return self._call(f"{self.name}-{n}", at)
        if kind == 1:
            return [self._fixes(at)]
        count = 1 if kind == 2 else 40
        return [self._reads([f"{self.name}-{n}-{each}" for each in range(count)], at)]

    def _reads(self, ids: list[str], at: datetime) -> tuple[str, list[dict[str, Any]], Any]:
        records = [
            {"external_id": each, "captured_at": (at + timedelta(seconds=i / 8)).isoformat(),
             "plate": HOT_PLATE if i % 20 == 0 else f"ZZT{i // 2:04}", "camera": f"C-{self.name}",
             "lon": -93.09, "lat": 45.01}
            for i, each in enumerate(ids)
        ]  # fmt: skip
        keys = [("sender", each) for each in ids]
        return "/v1/reads?source=sender", records, lambda: self._ledger.reads.update(keys)

    def _fixes(self, at: datetime) -> tuple[str, list[dict[str, Any]], Any]:
        instants = [at + timedelta(seconds=i / 10) for i in range(5)]
        records = [
            {"unit": self.name, "fix_at": each.isoformat(), "lon": -93.09, "lat": 45.01}
            for each in instants
        ]
        keys = [(self.name, each) for each in instants]
        return "/v1/fixes?source=sender", records, lambda: self._ledger.fixes.update(keys)

    def _call(self, key: str, at: datetime) -> list[tuple[str, list[dict[str, Any]], Any]]:
        made = {"external_id": key, "received_at": at.isoformat(), "call_type": "BURR",
                "lon": -93.08, "lat": 45.02, "source_updated_at": at.isoformat()}  # fmt: skip
        closed_at = at + timedelta(minutes=9)
        closed = made | {"closed_at": closed_at.isoformat(), "call_type": "ALRM",
                         "source_updated_at": closed_at.isoformat()}  # fmt: skip
        calls, path = self._ledger.calls, "/v1/calls?source=sender"
        return [
            (path, [made], lambda: calls.update({key: None})),
            (path, [closed], lambda: calls.update({key: closed_at})),
        ]

    def _acknowledged(self, path: str, records: list[dict[str, Any]]) -> bool:
        """Send until there is a 2xx; a sender that is never answered says so in the ledger."""
        payload = "\n".join(map(json.dumps, records)).encode()
        until = time.monotonic() + GIVE_UP_S
        while time.monotonic() < until:
            self._ledger.tries += 1
            status, text = self._post(path, payload)
            if 200 <= status < 300:
                self._ledger.messages += 1
                return True
            if 400 <= status < 500 and status != 429:
                break
            time.sleep(0.05)
        self._ledger.refused.append(f"{path}: {status} {text[:200]}")
        return False

    def _post(self, path: str, payload: bytes) -> tuple[int, str]:
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(
                    "127.0.0.1", self._port, timeout=PATIENCE_S
                )
            self._connection.request("POST", path, payload)
            answer = self._connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return 0, type(error).__name__
