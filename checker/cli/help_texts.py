"""What every command says of itself, for the reference."""

from collections.abc import Iterator

import click

_WIDTH = 80


def helps(root: click.Group, name: str) -> dict[str, str]:
    """Return the help of a command and of those below it, by the words that call them."""
    return dict(_helps(root, click.Context(root, info_name=name, terminal_width=_WIDTH)))


def _helps(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                inner = click.Context(below, parent=context, info_name=name, terminal_width=_WIDTH)
                yield from _helps(below, inner)
