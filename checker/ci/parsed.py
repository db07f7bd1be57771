"""What a script is taken apart to: simple commands, and what could not be read."""

from collections.abc import Mapping

from msgspec import Struct

COMMAND_LIMIT = 5_000
"""Simple commands of one script that are read at most."""
SECONDS = 2.0
"""How long the parser may take for one script."""


PIPED = "a pipe without `pipefail` hides it"
SUBSTITUTED = "nothing asks for the result of `$( )`"
"""Why the failure of a command is lost whose output goes on."""


class ShellCommand(Struct, frozen=True):
    """One simple command on *line* of its file.

    *swallowed* says, to be read after "because", why its failure is not its script's, "" where it is.
    *input* is the here-document that it reads, *variables* are those that the script gives it.
    """

    words: tuple[str, ...]
    line: int
    swallowed: str = ""
    input: str = ""
    variables: Mapping[str, str] = {}


class ParsedScript(Struct, frozen=True):
    """The simple commands of a script in their order.

    *refused* is the first line that the parser refuses, else 0, and *unread* the text of all that it refuses.
    *offered* are functions that it defines and does not call, for scripts that read this one: the commands in
    them are among the others, and no argument is a command to them.
    """

    commands: tuple[ShellCommand, ...] = ()
    refused: int = 0
    unread: str = ""
    offered: frozenset[str] = frozenset()
