"""``geo-rtcc serve`` and ``demo`` as people start them."""

import json
import os
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
    assert not Path(f"/proc/{report['app_pid']}").exists()


def test_serve_once_starts_on_an_empty_database(data_dir: Path) -> None:
    done = run("serve", "--once", "--port", "0", GEO_RTCC_DATA_DIR=str(data_dir))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data_dir"] == str(data_dir)


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
