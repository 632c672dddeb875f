"""One frozen object, read once from ``GEO_RTCC_*``."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geo_rtcc.errors import SettingsError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def default_data_dir(env: Mapping[str, str]) -> Path:
    """Return where data lives when nobody says: the system's folder for root, else the user's.

    Root gets ``/var/lib/geo-rtcc`` because PostgreSQL refuses to run as root and its own user
    can't enter ``/root``.
    """
    if os.geteuid() == 0:
        return Path("/var/lib/geo-rtcc")
    base = env.get("XDG_DATA_HOME") or str(Path(env.get("HOME", "~")).expanduser() / ".local/share")
    return Path(base) / "geo-rtcc"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an agency can change without touching code.

    Parameters
    ----------
    data_dir
        Folder of the embedded cluster and generated files.
    dsn
        Connection string of a server to use instead of the embedded cluster.
    read_dsn
        A replica for reads; defaults to ``dsn``.
    address, port
        Where the app listens. Anything but loopback is refused until sign-in is configured.
    beat_tolerance_m
        A point this close to a boundary has an ambiguous beat, in metres.
    ingest_port
        Where the ingest service listens, on ``address``.
    body_bytes, intake_bytes
        The largest payload of one request once unzipped, and of all requests waiting for their
        commit together; beyond it senders are told to come again.
    fold_s
        Reads of one plate by one camera at most this many seconds apart are one sighting.
    hit_probability
        A match with a hot list less probable than this is no hit.
    geocode_score, geocode_uncertainty_m
        An address is placed only by an answer of at least this score (0 to 1) and at most this
        uncertainty, in metres.
    address_check_m
        A given point farther than this from its address is flagged, in metres; 0: not compared.
    base_map
        A PMTiles file whose streets are shown in place of the agency's own.
    """

    data_dir: Path
    dsn: str | None = None
    read_dsn: str | None = None
    address: str = "127.0.0.1"
    port: int = 8501
    beat_tolerance_m: float = 5.0
    ingest_port: int = 8502
    body_bytes: int = 16 * 1024 * 1024
    intake_bytes: int = 64 * 1024 * 1024
    fold_s: float = 5.0
    hit_probability: float = 0.02
    geocode_score: float = 0.8
    geocode_uncertainty_m: float = 150.0
    address_check_m: float = 250.0
    base_map: Path | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; raise SettingsError naming the variable that can't be used."""
        env = os.environ if env is None else env
        base_map = env.get("GEO_RTCC_BASE_MAP")
        return cls(
            data_dir=Path(env.get("GEO_RTCC_DATA_DIR") or default_data_dir(env)).absolute(),
            dsn=env.get("GEO_RTCC_DSN") or None,
            read_dsn=env.get("GEO_RTCC_READ_DSN") or None,
            address=env.get("GEO_RTCC_ADDRESS") or "127.0.0.1",
            port=int(_number(env, "GEO_RTCC_PORT", 8501, 0, 65535)),
            beat_tolerance_m=_number(env, "GEO_RTCC_BEAT_TOLERANCE_M", 5.0, 0.0, 1000.0),
            ingest_port=int(_number(env, "GEO_RTCC_INGEST_PORT", 8502, 0, 65535)),
            body_bytes=int(_number(env, "GEO_RTCC_BODY_BYTES", 16 << 20, 1024, 1 << 30)),
            intake_bytes=int(_number(env, "GEO_RTCC_INTAKE_BYTES", 64 << 20, 1024, 1 << 32)),
            fold_s=_number(env, "GEO_RTCC_FOLD_S", 5.0, 0.0, 300.0),
            hit_probability=_number(env, "GEO_RTCC_HIT_PROBABILITY", 0.02, 0.0, 1.0),
            geocode_score=_number(env, "GEO_RTCC_GEOCODE_SCORE", 0.8, 0.0, 1.0),
            geocode_uncertainty_m=_number(
                env, "GEO_RTCC_GEOCODE_UNCERTAINTY_M", 150.0, 1.0, 10_000.0
            ),
            address_check_m=_number(env, "GEO_RTCC_ADDRESS_CHECK_M", 250.0, 0.0, 100_000.0),
            base_map=Path(base_map).absolute() if base_map else None,
        )


def _number(env: Mapping[str, str], name: str, default: float, low: float, high: float) -> float:
    text = env.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise SettingsError(f"{name} must be a number from {low:g} to {high:g}, not {text!r}.")
    return value
