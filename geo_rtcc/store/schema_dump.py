"""The complete schema as one text: what all migrations together make."""

import subprocess

from geo_rtcc.errors import DatabaseError
from geo_rtcc.store.client import program, without_password
from geo_rtcc.store.migrations import migrate
from geo_rtcc.store.scratch import maintenance, scratch_database

HEADER = """\
-- The complete schema, for reading and for the test that migrating equals it.
-- Made by: geo-rtcc db schema > sql/schema.sql. The database itself is made by sql/migrations.

-- Functions stand before the tables they name.
SET check_function_bodies = false;

"""
# What differs by version or session, or says nothing about the schema.
_NOISE = ("--", "\\", "SET ", "SELECT pg_catalog.set_config", "COMMENT ON EXTENSION")


def schema_text(conninfo: str) -> str:
    """Migrate a scratch database on the server of ``conninfo``; return its schema as SQL."""
    with (
        maintenance(conninfo) as connection,
        scratch_database(connection, conninfo, "geo_rtcc_schema") as scratch,
    ):
        migrate(scratch)
        return dump_schema(scratch)


def dump_schema(conninfo: str) -> str:
    """Return the schema of one database as SQL, without what varies from run to run."""
    target, environment = without_password(conninfo)
    command = [program("pg_dump", conninfo), "--schema-only", "--no-owner", "--no-acl"]
    done = subprocess.run(
        [*command, "--no-password", "--dbname", target],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DatabaseError(f"pg_dump stopped: {done.stderr.strip()}")
    kept = (line for line in done.stdout.splitlines() if not line.startswith(_NOISE))
    paragraphs = "\n".join(kept).split("\n\n")
    return HEADER + "\n\n".join(each.strip("\n") for each in paragraphs if each.strip()) + "\n"
