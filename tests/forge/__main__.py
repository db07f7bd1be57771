"""Simulates GitHub until interrupted: `python -m tests.forge`, then follow what it prints."""

import threading
from contextlib import suppress

import click

from tests.forge import Forge, many, scenario


@click.command()
@click.argument("name", default="small")
@click.option("--count", default=0, help="Make that many repositories of the kinds in the scenario.")
@click.option("--delay", default=0.0, help="Seconds that every answer takes.")
@click.option("--port", default=0, help="The port to listen on; any free one without.")
def main(name: str, count: int, delay: float, port: int) -> None:
    """Say how to reach the simulator, and serve."""
    with Forge(many(count, name) if count else scenario(name), delay, port) as forge:
        for token in forge.world.tokens:
            click.echo(f"# as {token}")
            for variable, value in forge.environment(token).items():
                click.echo(f"export {variable}={value}")
        click.echo(f"# {len(forge.world.repositories)} repositories of {', '.join(forge.owners)}")
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
