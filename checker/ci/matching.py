"""Patterns of commands: which tools, publishers and harmless commands a simple command is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Generic, TypeVar

from msgspec import Raw, Struct

from checker.ci.beginnings import Beginnings
from checker.ecosystems.catalog import Ecosystems, catalog, commands
from checker.ecosystems.command_index import CommandIndex
from checker.ecosystems.schema import Publisher, Tool
from checker.model import encoding
from checker.patterns import lazy

_T = TypeVar("_T")
_PREFIX = lazy(r"^\$\{\w+\}(?=\w)")
"""A variable before a program's name: the folder that it is in."""
_ENDING = lazy(r"\.(?:exe|bat|cmd|ps1|phar|jar|js|mjs|cjs)$", re.IGNORECASE)
_MARK = lazy(r"(?<=.)(?:@|==|:).*$", re.DOTALL)
_VERSION = lazy(r"-?\d+(?:\.\d+)*$")
_PARTS = lazy(r"[/_-]")
_WORDS = 200
"""Words of a command that are compared."""
_LENGTH = 500
_ARGUMENTS = 4_000
_BUILDS_IMAGES = ("docker/build-push-action", "docker/bake-action", "depot/build-push-action")
_OFF = frozenset({"false", "no", "0", "off"})


class CommandPattern(Struct, frozen=True):
    """The words of a pattern after its program, and how much of a command it pins down.

    *literal* are the words without `*`: a command that lacks one of them cannot match.
    """

    words: tuple[str, ...]
    weight: int
    literal: frozenset[str]


class ToolMatch(Struct, frozen=True):
    """A tool that a command runs; *idle*: this call checks nothing; *lenient* names what lets it pass.

    *measures*: this call also measures coverage.
    """

    name: str
    tool: Tool
    idle: str = ""
    lenient: str = ""

    measures: bool = False

    @property
    def checks(self) -> tuple[str, ...]:
        """What it checks."""
        own = self.tool.checks
        return (*own, "coverage") if self.measures and "coverage" not in own else own


class PatternTable(Generic[_T]):
    """Patterns by their programs; those of a program are taken apart when it is first asked for."""

    def __init__(self, rows: Mapping[str, Raw], values: Sequence[_T]) -> None:
        """Take the rows of a `CommandIndex`, whose numbers count *values*."""
        self._rows = rows
        self._values = values
        self._by_program: dict[str, list[tuple[CommandPattern, _T]]] = {}

    def _patterns(self, program: str) -> list[tuple[CommandPattern, _T]]:
        if program not in self._rows:
            return []
        if program not in self._by_program:
            rows = encoding.decode(list[tuple[str, int]], bytes(self._rows[program]))
            self._by_program[program] = [(_pattern(text), self._values[number]) for text, number in rows]
        return self._by_program[program]

    def find(self, words: Sequence[str]) -> list[_T]:
        """Return the values of the patterns that say most about a command."""
        given = words[1:_WORDS]
        present = frozenset(given)
        for name in names(words[0]):
            found = [
                (pattern.weight, value)
                for pattern, value in self._patterns(name)
                if pattern.literal <= present and follows(pattern.words, given)
            ]
            if found:
                most = max(weight for weight, _ in found)
                return [value for weight, value in found if weight == most]
        return []

    def knows(self, program: str) -> bool:
        """Tell whether any pattern begins with this program."""
        return any(name in self._rows for name in names(program))


def _pattern(text: str) -> CommandPattern:
    words = tuple(text.split())
    literal = frozenset(word for word in words if "*" not in word)
    return CommandPattern(words, sum(word != "*" for word in words), literal)


@lru_cache(maxsize=4096)
def names(word: str) -> tuple[str, ...]:
    """Return the bare names of a program, most exact first: no folder, no ending, then no version."""
    base = _PREFIX.sub("", word.rsplit("/", 1)[-1].rsplit("\\", 1)[-1])
    bare = _ENDING.sub("", _MARK.sub("", base))
    return tuple(dict.fromkeys(filter(None, (base, bare, _VERSION.sub("", bare)))))


def follows(pattern: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether the words of a pattern follow in order among those of a command.

    Options between them are passed over, and variables whose values nobody knows, which may hold options;
    `*` alone stands for any words.
    """
    if not pattern:
        return True
    if pattern[0] == "*":
        return any(follows(pattern[1:], words[start:]) for start in range(len(words) + 1))
    for position, word in enumerate(words):
        if fits(pattern[0], word):
            return follows(pattern[1:], words[position + 1 :])
        if not word.startswith(("-", "+", "$")):
            return False
    return False


def fits(pattern: str, word: str) -> bool:
    """Tell whether a word is what a pattern's word says; `*` in it stands for any characters."""
    if "*" not in pattern:
        return pattern == word
    return _glob(pattern).fullmatch(word[:_LENGTH]) is not None


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


def has_option(option: str, words: Sequence[str]) -> bool:
    """Tell whether a command has an option: a word, or words that follow one another.

    `--a b` is `--a=b`, and an option counts with a value, unless that says no.
    """
    wanted = tuple(_split(option.split()))
    given = tuple(_split(words))
    for start in range(len(given) - len(wanted) + 1):
        if all(fits(each, word) for each, word in zip(wanted, given[start:], strict=False)):
            value = given[start + len(wanted)] if len(wanted) == 1 and start + 1 < len(given) else ""
            return not (f"{option}={value}" in words and value.lower() in _OFF)
    return any(
        word.startswith(f"{option}=") and word.rpartition("=")[2].lower() not in _OFF
        for word in words
        if len(wanted) == 1
    )


def _split(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        name, equals, value = word.partition("=")
        if equals and word.startswith("--") and "*" not in name:
            yield from (name, value)
        else:
            yield word


class KnownCommands:
    """Everything that the ecosystem files say about commands."""

    def __init__(self, ecosystems: Ecosystems, index: CommandIndex) -> None:
        self._publishers = [each for ecosystem in ecosystems.ecosystems for each in ecosystem.publish]
        self.tools = PatternTable(index.tools, tuple(ecosystems.tools))
        self.publishers = PatternTable(index.publishers, self._publishers)
        self.harmless = PatternTable(index.harmless, (True,))
        self._tools = ecosystems.tools
        self._actions = Beginnings(
            (start, name) for name, tool in ecosystems.tools.items() for start in tool.actions
        )
        self._harmless_actions = Beginnings((start, start) for start in ecosystems.actions.harmless)
        self._steps = {step: name for name, tool in ecosystems.tools.items() for step in tool.steps}
        self._hooks = {hook: name for name, tool in ecosystems.tools.items() for hook in tool.hooks}
        self._publishing = Beginnings(
            (start, number) for number, each in enumerate(self._publishers) for start in each.actions
        )
        self._publishing_steps: dict[str, list[int]] = {}
        for number, each in enumerate(self._publishers):
            for step in each.steps:
                self._publishing_steps.setdefault(step, []).append(number)

    def tool_matches(
        self, words: Sequence[str], variables: Mapping[str, str] = {}, further: Sequence[str] = ()
    ) -> list[ToolMatch]:
        """Return the tools that a command runs; *variables* and *further* words may hold options for it."""
        return [
            self.judged(name, [*words, *_ambient(self._tools[name], words, variables, further)])
            for name in dict.fromkeys(self.tools.find(words))
        ]

    def judged(self, name: str, words: Sequence[str]) -> ToolMatch:
        """Say what one call of a tool is good for, by its options."""
        tool = self._tools[name]
        idle = next((option for option in tool.idle if has_option(option, words)), "")
        lenient = next((option for option in tool.lenient if has_option(option, words)), "")
        if lenient:
            lenient = f"`{lenient}` lets it pass"
        elif tool.strict and not any(has_option(option, words) for option in tool.strict):
            told = [option for option in tool.strict if option != "never"]
            lenient = f"it fails only with `{told[0]}`" if told else "it never fails by itself"
        return ToolMatch(
            name, tool, idle, lenient, any(has_option(option, words) for option in tool.coverage)
        )

    def action_tool(self, action: str) -> str:
        """Return the tool that a GitHub Action runs, by the beginning of its name, "" if none is known."""
        return next(self._actions.find(action), "")

    def is_harmless_action(self, action: str) -> bool:
        """Tell whether an action stands among those that check nothing."""
        return any(self._harmless_actions.find(action))

    def step_tool(self, uses: str) -> str:
        """Return the tool that another system's step runs, "" if none is known."""
        return self._steps.get(uses, "")

    def hook_tool(self, hook: str) -> str:
        """Return the tool behind a pre-commit hook's id, "" if none is known."""
        return self._hooks.get(hook.replace("_", "-")) or self._hooks.get(hook, "")

    def named_tool(self, name: str) -> str:
        """Return the tool of this very name, "" where there is none or it is a plain word."""
        tool = self._tools.get(name)
        return name if tool is not None and not tool.word else ""

    def tools_in(self, name: str) -> list[str]:
        """Return the tools that a name is made of, those of most words first."""
        parts = [part for part in _PARTS.split(name[:200].lower()) if part]
        spans = (
            (size, start)
            for size in range(min(4, len(parts)), 0, -1)
            for start in range(len(parts) - size + 1)
        )
        found = (self.named_tool("-".join(parts[start : start + size])) for size, start in spans)
        return list(dict.fromkeys(filter(None, found)))

    def publisher_of(self, uses: str, inputs: Mapping[str, str]) -> Publisher | None:
        """Return what an action or a step publishes to; its inputs are its options."""
        if uses in _BUILDS_IMAGES and inputs.get("push", "false") in ("false", ""):
            return None
        numbers = {*self._publishing.find(uses), *self._publishing_steps.get(uses, ())}
        words = as_options(inputs) if numbers else []
        publishers = (self._publishers[number] for number in sorted(numbers))
        return next((each for each in publishers if not _is_idle(each, words)), None)

    def publishers_in(self, words: Sequence[str]) -> list[Publisher]:
        """Return what a command publishes to."""
        return [each for each in self.publishers.find(words) if not _is_idle(each, words)]

    def is_harmless(self, words: Sequence[str]) -> bool:
        """Tell whether a command can neither check nor publish anything."""
        return bool(self.harmless.find(words))

    def knows(self, program: str) -> bool:
        """Tell whether a program stands in any ecosystem file."""
        return self.tools.knows(program) or self.harmless.knows(program) or self.publishers.knows(program)

    def tool(self, name: str) -> Tool:
        """Return a tool by its name."""
        return self._tools[name]


def _ambient(
    tool: Tool, words: Sequence[str], variables: Mapping[str, str], further: Sequence[str]
) -> Iterator[str]:
    """Return the options of a tool in its environment, and those of files that no word overrules."""
    for variable, option in tool.variables.items():
        if value := variables.get(variable, "")[:_ARGUMENTS]:
            yield from (option, value) if option else value.split()
    given = {word.partition("=")[0] for word in words}
    yield from (word for word in further if word.partition("=")[0] not in given)


def _is_idle(publisher: Publisher, words: Sequence[str]) -> bool:
    return any(has_option(option, words) for option in publisher.idle)


def as_options(inputs: Mapping[str, str]) -> list[str]:
    """Write the inputs of an action as options (`exit-code: 1` is `--exit-code 1`); arguments stay words."""
    words: list[str] = []
    for key, value in inputs.items():
        if key.lower() in ("args", "arguments", "options", "flags"):
            words += value[:_ARGUMENTS].split()
        else:
            words += (f"--{key.lower()}", value[:_LENGTH])
    return words


@cache
def known() -> KnownCommands:
    """Return what the ecosystem files say, sorted for the search."""
    return KnownCommands(catalog(), commands())
