"""Named SQL, read once from ``sql/queries/*.sql``.

A query starts with a line ``-- name: snake_case``, then comment lines that say its purpose, units,
CRS and cardinality, then the statement with ``%(parameter)s`` placeholders.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import LiteralString

from geo_rtcc.errors import DatabaseError

_NAME = re.compile(r"^-- name: ([a-z][a-z0-9_]*)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class NamedQuery:
    """One statement with its name, its purpose and the file it stands in."""

    name: str
    purpose: str
    sql: str
    file: str


def sql_dir() -> Path:
    """Return the folder of SQL files: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    packed = package / "_sql"
    return packed if packed.is_dir() else package.parent / "sql"


@cache
def all_queries() -> dict[str, NamedQuery]:
    """Read every named query; raise DatabaseError if a name occurs twice."""
    found: dict[str, NamedQuery] = {}
    for path in sorted((sql_dir() / "queries").glob("*.sql")):
        parts = _NAME.split(path.read_text("utf-8"))
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                raise DatabaseError(f"Query {name} stands in {found[name].file} and {path.name}.")
            found[name] = _parse(name, body, path.name)
    return found


def query(name: str) -> LiteralString:
    """Return the statement called ``name``; raise DatabaseError if there is none.

    It comes from a file of ours, never from input, so the driver may take it as literal.
    """
    try:
        return all_queries()[name].sql
    except KeyError:
        raise DatabaseError(f"No query is named {name} in {sql_dir() / 'queries'}.") from None


def _parse(name: str, body: str, file: str) -> NamedQuery:
    lines = body.strip().splitlines()
    comments = [line for line in lines if line.startswith("--")]
    statement = "\n".join(line for line in lines if not line.startswith("--")).strip()
    purpose = " ".join(line.removeprefix("--").strip() for line in comments)
    return NamedQuery(name=name, purpose=purpose, sql=statement.rstrip(";"), file=file)
