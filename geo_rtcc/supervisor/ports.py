"""Where parts may listen: loopback only, on a port nobody else has."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from geo_rtcc.errors import AppError, UnsafeBindError
from geo_rtcc.settings import LOOPBACK

TRIES = 100


def loopback(address: str) -> str:
    """Return the numeric loopback address to listen on; raise UnsafeBindError for any other."""
    if address not in LOOPBACK:
        raise UnsafeBindError(
            f"The app would listen on {address}, open to others, while sign-in is not configured. "
            "Use 127.0.0.1 (leave out --address and GEO_RTCC_ADDRESS)."
        )
    return "127.0.0.1" if address == "localhost" else address


@contextmanager
def claimed_port(address: str, port: int, *, exact: bool, option: str = "--port") -> Iterator[int]:
    """Hold a free port against other starts of this program until the block ends.

    Parameters
    ----------
    port
        The wish; 0 takes any free one.
    exact
        Refuse when the wish is taken, instead of going on to the next free port.
    option
        How people choose another.

    Raises
    ------
    AppError
        The port, or each of the next hundred, is taken.
    """
    wished = port or _any_free(address)
    last = wished if exact and port else min(wished + TRIES, 65535)
    for candidate in range(wished, last + 1):
        claim = _claim(candidate)
        if claim is None:
            continue
        with claim:
            if _is_free(address, candidate):
                yield candidate
                return
    raise AppError(
        f"Port {wished} on {address} is taken by another program. "
        f"Choose another with {option}, or {option} 0 for any free one."
    )


def _claim(port: int) -> socket.socket | None:
    """Take a name that the kernel gives once and takes back when its holder ends.

    Two starts at once would both find a port free: the app binds it seconds later.
    """
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with suppress(OSError):
        claim.bind(f"\0geo-rtcc-port-{port}")
        return claim
    claim.close()
    return None


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _is_free(address: str, port: int) -> bool:
    with socket.socket(_family(address), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind((address, port))
            return True
    return False


def _any_free(address: str) -> int:
    with socket.socket(_family(address), socket.SOCK_STREAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])
