"""Which tools, publishers and harmless commands a simple command is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from checker.ci.beginnings import Beginnings
from checker.ci.command_patterns import PatternTable, fits
from checker.ecosystems.catalog import Ecosystems, catalog, commands
from checker.ecosystems.command_index import CommandIndex
from checker.ecosystems.schema import Publisher, Tool
from checker.patterns import lazy
from checker.word_lists import wordset

_PARTS = lazy(r"[/_-]")
_LENGTH = 500
"""Characters of an input of an action that is taken for an option."""
_ARGUMENTS = 4_000
_BUILDS_IMAGES = wordset("""
    docker/build-push-action docker/bake-action depot/build-push-action depot/bake-action
    useblacksmith/build-push-action
""")
_PUSHED = lazy(r"\btype=registry\b|\bpush=true\b")
_OFF = frozenset({"false", "no", "0", "off"})


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
        self._credentials = PatternTable(index.credentials, (True,))
        self._tools = ecosystems.tools
        self._actions = Beginnings(
            (start, name) for name, tool in ecosystems.tools.items() for start in tool.actions
        )
        self._harmless_actions = Beginnings((start, start) for start in ecosystems.actions.harmless)
        self._credential_actions = Beginnings((start, start) for start in ecosystems.actions.credentials)
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
        if uses in _BUILDS_IMAGES and not _pushes_image(inputs):
            return None
        numbers = {*self._publishing.find(uses), *self._publishing_steps.get(uses, ())}
        words = as_options(inputs) if numbers else []
        publishers = (self._publishers[number] for number in sorted(numbers))
        return next((each for each in publishers if not is_idle(each, words)), None)

    def is_publisher(self, uses: str) -> bool:
        """Tell whether an action or a step publishes, unless its inputs say that it should not."""
        return next(self._publishing.find(uses), None) is not None or uses in self._publishing_steps

    def publishers_in(self, words: Sequence[str]) -> list[Publisher]:
        """Return what a command publishes to."""
        return [each for each in self.publishers.find(words) if not is_idle(each, words)]

    def is_harmless(self, words: Sequence[str]) -> bool:
        """Tell whether a command can neither check nor publish anything."""
        return bool(self.harmless.find(words))

    def uses_credentials(self, words: Sequence[str]) -> bool:
        """Tell whether a command uses the Git credentials that a checkout leaves on disk."""
        return bool(self._credentials.find(words))

    def action_uses_credentials(self, action: str) -> bool:
        """Tell whether an action uses the Git credentials that a checkout leaves on disk."""
        return any(self._credential_actions.find(action))

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


def _pushes_image(inputs: Mapping[str, str]) -> bool:
    """Tell whether a build of images sends them to a registry, by any of the ways to say so."""
    said = f"{inputs.get('outputs', '')}\n{inputs.get('set', '')}"
    return inputs.get("push", "false") not in ("false", "") or bool(_PUSHED.search(said))


def is_idle(publisher: Publisher, words: Sequence[str]) -> bool:
    """Tell whether a call publishes nothing, by its options."""
    return any(has_option(option, words) for option in publisher.idle)


def as_options(inputs: Mapping[str, str]) -> list[str]:
    """Write the inputs of an action as options (`exit-code: 1` is `--exit-code=1`); arguments stay words."""
    words: list[str] = []
    for key, value in inputs.items():
        if key.lower() in ("args", "arguments", "options", "flags"):
            words += value[:_ARGUMENTS].split()
        else:
            words.append(f"--{key.lower()}={value[:_LENGTH]}")
    return words


@cache
def known() -> KnownCommands:
    """Return what the ecosystem files say, sorted for the search."""
    return KnownCommands(catalog(), commands())
