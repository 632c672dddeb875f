"""docs/ingest.md: its examples work, and what it says is what the service does."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from ingest_service import Running

from geo_rtcc.api import limits
from geo_rtcc.feeds.registry import formats
from geo_rtcc.settings import Settings

TEXT = (Path(__file__).parents[2] / "docs" / "ingest.md").read_text("utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.split("\n")
]
COMMANDS = [line for line in COMMANDS if line]


def test_there_are_examples() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("number", range(len(COMMANDS)))
def test_each_example_is_taken(number: int, service: Running) -> None:
    command = COMMANDS[number].replace("http://127.0.0.1:8502", service.url)
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=True, timeout=60
    )
    answer = json.loads(done.stdout)
    assert "error" not in answer
    assert "hot_lists" in answer or answer["rejected"] == 0
    assert "hot_lists" in answer or sum(v for v in answer.values() if isinstance(v, int)) > 0


def test_every_format_is_named() -> None:
    for named in formats().values():
        assert ", ".join(f"`{name}`" for name in named) in TEXT


def test_the_bounds_are_those_in_force() -> None:
    defaults = Settings(data_dir=Path())
    for stated in (
        f"{defaults.body_bytes // 2**20} MiB", f"{defaults.intake_bytes // 2**20} MiB",
        f"{limits.MOST_MESSAGES:,}; {limits.MOST_REJECTED:,}",
        f"{limits.MOST_CONNECTIONS}; {limits.MOST_REQUESTS}; {limits.HEADER_BYTES // 1024} KiB",
        f"{limits.IDLE_S} s; {limits.COMMIT_WITHIN_S:g} s",
        f"headers took over {limits.HEADERS_WITHIN_S:g} s, or the body over "
        f"{limits.BODY_WITHIN_S:g} s",
        f"{limits.ROW_BYTES} to {limits.REJECTED_BYTES:,} bytes",
    ):  # fmt: skip
        assert stated in TEXT
