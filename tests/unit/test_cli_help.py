"""Every command says by itself what it does and how it is called, with an example."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from geo_rtcc.cli import cli


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Walk the command and all that is below it."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        else:
            yield (*path, name)


ALL = list(commands(cli))


def help_of(path: tuple[str, ...]) -> str:
    answer = CliRunner().invoke(cli, [*path, "--help"], prog_name="geo-rtcc")
    assert answer.exit_code == 0
    return answer.output


def test_the_walk_reaches_the_commands_below_groups() -> None:
    assert {("load", "calls"), ("db", "backup"), ("quarantine", "retry"), ("locate",)} <= set(ALL)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_has_an_example_of_the_command_itself(path: tuple[str, ...]) -> None:
    text = " ".join(help_of(path).split())
    assert "Example: " + " ".join(("geo-rtcc", *path)) in text


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_option_says_what_it_is(path: tuple[str, ...]) -> None:
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert [option.name for option in options if not option.help] == []
