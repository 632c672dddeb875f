"""Turn Ctrl-C, a polite kill and a closed terminal into one orderly stop."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Let the stop that is under way finish."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    # A handler that does nothing, not SIG_IGN, which programs started while stopping would inherit.
    for number in SIGNALS:
        signal.signal(number, _ignore)
    raise KeyboardInterrupt


@contextmanager
def stoppable(say: Callable[[str], None]) -> Iterator[None]:
    """End the block on the first signal, undisturbed by further ones; say so when it has ended.

    A hang-up stays ignored where the caller asked for that (nohup). After a stop the signals stay
    ignored: the program is about to end.
    """
    kept = {n: signal.getsignal(n) for n in SIGNALS if signal.getsignal(n) != signal.SIG_IGN}
    for number in {*kept, signal.SIGINT}:
        signal.signal(number, _stop)
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped.")
        kept = dict.fromkeys(SIGNALS, signal.SIG_IGN)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
