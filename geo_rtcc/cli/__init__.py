"""The ``geo-rtcc`` command: one module a group, loaded only when asked for.

Exit codes: 0 done, 1 refused with a sentence, 2 wrong usage, 3 done but some records were rejected.
"""

import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click

from geo_rtcc.errors import GeoRtccError

COMMANDS = {
    "db": ("geo_rtcc.cli.db", "Look after the database."),
    "demo": ("geo_rtcc.cli.demo", "Run everything on the demo city, with live feeds."),
    "feeds": ("geo_rtcc.cli.feeds", "Post the demo city's live feeds to the ingest service."),
    "geocode": ("geo_rtcc.cli.geocode", "Find addresses in the agency's geofile."),
    "geofile": ("geo_rtcc.cli.geofile", "List and remove what addresses are looked up in."),
    "hold": ("geo_rtcc.cli.hold", "Keep what a case needs, whatever its retention."),
    "hotlist": ("geo_rtcc.cli.hot_list", "List hot lists and their age, suppress hits."),
    "ingest": ("geo_rtcc.cli.ingest", "Run the ingest service on the current database."),
    "load": (
        "geo_rtcc.cli.load",
        "Load calls, reads, positions, hot lists and areas from files.",
    ),
    "loadgen": ("geo_rtcc.cli.loadgen", "Send load to an ingest service of this machine."),
    "locate": ("geo_rtcc.cli.locate", "Say cell, beat, shift and operational date of a point."),
    "quarantine": ("geo_rtcc.cli.quarantine", "List, show and retry rejected records."),
    "replay": ("geo_rtcc.cli.replay", "Play recorded feeds into an ingest service."),
    "retention": ("geo_rtcc.cli.retention", "Say how long data is kept; remove what is too old."),
    "serve": ("geo_rtcc.cli.serve", "Run the web alone on the current database."),
    "status": ("geo_rtcc.cli.status", "Say whether all is well, and what is not."),
    "up": ("geo_rtcc.cli.up", "Run database, ingest service, worker and web."),
    "worker": ("geo_rtcc.cli.worker", "Do the periodic work beside the ingest service."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they run, so that ``--help`` answers at once.

    ``table`` gives each command's module and its line of help.
    """

    table: ClassVar[Mapping[str, tuple[str, str]]] = COMMANDS

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names, without importing them."""
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of ``cmd_name`` and return its command of that name, - being _."""
        if cmd_name not in self.table:
            return None
        command = getattr(import_module(self.table[cmd_name][0]), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.table[name][1]) for name in sorted(self.table)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="geo-rtcc")
def cli() -> None:
    """Calls for service, plate reads and unit positions, located, counted, matched, mapped.

    Example: geo-rtcc load calls calls.csv --preset dc
    """


def main() -> None:
    """Run the command; turn our own errors into one sentence and exit code 1."""
    # Python ends on SIGTERM without leaving its blocks, and the embedded server would stay behind
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        cli(prog_name="geo-rtcc")
    except GeoRtccError as error:
        click.echo(f"geo-rtcc: {error}", err=True)
        sys.exit(1)
