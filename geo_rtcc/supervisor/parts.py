"""Which parts there are: each one's command, environment and how to know that it is ready."""

import sys
from pathlib import Path

from geo_rtcc.errors import AppError
from geo_rtcc.settings import Settings
from geo_rtcc.supervisor.part import CHECKOUT, Part

ENTRY = CHECKOUT / "app.py"
# Together less than the ten seconds that everything may take, the database included. Most of them
# are for what the ingest service has accepted; pages that are open never end by themselves.
FEEDS_STOP_WITHIN_S = 1.0
WEB_STOPS_WITHIN_S = 1.0
WORKER_STOPS_WITHIN_S = 1.0
INGEST_STOPS_WITHIN_S = 7.0  # what it accepted is committed: 3 s for requests, 3 s to close
_COMMAND = (sys.executable, "-c", "from geo_rtcc.cli import main; main()")


def web(settings: Settings, entry: Path = ENTRY) -> Part:
    """Return the app: one Streamlit server, on the given address and port only.

    Raises AppError if its script is not there.
    """
    if not entry.is_file():
        raise AppError(f"The app's entry {entry} is missing. Run from a full checkout.")
    options = {
        "server.headless": "true",
        "server.address": settings.address,
        "server.port": str(settings.port),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return Part(
        name="web",
        command=(sys.executable, "-m", "streamlit", "run", str(entry), *flags),
        environment=environment(settings),
        folder=entry.parent,
        listens=(settings.address, settings.port),
        health=("/_stcore/health", "/"),
        is_early=True,
        stop_within_s=WEB_STOPS_WITHIN_S,
    )


def ingest(settings: Settings) -> Part:
    """Return the ingest service; what it has accepted it finishes before it ends."""
    return Part(
        name="ingest",
        command=(*_COMMAND, "ingest"),
        environment=environment(settings),
        listens=(settings.address, settings.ingest_port),
        health=("/healthz", "/readyz"),
        stop_within_s=INGEST_STOPS_WITHIN_S,
    )


def worker(settings: Settings) -> Part:
    """Return the periodic work: partitions, retention, compacting counts."""
    return Part(
        name="worker",
        command=(*_COMMAND, "worker"),
        environment=environment(settings),
        stop_within_s=WORKER_STOPS_WITHIN_S,
    )


def feeds(settings: Settings, speed: float) -> Part:
    """Return the demo city's live feeds, which post to the ingest service."""
    url = ingest(settings).url
    return Part(
        name="feeds",
        command=(*_COMMAND, "feeds", "--speed", f"{speed:g}", "--ingest-url", str(url)),
        environment=environment(settings),
        after="ingest",
        stop_within_s=FEEDS_STOP_WITHIN_S,
    )


def web_alone(settings: Settings) -> tuple[Part, ...]:
    """Return the parts of ``geo-rtcc serve``."""
    return (web(settings),)


def all_parts(settings: Settings) -> tuple[Part, ...]:
    """Return the parts of ``geo-rtcc up``, in the order of their start."""
    return (ingest(settings), worker(settings), web(settings))


def environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the ``GEO_RTCC_*`` variables they are read from."""
    values = {
        "DATA_DIR": str(settings.data_dir),
        "DSN": settings.dsn,
        "READ_DSN": settings.read_dsn,
        "ADDRESS": settings.address,
        "PORT": str(settings.port),
        "BEAT_TOLERANCE_M": str(settings.beat_tolerance_m),
        "INGEST_PORT": str(settings.ingest_port),
        "BODY_BYTES": str(settings.body_bytes),
        "INTAKE_BYTES": str(settings.intake_bytes),
        "FOLD_S": str(settings.fold_s),
        "HIT_PROBABILITY": str(settings.hit_probability),
        "BASE_MAP": str(settings.base_map or ""),
    }
    return {f"GEO_RTCC_{name}": value for name, value in values.items() if value}
