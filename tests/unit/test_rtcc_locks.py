"""Lock files: names, versions and hashes only, and all that the project asks for."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[2]
ASSETS = CHECKOUT / "geo_rtcc" / "ui" / "assets"
LOCKS = sorted(CHECKOUT.glob("requirements*.lock"))
PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)( ; [^\\]+)?\s*\\?")


def pins(lock: Path) -> list[tuple[str, str]]:
    """Return name and version of each entry."""
    return [
        (canonicalize_name(m[1]), m[2])
        for m in map(PINNED.match, lock.read_text().splitlines())
        if m
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_line_is_a_pinned_name_or_a_hash(lock: Path) -> None:
    for line in lock.read_text().splitlines():
        assert PINNED.fullmatch(line) or re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?", line)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_entry_has_a_hash(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    followed = zip(lines, [*lines[1:], ""], strict=True)
    assert all("--hash=" in after for line, after in followed if not line.startswith(" "))


def asked_for(*groups: str) -> list[Requirement]:
    """Return what pyproject.toml asks for."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    named = [project["dependency-groups"][group] for group in groups]
    return [
        Requirement(text) for part in (project["project"]["dependencies"], *named) for text in part
    ]


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("requirements.lock", ("build",)), ("requirements-dev.lock", ("build", "dev"))],
)
def test_each_requirement_is_locked_at_a_fitting_version(
    lock: str, groups: tuple[str, ...]
) -> None:
    locked = pins(CHECKOUT / lock)
    for requirement in asked_for(*groups):
        versions = [v for name, v in locked if name == canonicalize_name(requirement.name)]
        assert versions, f"{requirement.name} is not in {lock}"
        assert all(requirement.specifier.contains(version) for version in versions)


def test_tests_run_on_the_versions_that_people_get() -> None:
    assert set(pins(CHECKOUT / "requirements.lock")) <= set(
        pins(CHECKOUT / "requirements-dev.lock")
    )


def test_browser_assets_are_locked_without_addresses() -> None:
    lock = json.loads((ASSETS / "package-lock.json").read_text())
    wanted = json.loads((ASSETS / "package.json").read_text())["dependencies"]
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert lock["packages"][""]["dependencies"] == wanted
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())
