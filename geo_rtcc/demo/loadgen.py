"""Load on an ingest service of this machine, at a stated rate, and how long it took to answer.

Requests are due at fixed instants, whatever became of those before them (an open loop), so that a
slow service shows in the latencies instead of slowing the load.
"""

import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from typing import Any, TextIO
from urllib.parse import urlsplit

import numpy as np

from geo_rtcc.demo.load_payloads import Payloads
from geo_rtcc.demo.load_sender import NO_ANSWER, OK, TOO_MANY, Journal, Load, Sender, Share
from geo_rtcc.errors import InputError

__all__ = ["Load", "Measured", "loopback_address", "measure"]

MOST_SECONDS, MOST_RECORDS = 3600.0, 200_000_000


@dataclass(kw_only=True)
class Measured:
    """What came of it. Latencies are milliseconds from sending to the answer, of 2xx only."""

    seconds: float
    requests: int
    records_acknowledged: int
    records_per_s: float
    requests_per_s: float
    ack_p50_ms: float | None
    ack_p95_ms: float | None
    ack_p99_ms: float | None
    ack_max_ms: float | None
    late_p99_ms: float | None
    statuses: dict[str, int]
    too_many: int
    not_answered: int
    rejected: int

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return asdict(self)


def loopback_address(url: str) -> tuple[str, int]:
    """Return host and port; raise InputError for anything but http on this machine's loopback."""
    refusal = InputError(
        f"{url!r} is not this machine's loopback. Records are sent to 127.0.0.1 or ::1 alone, "
        "such as http://127.0.0.1:8502"
    )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        inside = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        raise refusal from None
    if not inside or parts.scheme != "http" or port is None or parts.path.strip("/"):
        raise refusal
    return ("127.0.0.1" if host == "localhost" else host), port


def measure(
    url: str, load: Load, made: Payloads, *, acknowledged: TextIO | None = None
) -> Measured:
    """Send the load and return what was measured.

    Parameters
    ----------
    acknowledged
        Gets the external ids of records after the 2xx of their request, a line each, flushed.

    Raises InputError for an address that is not loopback, and for a load without bounds.
    """
    address = loopback_address(url)
    if not 0 < load.seconds <= MOST_SECONDS or load.rate * load.seconds > MOST_RECORDS:
        raise InputError(
            f"A load ends by itself: at most {MOST_SECONDS:g} s and {MOST_RECORDS:,} records."
        )
    journal = Journal(acknowledged)
    senders = [Sender(address, load, made, n, journal) for n in range(load.connections)]
    began_s = time.monotonic()
    threads = [
        threading.Thread(target=sender.run, args=(began_s,), daemon=True) for sender in senders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _measured([sender.share for sender in senders], time.monotonic() - began_s)


def _measured(shares: list[Share], took_s: float) -> Measured:
    latencies = np.array([one for share in shares for one in share.latencies_s]) * 1000
    late = np.array([one for share in shares for one in share.late_s]) * 1000
    statuses = sum((share.statuses for share in shares), Counter())
    acknowledged = sum(share.acknowledged for share in shares)
    p50, p95, p99, most = (
        (round(float(one), 2) for one in np.percentile(latencies, (50, 95, 99, 100)))
        if len(latencies)
        else (None,) * 4
    )
    return Measured(
        seconds=round(took_s, 3),
        requests=statuses.total(),
        records_acknowledged=acknowledged,
        records_per_s=round(acknowledged / took_s, 1),
        requests_per_s=round(statuses[OK] / took_s, 1),
        ack_p50_ms=p50,
        ack_p95_ms=p95,
        ack_p99_ms=p99,
        ack_max_ms=most,
        late_p99_ms=round(float(np.percentile(late, 99)), 2) if len(late) else None,
        statuses={str(status): n for status, n in sorted(statuses.items()) if status},
        too_many=statuses[TOO_MANY],
        not_answered=statuses[NO_ANSWER],
        rejected=sum(share.rejected for share in shares),
    )
