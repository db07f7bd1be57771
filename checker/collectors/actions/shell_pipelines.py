"""Scripts of sh and bash as pipelines: which command hands its output to which, and to which file."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checker.ci.bash import parser
from checker.ci.bash_words import ShellWords, substitutions
from checker.ci.syntax import parse_tree
from checker.collectors.actions.expression import expressions

_UNKNOWN = "${EXPRESSION}"
"""What stands in a script for a `${{ }}` whose value is not known."""
_LENGTH_LIMIT = 64 * 1024
"""Characters of the longest script that is read."""
_COMMANDS = 2_000
"""Commands of one script that are looked at."""
_DEPTH = 60


class PipedCommand(Struct, frozen=True):
    """A command of a pipeline, or an assignment: then it has no words, and *assigns* is the variable.

    *offset* is on its line in the script. *given* is the text that it reads from a here-string or here-
    document, *written* are the files that its output goes to, *inner* the pipelines whose output is put into
    its words or what it reads.
    """

    words: tuple[str, ...]
    offset: int
    text: str = ""
    assigns: str = ""
    given: str = ""
    written: tuple[str, ...] = ()
    inner: tuple["ShellPipeline", ...] = ()


ShellPipeline = tuple[PipedCommand, ...]
"""Commands with a pipe between each two."""


def shell_pipelines(
    script: str, variables: Mapping[str, str] | None = None, values: Mapping[str, str] | None = None
) -> list[ShellPipeline]:
    """Return the pipelines of a script in their order.

    *variables* are those whose values are known, *values* the same for its `${{ }}`.
    """
    if len(script) > _LENGTH_LIMIT:
        return []
    source = _without_expressions(script, values or {}).encode(errors="replace")
    root = parse_tree(parser(), source)
    lines = [0, *accumulate(len(line) + 1 for line in script.split("\n"))]
    return [] if root is None else _Reader(source, variables or {}, lines).read(root, 0)


def _without_expressions(script: str, values: Mapping[str, str]) -> str:
    """Put values in the place of expressions, and leave each line where it was."""
    parts, at = list[str](), 0
    for each in expressions(script):
        breaks = script.count("\n", each.offset, each.end)
        parts += [script[at : each.offset], values.get(each.text, _UNKNOWN), "\\\n" * breaks]
        at = each.end
    return "".join((*parts, script[at:]))


class _Reader:
    """Walks one script; its variables change on the way."""

    def __init__(self, source: bytes, variables: Mapping[str, str], lines: Sequence[int]) -> None:
        self._source = source
        self._lines = lines
        self._words = ShellWords(source, variables)
        self._left = _COMMANDS

    def read(self, node: Any, depth: int) -> list[ShellPipeline]:
        """Return the pipelines below a node; the output of the last one is that of the whole."""
        if depth > _DEPTH or self._left < 0:
            return []
        match node.type:
            case "command":
                return [(self._command(node, depth),)]
            case "variable_assignment":
                return [(self._assignment(node, depth),)]
            case "pipeline":
                return self._pipeline(node, depth)
            case "redirected_statement":
                return self._redirected(node, depth)
        return [found for child in node.named_children for found in self.read(child, depth + 1)]

    def _text(self, node: Any) -> str:
        return self._source[node.start_byte : node.end_byte].decode(errors="replace")

    def _piped(self, node: Any, words: Sequence[str], depth: int, *, assigns: str = "") -> PipedCommand:
        self._left -= 1
        inner = [found for each in substitutions(node) for found in self.read(each, depth + 1)]
        row, column = node.start_point
        offset = min(self._lines[row] + column, self._lines[row + 1] - 1)
        return PipedCommand(tuple(words), offset, self._text(node), assigns, inner=tuple(inner))

    def _command(self, node: Any, depth: int) -> PipedCommand:
        redirects = [child for child in node.named_children if child.type.endswith("redirect")]
        words = [
            word
            for child in node.named_children
            if child.type != "variable_assignment" and child not in redirects
            for word in self._words.split(child)
        ]
        return self._with(self._piped(node, words, depth), redirects)

    def _assignment(self, node: Any, depth: int) -> PipedCommand:
        self._words.assign(node)
        name = node.child_by_field_name("name")
        return self._piped(node, (), depth, assigns="" if name is None else self._text(name))

    def _pipeline(self, node: Any, depth: int) -> list[ShellPipeline]:
        before: list[ShellPipeline] = []
        stages: list[PipedCommand] = []
        for child in node.named_children:
            *others, last = self.read(child, depth + 1) or [()]
            before += others
            stages += last
        return [*before, tuple(stages)]

    def _redirected(self, node: Any, depth: int) -> list[ShellPipeline]:
        body = node.child_by_field_name("body")
        found = [] if body is None else self.read(body, depth + 1)
        redirects = [child for child in node.named_children if child.type.endswith("redirect")]
        stages = found.pop() if found else (self._piped(node, (), depth),)
        first = self._with(stages[0], [each for each in redirects if each.type != "file_redirect"])
        stages = (first, *stages[1:])
        files = [each for each in redirects if each.type == "file_redirect"]
        stages = (*stages[:-1], self._with(stages[-1], files))
        return [*found, (*stages, *self._behind(redirects, depth))]

    def _behind(self, redirects: Sequence[Any], depth: int) -> Iterator[PipedCommand]:
        """Yield the commands that stand behind the mark of a here-document, on its line."""
        for redirect in redirects if redirects and redirects[0].type != "file_redirect" else ():
            for child in redirect.named_children:
                if child.type in ("pipeline", "command", "redirected_statement"):
                    yield from (stage for each in self.read(child, depth + 1) for stage in each)

    def _with(self, command: PipedCommand, redirects: Sequence[Any]) -> PipedCommand:
        """Add what a command reads and where it writes."""
        for each in redirects:
            target = each.named_children[-1] if each.named_children else None
            if each.type == "file_redirect" and target is not None and ">" in self._text(each)[:3]:
                command = replace(command, written=(*command.written, *self._words.split(target)))
            elif each.type == "herestring_redirect" and target is not None:
                command = replace(command, given=" ".join(self._words.split(target)))
            elif each.type == "heredoc_redirect":
                bodies = (child for child in each.named_children if child.type == "heredoc_body")
                further = each.children_by_field_name("argument")
                words = (*command.words, *(word for child in further for word in self._words.split(child)))
                command = replace(command, given="".join(map(self._text, bodies)), words=words)
        return command
