"""Feeds, recordings and load against a real ingest service, and against one that struggles."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from ingest_service import Running

from geo_rtcc.cli import cli
from geo_rtcc.demo.envelopes import of_records
from geo_rtcc.demo.plan import SEED
from geo_rtcc.demo.post import Poster, connection
from geo_rtcc.errors import InputError

Run = Callable[..., Result]
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def city_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a city that was loaded up to a minute ago."""
    folder = tmp_path_factory.mktemp("city")
    kept = {
        "anchor_on": (NOW - timedelta(days=90)).date().isoformat(),
        "seed": SEED,
        "loaded_to": (datetime.now(UTC) - timedelta(minutes=1)).isoformat(),
    }
    (folder / "demo").mkdir()
    (folder / "demo" / "clock.json").write_text(json.dumps(kept))
    return folder


def feeds(city_dir: Path, *arguments: object) -> Result:
    """Run the feeds of the city."""
    return CliRunner().invoke(
        cli,
        ["feeds", *map(str, arguments)],
        env={"GEO_RTCC_DATA_DIR": str(city_dir)},
        catch_exceptions=False,
    )


def summary(answer: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def test_a_recording_played_twice_is_stored_once(
    run: Run, service: Running, service_conninfo: str, city_dir: Path, tmp_path: Path
) -> None:
    recording = tmp_path / "feeds.ndjson"
    made = feeds(city_dir, "--no-post", "--seconds", 40, "--record", recording)
    assert made.exit_code == 0
    play = ("replay", recording, "--speed", 0, "--ingest-url", service.url, "--json")
    first = summary(run(*play))
    assert first["acknowledged"] == first["sent"] >= 480
    assert first["rejected"] == first["refused"] == 0
    count = "select count(*) from avl_fix"
    with psycopg.connect(service_conninfo, autocommit=True) as database:
        stored = database.execute(count).fetchone()
        again = summary(run(*play))
        assert database.execute(count).fetchone() == stored
    assert again["repeated"] + again["stale"] == again["sent"] == first["sent"]


def test_live_feeds_reach_the_service(
    service: Running, service_conninfo: str, city_dir: Path
) -> None:
    told = summary(feeds(city_dir, "--seconds", 3, "--ingest-url", service.url, "--json"))
    assert told["acknowledged"] == told["sent"] >= 12
    assert told["rejected"] == told["refused"] == 0
    with psycopg.connect(service_conninfo, autocommit=True) as database:
        found = database.execute("select count(*) from unit where kind = 'patrol'").fetchone()
    assert found == (54,)


def test_the_time_is_up_though_the_service_is_away(city_dir: Path) -> None:
    answer = feeds(city_dir, "--seconds", 1, "--ingest-url", "http://127.0.0.1:1", "--json")
    assert answer.exit_code == 0
    assert "not acknowledged is sent at the next start" in answer.stderr
    assert summary(answer)["requests"] == 0


def test_a_recording_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("dear diary\n")
    with pytest.raises(InputError, match=r"notes.txt, line 1: is no request as geo-rtcc feeds"):
        run("replay", file)


class Moody(BaseHTTPRequestHandler):
    """Answers as its server's list of moods says, then 200; remembers what it accepted."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        moods: list[int] = self.server.moods  # type: ignore[attr-defined]
        status = moods.pop(0) if moods else 200
        if status == 0:
            self.close_connection = True
            return
        if status == 200:
            self.server.taken.append(body)  # type: ignore[attr-defined]
        answer = b'{"added": 1, "repeated": 0, "rejected": 0}' if status == 200 else b"{}"
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("Retry-After", "7" if status == 429 else "0")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: object) -> None: ...


@contextmanager
def moody(*moods: int, port: int = 0) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", port), Moody)
    server.moods, server.taken = list(moods), []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sent_to(server: ThreadingHTTPServer, slept: list[float]) -> Poster:
    return Poster(f"http://127.0.0.1:{server.server_address[1]}", sleep=slept.append)


def test_what_is_not_acknowledged_is_sent_again() -> None:
    slept: list[float] = []
    with moody(429, 503, 0, 200) as server, sent_to(server, slept) as poster:
        poster.send(of_records(NOW, "/v1/fixes", [{"unit": "1"}]))
    assert server.taken == [b'[{"unit":"1"}]']  # type: ignore[attr-defined]
    assert poster.tally.retries == 3
    assert poster.tally.acknowledged == 1
    assert slept[0] >= 7  # as the service asked
    assert slept[1] < slept[2] < 2


def test_what_will_never_be_taken_is_sent_once() -> None:
    with moody(422, 200) as server, sent_to(server, []) as poster:
        for unit in "12":
            poster.send(of_records(NOW, "/v1/fixes", [{"unit": unit}]))
    assert server.taken == [b'[{"unit":"2"}]']  # type: ignore[attr-defined]
    assert (poster.tally.refused, poster.tally.retries) == (1, 0)


def test_a_request_that_breaks_the_service_is_given_up() -> None:
    with moody(*[500] * 5, 200) as server, sent_to(server, []) as poster:
        for unit in "12":
            poster.send(of_records(NOW, "/v1/fixes", [{"unit": unit}]))
    assert server.taken == [b'[{"unit":"2"}]']  # type: ignore[attr-defined]


def test_a_service_that_comes_back_gets_what_it_missed() -> None:
    with moody() as gone:
        port = gone.server_address[1]
    with ExitStack() as stack:
        back: list[ThreadingHTTPServer] = []

        def come_back(_seconds: float) -> None:
            back.append(stack.enter_context(moody(port=port)))

        with Poster(f"http://127.0.0.1:{port}", sleep=come_back) as poster:
            poster.send(of_records(NOW, "/v1/fixes", [{"unit": "1"}]))
        assert back[0].taken == [b'[{"unit":"1"}]']  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", ["", "127.0.0.1:8502", "ftp://x:1", "http://x:99999", "http://x/y"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="no address of a service"):
        connection(url)
