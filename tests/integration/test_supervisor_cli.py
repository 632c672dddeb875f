"""``geo-rtcc serve``, ``up`` and ``demo`` as people start them."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import connect

COMMAND = [sys.executable, "-c", "from geo_rtcc.cli import main; main()"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, away from any terminal."""
    inherited = {name: value for name, value in os.environ.items() if "GEO_RTCC" not in name}
    return subprocess.run(
        [*COMMAND, *arguments],
        env={**inherited, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_demo_once_reports_the_loaded_city_and_stops_everything(data_dir: Path) -> None:
    done = run("demo", "--once", "--port", "0", "--data-dir", str(data_dir))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["url"] == f"http://127.0.0.1:{report['port']}"
    assert report["prepared"]["calls_added"] >= 60_000
    assert not EmbeddedCluster(data_dir).is_running()
    assert set(report["parts"]) == {"ingest", "worker", "web"}
    assert not any(Path(f"/proc/{pid}").exists() for pid in report["parts"].values())


def test_a_taken_ingest_port_is_refused_only_when_asked_for(conninfo: str, data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ports = ("--port", "0", "--ingest-port", str(taken), "--data-dir", str(data_dir))
        done = run("up", "--once", *ports, GEO_RTCC_DSN=conninfo)
    assert done.returncode == 1
    assert f"Port {taken} on 127.0.0.1 is taken" in done.stderr
    assert "--ingest-port 0 for any free one" in done.stderr


def test_serve_once_starts_on_an_empty_database(data_dir: Path) -> None:
    done = run("serve", "--once", "--port", "0", GEO_RTCC_DATA_DIR=str(data_dir))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["data_dir"], set(report["parts"])) == (str(data_dir), {"web"})


def test_an_open_address_is_one_sentence_and_exit_1(data_dir: Path) -> None:
    done = run("serve", "--address", "0.0.0.0", "--data-dir", str(data_dir))
    assert done.returncode == 1
    assert done.stderr.startswith("geo-rtcc: The app would listen on 0.0.0.0, open to others")
    assert not any(data_dir.iterdir())


def test_demo_is_never_mixed_into_an_agencys_own_data(conninfo: str, data_dir: Path) -> None:
    with connect(conninfo) as connection:
        connection.execute(
            "insert into area_set (kind, effective_on, file_name, file_sha256, loaded_at)"
            " values ('beat', '2024-01-01', 'beats.zip', '', now())"
        )
    done = run("demo", "--once", GEO_RTCC_DSN=conninfo, GEO_RTCC_DATA_DIR=str(data_dir))
    assert done.returncode == 1
    assert "This database holds data that is not the demo city's" in done.stderr
