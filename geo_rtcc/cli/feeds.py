"""``geo-rtcc feeds``: the demo city's live feeds, until stopped."""

import json
import math
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo_rtcc.errors import InputError
from geo_rtcc.settings import Settings

if TYPE_CHECKING:
    from geo_rtcc.demo.envelopes import Envelope
    from geo_rtcc.demo.living import Living

URL = click.option(
    "--ingest-url",
    metavar="URL",
    help="The ingest service.  [default: http://127.0.0.1:GEO_RTCC_INGEST_PORT]",
)


class _TimeIsUpError(Exception):
    """``--seconds`` are over while a request waits to be sent again."""


class _Patience:
    """How long feeds go on, tries against a service that is away included."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = math.inf if seconds is None else seconds
        self._end_s = math.inf

    def begin(self) -> None:
        self._end_s = time.monotonic() + self._seconds

    @property
    def left_s(self) -> float:
        return self._end_s - time.monotonic()

    def sleep(self, pause_s: float) -> None:
        if self.left_s <= 0:
            _say("The time is up; what was not acknowledged is sent at the next start.")
            raise _TimeIsUpError
        time.sleep(min(pause_s, self.left_s))


def service_url(url: str | None) -> str:
    """Return the service's address: as given, or as the settings have it.

    Raises InputError for any that is not on this machine: records go nowhere else.
    """
    from geo_rtcc.demo.loadgen import loopback_address  # noqa: PLC0415

    settings = Settings.from_env()
    host = f"[{settings.address}]" if ":" in settings.address else settings.address
    found = url or f"http://{host}:{settings.ingest_port}"
    loopback_address(found)
    return found


@click.command()
@click.option(
    "--speed",
    type=click.FloatRange(0, min_open=True),
    default=1.0,
    show_default=True,
    help="How fast the city's time runs until it has caught up with ours.",
)
@URL
@click.option("--seconds", type=click.FloatRange(min=1), help="Stop after so many seconds.")
@click.option(
    "--record", type=click.Path(dir_okay=False, path_type=Path), help="Write the requests here too."
)
@click.option("--no-post", is_flag=True, help="Only record, as fast as it goes.")
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON at the end.")
def feeds(
    *,
    speed: float,
    ingest_url: str | None,
    seconds: float | None,
    record: Path | None,
    no_post: bool,
    as_json: bool,
) -> None:
    """Post the demo city's calls, reads, positions and hot list to the ingest service.

    They go on where the last load or the last feeds ended. What the service has not acknowledged is
    sent again; while it is away nothing is lost. Ctrl-C stops them.

    Example: geo-rtcc feeds --speed 4

    Exit codes: 0 stopped, 1 there is no demo city to feed from, 3 some records were rejected.
    """
    if no_post and (record is None or seconds is None):
        raise click.UsageError("--no-post needs --record FILE and --seconds N.")
    # Imported here because it is heavy, and --help should answer at once.
    from geo_rtcc.demo.post import Poster, Tally  # noqa: PLC0415

    tally = Tally()
    patience = _Patience(None if no_post else seconds)
    with ExitStack() as stack:
        to = Poster(service_url(ingest_url), sleep=patience.sleep, say=_say)
        poster = None if no_post else stack.enter_context(to)
        send = _sender(stack, poster.send if poster else None, record)
        living = _living(speed, send)
        patience.begin()
        with suppress(KeyboardInterrupt, _TimeIsUpError):
            _run(living, patience, seconds if no_post else None)
        tally = poster.tally if poster else tally
    if as_json:
        click.echo(json.dumps({"reached": living.reached.isoformat(), **asdict(tally)}))
    if tally.rejected or tally.refused:
        sys.exit(3)


def _living(speed: float, send: "Callable[[Envelope], object]") -> "Living":
    from geo_rtcc.demo.city import build_city  # noqa: PLC0415
    from geo_rtcc.demo.feed import CityFeed  # noqa: PLC0415
    from geo_rtcc.demo.history import clock  # noqa: PLC0415
    from geo_rtcc.demo.living import CityClock, Living, begin_at  # noqa: PLC0415

    folder = Settings.from_env().data_dir / "demo"
    known, now = clock(folder), datetime.now(UTC)
    start = begin_at(folder, known.loaded_to, now)
    city = build_city(keep_in=folder)
    _say(f"The city's feeds go on from {start:%Y-%m-%d %H:%M:%S} UTC.")
    running = CityClock(start_at=start, speed=speed, now=lambda: datetime.now(UTC))
    return Living(CityFeed(city, known), running, send, folder=folder)


def _sender(
    stack: ExitStack, post: "Callable[[Envelope], object] | None", record: Path | None
) -> "Callable[[Envelope], object]":
    if record is None:
        assert post is not None
        return post
    try:
        file = stack.enter_context(record.open("w", encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{record}: can't be written: {error.strerror}.") from error

    def send(envelope: "Envelope") -> None:
        if post:
            post(envelope)
        file.write(envelope.line() + "\n")
        file.flush()

    return send


def _run(living: "Living", patience: _Patience, only_record_s: float | None) -> None:
    from datetime import timedelta  # noqa: PLC0415

    if only_record_s is None:
        living.run(until=lambda: patience.left_s <= 0)
        return
    end = living.reached + timedelta(seconds=int(only_record_s))
    while living.reached < end:
        living.send_stretch(end)


def _say(words: str) -> None:
    click.echo(words, err=True)
