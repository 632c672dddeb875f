"""What the commands that load files share."""

from collections.abc import Callable, Iterable
from typing import Any

import click

SOME_REJECTED = 3  # exit code: done, but some records were rejected

Command = Callable[..., Any]


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
