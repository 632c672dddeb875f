"""``geo-rtcc db``: look after the database, embedded or the agency's own."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from geo_rtcc.errors import ClusterError
from geo_rtcc.settings import Settings
from geo_rtcc.store import admin, backup, client, migrations, schema_dump
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.opening import reachable

MIB = 1024 * 1024


@click.group()
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the embedded database, instead of GEO_RTCC_DATA_DIR.",
)
@click.pass_context
def db(ctx: click.Context, data_dir: Path | None) -> None:
    """Look after the database: the embedded one, or the server GEO_RTCC_DSN names.

    Example: geo-rtcc db status
    """
    settings = Settings.from_env()
    ctx.obj = replace(settings, data_dir=data_dir.absolute()) if data_dir else settings


@db.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.pass_obj
def status(settings: Settings, as_json: bool) -> None:
    """Show versions, size, rows, the socket and who uses the database.

    Exits 1 when the schema is not the one this program needs. A stopped embedded server is started
    for the question.

    Example: geo-rtcc db status --json
    """
    found = admin.status(settings)
    if as_json:
        click.echo(json.dumps(asdict(found)))
    else:
        _show(found)
    if found.schema_problem:
        click.echo(f"geo-rtcc: {found.schema_problem}", err=True)
        sys.exit(1)


@db.command()
@click.pass_obj
def migrate(settings: Settings) -> None:
    """Bring the database to the schema this program needs, creating it if there is none.

    Example: geo-rtcc db migrate
    """
    with reachable(settings) as conninfo:
        done = migrations.migrate(conninfo)
    for migration in done:
        click.echo(f"applied {migration.version:04}_{migration.name}")
    if not done:
        click.echo(f"The schema is current (version {len(migrations.read_migrations())}).")


@db.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def psql(settings: Settings, arguments: tuple[str, ...]) -> None:
    """Open psql on the database; what follows goes to psql, whose exit code is returned.

    Example: geo-rtcc db psql -c "select count(*) from call_for_service"
    """
    with reachable(settings) as conninfo:
        target, environment = client.without_password(conninfo)
        command = [client.program("psql", conninfo), "--dbname", target, *arguments]
        # Ctrl-C cancels the statement in psql; we keep the server up until psql itself ends.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = subprocess.run(command, env=environment, check=False).returncode
        finally:
            signal.signal(signal.SIGINT, before)
    sys.exit(code if code >= 0 else 128 - code)


@db.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", "replace_file", is_flag=True, help="Overwrite FILE if it exists.")
@click.pass_obj
def backup_command(settings: Settings, file: Path, replace_file: bool) -> None:
    """Write the whole database to FILE, readable by its owner alone.

    The file appears only when it is complete. It holds private data: keep it as the database.

    Example: geo-rtcc db backup rtcc-2025-03-01.backup
    """
    with reachable(settings) as conninfo, _progress("backup") as progress:
        report = progress(backup.table_total(conninfo))
        size = backup.back_up(conninfo, file, replace=replace_file, report=report)
    click.echo(f"{file}: {size / MIB:,.1f} MiB")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replace_rows", is_flag=True, help="Replace a database that has rows.")
@click.pass_obj
def restore(settings: Settings, file: Path, replace_rows: bool) -> None:
    """Put the backup in FILE in the database's place, all of it or nothing.

    It is loaded beside the database, checked, and swapped in; programs that use the database lose
    their connection at that moment and may reconnect.

    Example: geo-rtcc db restore rtcc-2025-03-01.backup --replace
    """
    with reachable(settings) as conninfo, _progress("restore") as progress:
        report = progress(backup.data_count(client.program("pg_restore", conninfo), file))
        done = backup.restore(conninfo, file, replace=replace_rows, report=report)
    rows = sum(done.row_counts.values())
    click.echo(f"restored {rows:,} rows, schema version {done.schema_version}")


@db.command()
@click.option("--force", is_flag=True, help="Stop it even while other processes use it.")
@click.pass_obj
def stop(settings: Settings, force: bool) -> None:
    """Stop the embedded server; it refuses while others use it.

    It stops by itself with its last user, so this is for one left behind by a killed program.

    Example: geo-rtcc db stop
    """
    if settings.dsn:
        raise ClusterError("GEO_RTCC_DSN names a server that this program doesn't run.")
    ran = EmbeddedCluster(settings.data_dir).stop(force=force)
    click.echo("stopped" if ran else "was not running")


@db.command(hidden=True)
@click.pass_obj
def schema(settings: Settings) -> None:
    """Print the complete schema that the migrations make.

    Example: geo-rtcc db schema > sql/schema.sql
    """
    with reachable(settings) as conninfo:
        click.echo(schema_dump.schema_text(conninfo), nl=False)


def _show(found: admin.Status) -> None:
    table = Table(show_header=False, box=None)
    kind = "embedded" if found.is_embedded else "server"
    if found.was_running is False:
        kind += ", stopped until asked"
    table.add_row("database", f"{found.database} ({kind})")
    table.add_row("socket" if found.is_embedded else "server", found.server)
    table.add_row("PostgreSQL", found.postgresql)
    table.add_row("PostGIS, pgRouting", f"{found.postgis or 'none'}, {found.pgrouting or 'none'}")
    table.add_row("schema", f"version {found.schema_version} of {found.schema_expected}")
    table.add_row("size", f"{found.size_bytes / MIB:,.1f} MiB")
    if found.disk_free_bytes is not None:
        table.add_row("disk free", f"{found.disk_free_bytes / MIB:,.0f} MiB")
        table.add_row("used by process", ", ".join(map(str, found.lease_holders)) or "none")
    for name, count in found.row_counts.items():
        table.add_row(f"rows in {name}", f"{count:,}")
    Console().print(table)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int], client.Report]]:
    columns = (TextColumn(label), BarColumn(), TextColumn("{task.completed}/{task.total} tables"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:

        def start(total: int) -> client.Report:
            task = progress.add_task(label, total=total)
            return lambda done: progress.update(task, completed=min(done, total))

        yield start
