"""A database of one's own on a server, for a while: restores and schema dumps are made in one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from geo_rtcc.errors import DatabaseError
from geo_rtcc.store.database import Connection, connect, sentence


def database_name(conninfo: str) -> str:
    """Return the name of the database a connection string leads to; libpq's default is the user."""
    named = conninfo_to_dict(conninfo)
    return str(named.get("dbname") or named.get("user") or "")


def maintenance(conninfo: str) -> Connection:
    """Connect to another database of the same server, outside any transaction."""
    other = "template1" if database_name(conninfo) == "postgres" else "postgres"
    return connect(make_conninfo(conninfo, dbname=other), autocommit=True)


@contextmanager
def scratch_database(connection: Connection, conninfo: str, prefix: str) -> Iterator[str]:
    """Create an empty database and give its connection string; drop it after, unless renamed.

    Raises DatabaseError where the role may not create databases.
    """
    name = f"{prefix}_{uuid4().hex[:8]}"
    try:
        connection.execute(
            sql.SQL("create database {} template template0").format(sql.Identifier(name))
        )
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            "This role may not create databases, which is needed here. "
            "Have an administrator run: ALTER ROLE … CREATEDB"
        ) from error
    except psycopg.Error as error:
        raise DatabaseError(sentence(error)) from error
    try:
        yield make_conninfo(conninfo, dbname=name)
    finally:
        with suppress(psycopg.OperationalError):
            drop_database(connection, name)


def drop_database(connection: Connection, name: str) -> None:
    """Drop a database, ending every session in it; nothing happens if there is none."""
    connection.execute(
        sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    )
