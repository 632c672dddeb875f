"""Without sign-in the app listens on loopback only, and says so when told otherwise."""

import asyncio
import socket
import time
from typing import Any

import pytest
from app_fixtures import free_port, start_app

from geo_rtcc.errors import UnsafeBindError
from geo_rtcc.settings import LOOPBACK
from geo_rtcc.ui.binding import LoopbackOnly, refuse_unsafe_address


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["--server.address", "0.0.0.0"], {}),
        (["--server.address="], {}),
        ([], {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}),
        (["--server.address", "::"], {}),
    ],
)
def test_another_address_is_refused_with_a_sentence(arguments: list[str], variables: dict) -> None:
    process = start_app(*arguments, "--server.port", str(free_port()), **variables)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "sign-in is not configured" in output
    assert "Traceback" not in output


def test_nothing_is_answered_before_the_refusal() -> None:
    port = free_port()
    process = start_app("--server.address", "0.0.0.0", "--server.port", str(port))
    heard = b""
    while process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=0.5) as client:
                client.sendall(b"GET /_stcore/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                heard += client.recv(100)
        except OSError:
            time.sleep(0.01)
    assert heard == b""
    process.communicate()


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_is_accepted(address: str) -> None:
    refuse_unsafe_address(address)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.4", "rtcc.example"])
def test_everything_else_is_unsafe(address: str | None) -> None:
    with pytest.raises(UnsafeBindError, match="loopback"):
        refuse_unsafe_address(address)


def answers(server: str, client: str, kind: str = "http") -> list[dict[str, Any]]:
    """Return what the middleware sends for one request; the app behind it sends "app"."""
    sent: list[dict[str, Any]] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "app"})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": kind, "server": (server, 1), "client": (client, 2), "headers": []}
    asyncio.run(LoopbackOnly(app)(scope, None, send))
    return sent


def test_requests_on_loopback_pass() -> None:
    assert answers("127.0.0.1", "127.0.0.1") == [{"type": "app"}]


@pytest.mark.parametrize(
    ("server", "client"), [("10.0.0.5", "127.0.0.1"), ("127.0.0.1", "10.0.0.9")]
)
def test_requests_from_elsewhere_are_refused(server: str, client: str) -> None:
    assert answers(server, client)[0]["status"] == 403
    assert answers(server, client, "websocket") == [{"type": "websocket.close", "code": 1008}]
