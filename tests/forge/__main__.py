"""Simulates GitHub until interrupted: `python -m tests.forge [SCENARIO]`, then follow what it prints."""

import sys
import threading
from contextlib import suppress

import click

from tests.forge import Forge, scenario


def main(name: str = "small") -> None:
    """Say how to reach the simulator, and serve."""
    with Forge(scenario(name)) as forge:
        for token in forge.world.tokens:
            click.echo(f"# as {token}")
            for variable, value in forge.environment(token).items():
                click.echo(f"export {variable}={value}")
        names = ", ".join(each.full_name for each in forge.world.repositories.values())
        click.echo(f"# repositories: {names}")
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:2])
