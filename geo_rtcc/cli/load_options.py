"""What the commands that load files share."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click
from rich.console import Console

SOME_REJECTED = 3  # exit code: done, but some records were rejected

SHOWN = 10

Command = Callable[..., Any]


def show_remarks(
    console: Console, remarks: Iterable[str], rejected: Sequence[str], total: int
) -> None:
    """Print what a load remarks, and the first of ``total`` records it rejected, a line each."""
    for line in (*remarks, *rejected[:SHOWN]):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if total > SHOWN:
        more = f"{total - SHOWN:,} more were rejected; --json lists the first hundred."
        console.print(more, highlight=False)


def list_presets_option(lines: Callable[[], Iterable[str]]) -> Callable[[Command], Command]:
    """Add ``--list-presets``, which prints ``lines`` and does nothing else."""

    def show(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
        if wanted:
            click.echo("\n".join(lines()))
            context.exit()

    return click.option(
        "--list-presets",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Print what --preset can be and exit.",
    )
