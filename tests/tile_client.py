"""The route of vector tiles on a database, asked in this process."""

import asyncio
from collections.abc import Iterator

import pytest
from httpx import ASGITransport, AsyncClient, Response
from small_city import SOUTH, STEP, WEST
from starlette.applications import Starlette
from vector_tiles import place

from geo_rtcc.ui import connection, tiles
from geo_rtcc.ui.tokens import map_token

# A tile amid the small city.
Z = 13
X, Y, _, _ = place(WEST + STEP * 1.5, SOUTH + STEP * 1.5, Z)
HOME = f"/tiles/{Z}/{X}/{Y}"


class Client:
    """The route alone, without the pages."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}

    def get(self, path: str, headers: dict[str, str] | None = None) -> Response:
        """Ask once."""
        return asyncio.run(self._get(path, {**self.headers, **(headers or {})}))

    async def _get(self, path: str, headers: dict[str, str]) -> Response:
        transport = ASGITransport(Starlette(routes=tiles.ROUTES), raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.get(path, headers=headers)


@pytest.fixture(autouse=True)
def own_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let each test open its own database, and close it."""
    monkeypatch.setattr(connection, "PATIENCE_S", 1.0)
    connection.database.clear()
    tiles.clear()
    yield
    connection.database.clear()
    connection._OPENED.close()


@pytest.fixture
def bare() -> Client:
    """The route, asked without a token."""
    return Client()


@pytest.fixture
def client(bare: Client, monkeypatch: pytest.MonkeyPatch, city_conninfo: str) -> Client:
    """The route on the small city's database, asked with a token."""
    monkeypatch.setenv("GEO_RTCC_DSN", city_conninfo)
    bare.headers["Authorization"] = f"Bearer {map_token()}"
    return bare


@pytest.fixture
def own(client: Client, monkeypatch: pytest.MonkeyPatch, conninfo: str) -> Client:
    """The route on the test's own, empty database."""
    monkeypatch.setenv("GEO_RTCC_DSN", conninfo)
    return client
