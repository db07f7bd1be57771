"""What attacks are tried with: the installed command, in a folder of its own."""

from tests.cli.conftest import run

__all__ = ["run"]
