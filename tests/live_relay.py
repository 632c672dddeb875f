"""A network between browser and app that can be cut, or swallow everything without a word."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread


class Relay:
    """Passes on what comes in on a port of its own to ``port``, unless it is to do otherwise."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._flows, self._takes = Event(), Event()
        self.mend()
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of this end."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def cut(self) -> None:
        """End every connection and take no new one."""
        self._takes.clear()
        self._end()

    def swallow(self) -> None:
        """Let nothing through any more; nobody is told."""
        self._flows.clear()

    def mend(self) -> None:
        """Pass on everything again, also what was swallowed."""
        self._flows.set()
        self._takes.set()

    def close(self) -> None:
        """End for good."""
        self._server.close()
        self.cut()
        self._flows.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                if not self._takes.is_set():
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                self._open |= {near, far}
                for one, other in ((near, far), (far, near)):
                    Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                self._flows.wait()
                other.sendall(data)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _end(self) -> None:
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open.clear()


@contextmanager
def relayed(url: str) -> Iterator[Relay]:
    """Give a relay before an address, as long as the block runs."""
    relay = Relay(int(url.rpartition(":")[2]))
    yield relay
    relay.close()
