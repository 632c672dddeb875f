"""A recording → an ingest service, at the pace it was recorded or faster."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from geo_rtcc.demo.envelopes import Envelope
from geo_rtcc.demo.post import Poster

Progress = Callable[[int, datetime], None]


def replay(
    envelopes: Iterable[Envelope],
    poster: Poster,
    *,
    speed: float,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
    progress: Progress = lambda _count, _at: None,
) -> None:
    """Send recorded requests in their order; ``poster.tally`` says what became of them.

    Parameters
    ----------
    speed
        How many times faster than recorded; 0 waits for nothing. A service that can't keep up
        makes it later, and nothing is left out.
    """
    began_s, first_at = monotonic(), None
    for count, envelope in enumerate(envelopes, 1):
        first_at = first_at or envelope.at
        if speed:
            due_s = began_s + (envelope.at - first_at).total_seconds() / speed
            if (early_s := due_s - monotonic()) > 0:
                sleep(early_s)
        poster.send(envelope)
        progress(count, envelope.at)
