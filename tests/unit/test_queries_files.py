"""The files of named queries, and the names the program uses."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import geo_rtcc
from geo_rtcc.store.queries import all_queries, sql_dir

TESTS = Path(__file__).parents[1]
PACKAGE = Path(geo_rtcc.__file__).parent
# Which argument of each call names a query.
CALLS = {"query": 0, "fetch": 0, "columns": 0, "fetch_as": 1, "rows": 1}
NAME = re.compile(r"[a-z][a-z0-9_]*")


def trees(*folders: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def called_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = getattr(node.func, "attr", getattr(node.func, "id", ""))
        place = CALLS.get(function)
        if place is None or len(node.args) <= place:
            continue
        argument = node.args[place]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value, node.lineno


def strings(tree: ast.Module) -> set[str]:
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str) and NAME.fullmatch(value)}


def test_every_query_used_in_the_program_stands_in_a_file() -> None:
    unknown = [
        f"{path.relative_to(PACKAGE)}:{line} {name}"
        for path, tree in trees(PACKAGE)
        for name, line in called_names(tree)
        if name not in all_queries()
    ]
    assert unknown == []


def test_every_query_in_a_file_is_used_in_the_program_or_its_tests() -> None:
    used = set().union(*(strings(tree) for _, tree in trees(PACKAGE, TESTS)))
    assert sorted(set(all_queries()) - used) == []


@pytest.mark.parametrize("name", sorted(all_queries()))
def test_every_query_says_its_purpose(name: str) -> None:
    assert len(all_queries()[name].purpose.split()) >= 4


@pytest.mark.parametrize("name", sorted(all_queries()))
def test_every_query_is_one_statement(name: str) -> None:
    assert ";" not in re.sub(r"'[^']*'|--[^\n]*", "", all_queries()[name].sql)


def test_every_file_begins_with_a_query() -> None:
    files = sorted((sql_dir() / "queries").glob("*.sql"))
    assert files
    for path in files:
        head = path.read_text("utf-8").split("-- name: ")[0]
        assert all(line.startswith("--") or not line for line in head.splitlines()), path
