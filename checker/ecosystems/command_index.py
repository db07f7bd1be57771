"""Patterns of commands by program, as they lie in the cache: a program's are decoded when it is asked for."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Raw, Struct

from checker.ecosystems.schema import Ecosystem

_Rows = Mapping[str, Sequence[tuple[str, int]]]


class CommandIndex(Struct, frozen=True):
    """For each program the rows `[rest of a pattern, number]`.

    The numbers count the tools or publishers in the order of the ecosystem files; they are 0 for what is
    harmless, and for what uses the credentials of a checkout.
    """

    tools: Mapping[str, Raw]
    publishers: Mapping[str, Raw]
    harmless: Mapping[str, Raw]
    credentials: Mapping[str, Raw]


class IndexedCommands(Struct, frozen=True):
    """What a `CommandIndex` is encoded from."""

    tools: _Rows
    publishers: _Rows
    harmless: _Rows
    credentials: _Rows


def indexed(ecosystems: Sequence[Ecosystem]) -> IndexedCommands:
    """Sort the patterns of all ecosystems by their programs."""
    tools = [tool.commands for each in ecosystems for tool in each.tools.values()]
    publishers = [publisher.commands for each in ecosystems for publisher in each.publish]
    harmless = [pattern for each in ecosystems for pattern in each.harmless]
    credentials = [pattern for each in ecosystems for pattern in each.credentials]
    return IndexedCommands(
        tools=_by_program(tools),
        publishers=_by_program(publishers),
        harmless=_by_program([harmless]),
        credentials=_by_program([credentials]),
    )


def _by_program(groups: Iterable[Iterable[str]]) -> _Rows:
    found: dict[str, list[tuple[str, int]]] = {}
    for number, patterns in enumerate(groups):
        for text in patterns:
            program, _, rest = text.partition(" ")
            found.setdefault(program, []).append((rest, number))
    return found
