"""The bootstrap script, on a checkout of its own with a stand-in for the installed command."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
TOOLS = (
    "dirname",
    "tail",
    "bash",
    "env",
    "cat",
    "sha256sum",
    "cut",
    "mkdir",
    "flock",
    "sed",
    "sort",
    "id",
)
LOCKED = ("pyproject.toml", "requirements.lock", "requirements-dev.lock")


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A folder with the script, its lock files and an up-to-date environment."""
    root = Path(tempfile.mkdtemp(prefix="rtcc-", dir="/tmp"))
    for name in ("rtcc", *LOCKED):
        shutil.copy(CHECKOUT / name, root)
    (root / "bench").mkdir()
    (root / "bench" / "locate.py").write_text("def main() -> None: ...\n")
    bin_dir = root / ".venv" / "bin"
    bin_dir.mkdir(parents=True)
    (bin_dir / "python").symlink_to("/usr/bin/env")
    command = bin_dir / "geo-rtcc"
    command.write_text('#!/bin/sh\nprintf "%s|" "$PWD" "$@"\nexit 7\n')
    command.chmod(0o755)
    stamp(root)
    yield root
    shutil.rmtree(root)


def stamp(root: Path) -> None:
    """Say that the environment holds what the lock files ask for."""
    digest = hashlib.sha256(b"".join((root / name).read_bytes() for name in LOCKED)).hexdigest()
    (root / ".venv" / ".rtcc").mkdir(exist_ok=True)
    (root / ".venv" / ".rtcc" / "venv").write_text(f"dev {digest[:32]} {root}\n")


def rtcc(
    root: Path, *words: str, prefix: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the script from another folder, without a terminal."""
    return subprocess.run(
        [*prefix, str(root / "rtcc"), *words],
        cwd="/",
        env={**os.environ, "GEO_RTCC_DSN": "host=nowhere", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_unknown_words_go_to_the_command_with_folder_and_exit_code_kept(checkout: Path) -> None:
    done = rtcc(checkout, "load", "calls", "my file.csv", "--preset", "dc")
    assert (done.stdout, done.returncode) == ("/|load|calls|my file.csv|--preset|dc|", 7)
    assert done.stderr == ""


def test_no_word_and_help_tell_the_commands(checkout: Path) -> None:
    told = rtcc(checkout).stdout
    assert told == rtcc(checkout, "help").stdout
    assert all(f"\n  {word}" in told for word in ("demo", "test", "check", "bench", "help"))


@pytest.mark.parametrize("name", ["nothing", "", "../rtcc", "os"])
def test_a_wrong_bench_lists_those_there_are(checkout: Path, name: str) -> None:
    done = rtcc(checkout, "bench", name)
    assert done.returncode == 2
    assert f"No bench is named '{name}'. There are: locate" in done.stderr


def without_install_rights(root: Path) -> subprocess.CompletedProcess[str]:
    """Run it as an ordinary user on a machine with neither sudo nor Python."""
    tools = root / "tools"
    tools.mkdir()
    for name in (*TOOLS, "apt-get", "apt-cache", "setpriv"):
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    prefix = ()
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "65534:65534", root], check=True)
        prefix = tuple(NOBODY)
    root.chmod(0o755)
    return rtcc(root, "db", "status", prefix=prefix, PATH=str(tools), HOME=str(root))


def test_an_ordinary_user_without_sudo_gets_the_exact_command(checkout: Path) -> None:
    (checkout / ".venv" / ".rtcc" / "venv").unlink()
    done = without_install_rights(checkout)
    assert done.returncode == 1
    assert "Run this as root, then start ./rtcc again:" in done.stderr
    assert "apt-get install -y --no-install-recommends python3" in done.stderr


def test_a_changed_lock_file_makes_the_environment_stale(checkout: Path) -> None:
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("another==1.0\n")
    done = without_install_rights(checkout)
    assert done.returncode == 1
    assert "can't be installed from here" in done.stderr


def test_a_checkout_of_someone_else_is_told_apart(checkout: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that it then may not write")
    (checkout / ".venv" / ".rtcc" / "venv").unlink()
    checkout.chmod(0o755)
    done = rtcc(checkout, "db", "status", prefix=tuple(NOBODY))
    assert done.returncode == 1
    assert f"{checkout} can't be written by nobody" in done.stderr
