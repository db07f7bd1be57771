"""Scripts of sh and bash: simple commands, and where their exit status goes.

What cannot be decided (`$?` that is asked for later, traps, conditions whose branches end the script)
counts as reaching the script's result.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec.structs import replace

from checker.ci.bash_calls import called_unseen, is_like, runs_arguments
from checker.ci.bash_flow import ENDS, FailureFlow
from checker.ci.bash_options import ShellOptions
from checker.ci.bash_words import ShellWords, substitutions
from checker.ci.parsed import COMMAND_LIMIT, PIPED, SUBSTITUTED, ParsedScript, ShellCommand
from checker.ci.pipeline import ShellScript
from checker.ci.syntax import broken_text, first_error, parse_tree
from checker.patterns import lazy

_DEPTH = 80
_CALLS = 400
"""Calls of functions in one script that are followed."""
_LATER = "the script goes on after it and ends with another command's result"
_FAILS = re.compile(rb"\b(?:exit|return)\s+[\"']?(?:[1-9$])")
"""Where a script ends by its own decision: by what, cannot be told."""
_LEAVES = re.compile(rb"(?:exit|return)\b(?!-)")
_COMMENT = re.compile(rb"`[ \t]*+#[^`\n]*+`")
"""A substitution that holds a comment: how one is written in the middle of a command over several lines."""
_WAITS = lazy(r"\bwait\s+(?:-n|[\"']?[$%])")
_LIST = ("list", "pipeline", "redirected_statement", "negated_command", "command", "subshell")


@cache
def parser() -> Any:
    """Return the parser of sh and bash, loaded once."""
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


def parse(script: ShellScript, variables: Mapping[str, str]) -> ParsedScript:
    """Return the simple commands of a script."""
    source = _COMMENT.sub(_blank, script.text.encode(errors="replace"))
    root = parse_tree(parser(), source)
    if root is None:
        return ParsedScript((), script.line, script.text)
    return _Reader(script, source, variables).read(root)


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " * len(match[0])


class _Reader:
    """Walks one script; options and variables change while it goes."""

    def __init__(self, script: ShellScript, source: bytes, variables: Mapping[str, str]) -> None:
        self._source = source
        self._first = script.line
        self._options = ShellOptions.of(script)
        self._waits = _WAITS.search(script.text) is not None
        self._trapped = re.search(r"\btrap\b[^\n]*\bERR\b", script.text) is not None
        self._asked = max(source.rfind(b"$?"), source.rfind(b"${?}"))
        self._ended = max((match.start() for match in _FAILS.finditer(source)), default=-1)
        self._words = ShellWords(source, variables)
        self._functions: dict[str, Any] = {}
        self._called: set[str] = set()
        self._active: list[str] = []
        self._calls = 0
        self._found: list[ShellCommand] = []
        self._refused = 0

    def read(self, root: Any) -> ParsedScript:
        self._body(root.named_children, FailureFlow(), 0)
        uncalled = {name: body for name, body in self._functions.items() if name not in self._called}
        offered = (name for name, body in uncalled.items() if not runs_arguments(self._text(body)))
        # A script that only defines functions does so for others, which read it and call any of them.
        for name in called_unseen(uncalled, self._source) if self._found else [*uncalled]:
            if name not in self._called:
                self._call(name, uncalled[name], FailureFlow(), 0)
        if self._refused:  # a bound is reached
            return ParsedScript(tuple(self._found[:COMMAND_LIMIT]), self._refused, self._source.decode())
        if root.has_error:
            self._refuse(first_error(root))
        unread = broken_text(root, self._source, _HANDLERS.keys())
        return ParsedScript(tuple(self._found[:COMMAND_LIMIT]), self._refused, unread, frozenset(offered))

    def _refuse(self, node: Any) -> None:
        self._refused = self._refused or self._first + int(node.start_point[0])

    def _text(self, node: Any) -> str:
        return self._source[node.start_byte : node.end_byte].decode(errors="replace")

    def _body(self, nodes: Sequence[Any], flow: FailureFlow, depth: int) -> None:
        """Read statements in their order; *flow* says where the result of the last one goes."""
        if depth > _DEPTH:
            if nodes:
                self._refuse(nodes[0])
            return
        statements = [node for node in nodes if node.type not in ("comment", "heredoc_body", "heredoc_end")]
        for node in statements:
            if node.type == "function_definition":
                self._define(node)
        for number, node in enumerate(statements):
            if len(self._found) > COMMAND_LIMIT:
                self._refuse(node)
                return
            last = number == len(statements) - 1
            self._statement(node, self._placed(node, flow, last=last), depth)
            if _LEAVES.match(self._source, node.start_byte) and node.type == "command":
                return

    def _placed(self, node: Any, flow: FailureFlow, *, last: bool) -> FailureFlow:
        """Return where the failure of one statement of a body goes."""
        # Not `next_sibling`, which looks through all siblings.
        after = self._source[node.end_byte : node.end_byte + 8].lstrip(b" \t")
        if after[:1] == b"&" and after[:2] not in (b"&&", b"&>") and not self._waits:
            return flow.lost("`&` leaves it behind")
        ends = flow.ends and self._options.errexit
        if last:
            return FailureFlow(flow.failure, flow.status, ends=ends)
        undecided = node.end_byte <= max(self._asked, self._ended) or self._trapped
        status = "" if undecided and not flow.status else flow.status or _LATER
        return FailureFlow("" if ends else status, status, ends=ends)

    def _define(self, node: Any) -> None:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is not None and body is not None:
            self._functions[self._text(name)] = body

    def _call(
        self, name: str, body: Any, flow: FailureFlow, depth: int, given: Sequence[str] | None = None
    ) -> None:
        self._called.add(name)
        self._calls += 1
        if self._calls > _CALLS:
            self._refuse(body)
        if name in self._active or self._calls > _CALLS:
            return
        self._active.append(name)
        with self._words.given(given):
            self._body(body.named_children, flow, depth + 1)
        self._active.pop()

    def _statement(self, node: Any, flow: FailureFlow, depth: int) -> None:
        if depth > _DEPTH:
            self._refuse(node)
            return
        handler = _HANDLERS.get(node.type)
        if handler is not None:
            handler(self, node, flow, depth)
        elif node.type == "ERROR":
            self._body(node.named_children, flow, depth + 1)

    def group(self, node: Any, flow: FailureFlow, depth: int) -> None:
        """Read a group or a loop's body; options that a subshell sets are its own."""
        before = self._options
        self._body(node.named_children, flow, depth + 1)
        if node.type == "subshell":
            self._options = before

    def list(self, node: Any, flow: FailureFlow, depth: int) -> None:
        parts = node.named_children
        if len(parts) < 2:
            self._body(parts, flow, depth + 1)
            return
        operator = next((child.type for child in node.children if not child.is_named), "&&")
        left, right = parts[0], parts[-1]
        if operator == "||":
            first = flow.rescued(self._text(right))
        else:
            # A command before `&&` does not end the script, whatever `set -e` says.
            first = FailureFlow(flow.status, flow.status, ends=False)
        self._statement(left, first, depth + 1)
        self._statement(right, flow, depth + 1)

    def pipeline(self, node: Any, flow: FailureFlow, depth: int) -> None:
        parts = node.named_children
        for number, part in enumerate(parts):
            hidden = number < len(parts) - 1 and not self._options.pipefail
            inner = flow.lost(PIPED) if hidden else flow
            self._statement(part, inner, depth + 1)

    def negated(self, node: Any, flow: FailureFlow, depth: int) -> None:
        self._body(node.named_children, flow.lost("`!` turns it around"), depth + 1)

    def redirected(self, node: Any, flow: FailureFlow, depth: int) -> None:
        body = node.child_by_field_name("body")
        input_text = ""
        for redirect in node.named_children:
            if redirect.type == "heredoc_redirect":
                bodies = [child for child in redirect.named_children if child.type == "heredoc_body"]
                input_text = "".join(map(self._text, bodies))
                for child in redirect.named_children:
                    if child.type in _LIST:
                        self._statement(child, flow, depth + 1)
                        self._feed(input_text)
        if body is not None:
            before = len(self._found)
            self._statement(body, flow, depth + 1)
            if input_text and len(self._found) > before:
                self._feed(input_text)

    def _feed(self, text: str) -> None:
        if self._found and text:
            self._found[-1] = replace(self._found[-1], input=text)

    def condition(self, node: Any, flow: FailureFlow, depth: int) -> None:
        """Read `if` and loops: a failure only chooses a branch, unless a branch ends the script."""
        conditions = node.children_by_field_name("condition")
        known = {child.id for child in conditions}
        body = [child for child in node.named_children if child.id not in known]
        decides = any(ENDS.search(self._text(child)) for child in body)
        keyword = node.type.removesuffix("_statement").removesuffix("_clause")
        told = FailureFlow(ends=False) if decides else flow.lost(f"`{keyword}` takes it as an answer")
        for child in conditions:
            inner = child.named_children[0] if child.type == "negated_command" and decides else child
            self._statement(inner, told, depth + 1)
        if "false" in map(self._text, conditions) and self._text(node)[:5] != "until":
            body = [child for child in body if child.type in ("elif_clause", "else_clause")]
        plain = [child for child in body if child.type not in ("elif_clause", "else_clause", "do_group")]
        self._body(plain, flow, depth + 1)
        for child in body:
            if child not in plain:
                self._statement(child, flow, depth + 1)

    def case(self, node: Any, flow: FailureFlow, depth: int) -> None:
        """Read all branches, or the one that a known value chooses."""
        value = node.child_by_field_name("value")
        word = " ".join(self._words.split(value)) if value is not None else "$"
        for item in node.named_children:
            if item.type != "case_item":
                continue
            values = item.children_by_field_name("value")
            known = {child.id for child in values}
            if "$" in word or any(is_like(word, self._text(child)) for child in values):
                body = [child for child in item.named_children if child.id not in known]
                self._body(body, flow, depth + 1)
                if "$" not in word:
                    return

    def loop(self, node: Any, flow: FailureFlow, depth: int) -> None:
        body = node.child_by_field_name("body")
        if body is not None:
            self.group(body, flow, depth)

    def assignment(self, node: Any, flow: FailureFlow, depth: int) -> None:
        """Read an assignment: its status is that of the command that gives the value."""
        for each in [node] if node.type == "variable_assignment" else node.named_children:
            self._words.assign(each)
            for inner in substitutions(each):
                self._body(inner.named_children, flow, depth + 1)

    def declaration(self, node: Any, flow: FailureFlow, depth: int) -> None:
        exports = self._text(node).startswith(("export", "declare -x", "typeset -x"))
        for each in node.named_children:
            if each.type == "variable_assignment":
                self._words.assign(each)
            if exports and each.type in ("variable_assignment", "variable_name"):
                self._words.export(each)
        self._arguments(node, flow, depth)

    def _arguments(self, node: Any, flow: FailureFlow, depth: int) -> None:
        """Read the commands inside a command's words, whose failure nobody sees."""
        for inner in substitutions(node):
            self._body(inner.named_children, flow.lost(SUBSTITUTED), depth + 1)

    def command(self, node: Any, flow: FailureFlow, depth: int) -> None:
        words = [
            word
            for child in node.named_children
            if child.type != "variable_assignment" and not child.type.endswith("redirect")
            for word in self._words.split(child)
        ]
        if not words:
            self.assignment(node, flow, depth)
            return
        self._arguments(node, flow, depth)
        if words[0] == "set":
            self._options = self._options.set(words[1:])
        elif words[0] in self._functions:
            self._call(words[0], self._functions[words[0]], flow, depth, words[1:])
        else:
            line = self._first + int(node.start_point[0])
            assigned = [child for child in node.named_children if child.type == "variable_assignment"]
            variables = self._words.environment(assigned)
            self._found.append(ShellCommand(tuple(words), line, flow.failure, variables=variables))


_Handler = Callable[[_Reader, Any, FailureFlow, int], None]
_HANDLERS: Mapping[str, _Handler] = {
    "command": _Reader.command,
    "list": _Reader.list,
    "pipeline": _Reader.pipeline,
    "negated_command": _Reader.negated,
    "redirected_statement": _Reader.redirected,
    "if_statement": _Reader.condition,
    "elif_clause": _Reader.condition,
    "while_statement": _Reader.condition,
    "else_clause": _Reader.group,
    "do_group": _Reader.group,
    "subshell": _Reader.group,
    "compound_statement": _Reader.group,
    "for_statement": _Reader.loop,
    "c_style_for_statement": _Reader.loop,
    "case_statement": _Reader.case,
    "variable_assignment": _Reader.assignment,
    "variable_assignments": _Reader.assignment,
    "declaration_command": _Reader.declaration,
}
