"""The changes of the last minutes, encoded once, and where in them each viewer is."""

import re
from collections import deque
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock

MOST_FRAMES = 6_000
MOST_BYTES = 16 << 20
CHUNK_BYTES = 256 << 10
_CURSOR = re.compile("[0-9]{1,19}")


def event(name: str, data: bytes = b"{}", *, event_id: str = "") -> bytes:
    """Return a server-sent event; ``data`` is one line."""
    head = f"id: {event_id}\nevent: {name}\ndata: " if event_id else f"event: {name}\ndata: "
    return b"%b%b\n\n" % (head.encode(), data)


def cursor_in(epoch: str, event_id: str) -> int | None:
    """Return the outbox id in ``EPOCH.CURSOR``; None for another epoch, and for what is no id."""
    named, _, digits = event_id.rpartition(".")
    return int(digits) if named == epoch and _CURSOR.fullmatch(digits) else None


@dataclass(frozen=True)
class _Frame:
    cursor: int
    body: bytes


@dataclass(frozen=True)
class Place:
    """Where a viewer is: it has everything before frame ``number`` of the epoch."""

    epoch: str
    number: int


class Ring:
    """Frames in order of their outbox ids. The follower's thread appends, viewers read.

    A viewer holds no more than a Place, so a slow one costs nothing: when what it needs next is no
    longer here, it is told to begin anew. Each epoch is a stretch of ids without a break.
    """

    def __init__(self, *, most_frames: int = MOST_FRAMES, most_bytes: int = MOST_BYTES) -> None:
        self._most_frames, self._most_bytes = most_frames, most_bytes
        self._process = token_hex(4)
        self._generation = 0
        self._lock = Lock()
        self._frames: deque[_Frame] = deque()
        self._first = 0  # the number of the first frame here
        self._bytes = 0
        self._floor = self._cursor = 0
        self._refresh = -1  # the number of the newest frame that makes all before it needless

    @property
    def is_begun(self) -> bool:
        """Whether it is known how far the outbox has come."""
        return self._generation > 0

    @property
    def epoch(self) -> str:
        """The present epoch's name; another one after each break and in each process."""
        return f"{self._process}-{self._generation}"

    def now(self) -> tuple[str, int]:
        """Return the present epoch and the outbox id up to which everything has been seen."""
        with self._lock:
            return self.epoch, self._cursor

    def begin(self, cursor: int) -> None:
        """Begin another epoch at an outbox id; every place of the one before is unknown then."""
        with self._lock:
            self._generation += 1
            self._forget(cursor)

    def skip(self, cursor: int) -> None:
        """Pass over what nobody has asked for: places before ``cursor`` are unknown then."""
        with self._lock:
            self._forget(cursor)

    def advance(self, cursor: int) -> None:
        """Note that up to ``cursor`` there is nothing more to tell."""
        with self._lock:
            self._cursor = cursor

    def change(self, cursor: int, data: bytes) -> None:
        """Append a change, after which a viewer has everything up to ``cursor``."""
        self._append(cursor, "change", data, is_refresh=False)

    def refresh(self, cursor: int) -> None:
        """Append the advice to ask for a snapshot not older than ``cursor``."""
        data = b'{"after":"%b.%d"}' % (self.epoch.encode(), cursor)
        self._append(cursor, "refresh", data, is_refresh=True)

    def place(self, event_id: str) -> Place | None:
        """Return where a viewer is that has seen ``EPOCH.CURSOR``; None where that is unknown."""
        with self._lock:
            cursor = cursor_in(self.epoch, event_id)
            if cursor is None or not self.is_begun or cursor < self._floor:
                return None
            ahead = sum(frame.cursor > cursor for frame in self._frames)
            return Place(self.epoch, self._first + len(self._frames) - ahead)

    def after(self, place: Place) -> tuple[bytes, Place] | None:
        """Return frames from a place on, up to CHUNK_BYTES or one frame, and the place after them.

        None where what follows is no longer here.
        """
        with self._lock:
            if place.epoch != self.epoch or place.number < self._first:
                return None
            bodies: list[bytes] = []
            number, size = max(place.number, self._refresh), 0
            while (at := number - self._first) < len(self._frames):
                body = self._frames[at].body
                if bodies and size + len(body) > CHUNK_BYTES:
                    break
                bodies.append(body)
                number, size = number + 1, size + len(body)
            return b"".join(bodies), Place(place.epoch, number)

    def _append(self, cursor: int, name: str, data: bytes, *, is_refresh: bool) -> None:
        body = event(name, data, event_id=f"{self.epoch}.{cursor}")
        with self._lock:
            if is_refresh:
                self._refresh = self._first + len(self._frames)
            self._frames.append(_Frame(cursor, body))
            self._bytes += len(body)
            self._cursor = cursor
            while len(self._frames) > self._most_frames or self._bytes > self._most_bytes:
                self._drop_first()

    def _drop_first(self) -> None:
        gone = self._frames.popleft()
        self._first += 1
        self._bytes -= len(gone.body)
        self._floor = gone.cursor

    def _forget(self, cursor: int) -> None:
        self._first += len(self._frames) + 1  # also a viewer that had them all misses something
        self._frames.clear()
        self._bytes = 0
        self._floor = self._cursor = cursor
