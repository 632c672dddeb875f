"""What an administrator asks of the database: its state, and its schema in words."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from geo_rtcc.errors import ClusterError, MigrationError
from geo_rtcc.settings import Settings
from geo_rtcc.store import migrations
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Connection, connect


@dataclass(frozen=True, kw_only=True)
class Status:
    """The database at one moment.

    ``was_running`` and ``lease_holders`` (process ids) speak of before the question, which starts
    a stopped embedded server; both are None and empty for a server of the agency's own.
    ``schema_problem`` is None when the schema is this program's.
    """

    is_embedded: bool
    was_running: bool | None
    server: str
    database: str
    postgresql: str
    postgis: str | None
    pgrouting: str | None
    schema_version: int
    schema_expected: int
    schema_problem: str | None
    size_bytes: int
    disk_free_bytes: int | None
    row_counts: dict[str, int]
    lease_holders: list[int]


def status(settings: Settings) -> Status:
    """Ask the database for its state; raise ClusterError if there is none yet."""
    if settings.dsn:
        return _ask(settings.dsn, None)
    cluster = EmbeddedCluster(settings.data_dir)
    if not cluster.exists:
        raise ClusterError(
            f"There is no database in {cluster.files.base} yet. Run: geo-rtcc db migrate"
        )
    before = (cluster.is_running(), cluster.lease_holders())
    with cluster.lease():
        return _ask(cluster.conninfo(), cluster, *before)


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the exact number of rows of every table of ours, partitions counted together."""
    tables = connection.execute(
        "select relname from pg_class where relkind in ('r', 'p') and not relispartition "
        "and relnamespace = 'public'::regnamespace and relname <> 'schema_migration' "
        "and not exists (select 1 from pg_depend where objid = pg_class.oid and deptype = 'e') "
        "order by relname"
    ).fetchall()
    count = sql.SQL("select count(*) from {}")
    found = {
        name: connection.execute(count.format(sql.Identifier("public", name))).fetchone()
        for (name,) in tables
    }
    return {name: int(row[0]) for name, row in found.items() if row}


def _ask(
    conninfo: str,
    cluster: EmbeddedCluster | None,
    was_running: bool | None = None,
    lease_holders: list[int] | None = None,
) -> Status:
    with connect(conninfo, autocommit=True) as connection:
        extensions: dict[str, str] = dict(
            connection.execute("select extname, extversion from pg_extension").fetchall()
        )
        size = connection.execute("select pg_database_size(current_database())").fetchone()
        applied = migrations.applied_migrations(connection)
        return Status(
            is_embedded=cluster is not None,
            was_running=was_running,
            server=str(cluster.files.socket) if cluster else _server(conninfo),
            database=connection.info.dbname,
            postgresql=connection.info.parameter_status("server_version") or "",
            postgis=extensions.get("postgis"),
            pgrouting=extensions.get("pgrouting"),
            schema_version=applied[-1].version if applied else 0,
            schema_expected=len(migrations.read_migrations()),
            schema_problem=_schema_problem(connection),
            size_bytes=int(size[0]) if size else 0,
            disk_free_bytes=_free(cluster.files.base) if cluster else None,
            row_counts=row_counts(connection),
            lease_holders=lease_holders or [],
        )


def _schema_problem(connection: Connection) -> str | None:
    try:
        migrations.check_schema(connection)
    except MigrationError as error:
        return str(error)
    return None


def _server(conninfo: str) -> str:
    words = conninfo_to_dict(conninfo)
    return f"{words.get('host') or 'localhost'}:{words.get('port') or 5432}"


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free
