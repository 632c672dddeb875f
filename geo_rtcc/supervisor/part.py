"""A part: one program that the supervisor runs, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One program.

    Parameters
    ----------
    name
        Short; its log is ``logs/NAME.log`` in the data folder.
    environment
        On top of the supervisor's own.
    listens
        Address and port; None if it doesn't listen.
    health
        Paths that answer 200 once it is ready. The first one also says that it lives: silence there
        is a hang. Without any, a part is ready once it has lived for a moment.
    after
        Name of the part that must be running before this one is first started.
    is_early
        Started while the plan's preparation still goes on.
    stop_within_s
        How long it may take to end by itself once asked.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = CHECKOUT
    listens: tuple[str, int] | None = None
    health: tuple[str, ...] = ()
    after: str | None = None
    is_early: bool = False
    stop_within_s: float = 2.0

    @property
    def url(self) -> str | None:
        """Where it answers."""
        if not self.listens:
            return None
        host, port = self.listens
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long the supervisor waits for what, in seconds.

    Parameters
    ----------
    pauses_s
        Before each new try; the last one is kept on with. ``failing_after`` ends in a row make a
        part failing; ``healthy_after_s`` of running make it start over.
    hung_after_s
        A part that has answered and then is silent for so long is restarted.
    start_within_s
        The same for one that has not answered yet.
    settled_s
        A part without health paths is running when it has lived for so long.
    unwatched_s
        A longer pause between two looks is the supervisor's own (it was stopped, or prepares
        something), and no part is blamed for its silence meanwhile.
    """

    pauses_s: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
    failing_after: int = 3
    healthy_after_s: float = 60.0
    hung_after_s: float = 30.0
    start_within_s: float = 60.0
    settled_s: float = 2.0
    unwatched_s: float = 5.0
    look_every_s: float = 3.0
    ask_within_s: float = 5.0

    def pause_s(self, failures: int) -> float:
        """Return the pause after so many ends in a row."""
        return self.pauses_s[min(failures, len(self.pauses_s)) - 1]
