"""Scripts of PowerShell: simple commands, and where their failure goes.

A program that fails does not end a PowerShell script; CI systems fail the step by the last program's exit
code. A cmdlet that fails ends it (`$ErrorActionPreference = 'stop'`, which CI systems set).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec.structs import replace

from checker.ci.parsed import COMMAND_LIMIT, ParsedScript, ShellCommand
from checker.ci.pipeline import ShellScript
from checker.ci.syntax import broken_text, first_error, parse_tree
from checker.patterns import lazy
from checker.word_lists import wordset

_DEPTH = 200
_CALLS = 400
_PATH = lazy(
    r"(?m)^([ \t]*|.*[;{|&(][ \t]*)(?<![&.] )(?<![&.])((?:\.{1,2}[\\/]|[A-Za-z]:\\|~[\\/])[^\s;|&{}()\"']+)"
)
"""A program by its path where a statement begins: the parser knows it only behind `&`."""
_WORD = r"(?:\$\{[\w:]+\}|[^\s;|{}()\"'`])"
_OPTION = lazy(rf"(?<=[ \t])([-/][\w:.-]+=)(?:\"([^\"\n]*)\"|({_WORD}++))")
"""An option with its value: the parser does not know it without quotes around both."""
_BELOW = lazy(rf"(?<=[ \t])(\$(?:\{{[\w:]+\}}|[\w:]+)[\\/]{_WORD}*+)")
"""A path that begins with a variable: the parser does not know it without quotes."""
_TERNARY = lazy(
    r"(?m)^([ \t]*\$[\w:{}.\[\]]++[ \t]*\+?=)[^\n?]*+\?[ \t]((?:[^\n:]|:(?![ \t]))*+):[ \t][^\n]*+$"
)
_INNER_TERNARY = lazy(r"\([^()\n?]*+\?[ \t]((?:[^\n:()]|:(?![ \t]))*+):[ \t][^()\n]*+\)")
"""`a ? b : c`, which the parser does not know; what it chooses can be either."""
_UNDERSTOOD = frozenset({"command", "pipeline", "statement_list"})
_CHECKS = lazy(r"LASTEXITCODE|\$\?|PSNativeCommandUseErrorActionPreference", re.IGNORECASE)
_LEAVES = lazy(r"(?:exit|return|throw)\b", re.IGNORECASE)
_NEVER = lazy(r"if[ \t]*\([ \t]*\$false[ \t]*\)[^{]*\{[^{}]*\}\s*$", re.IGNORECASE)
_ENDS = lazy(r"\b(?:throw|exit|Write-Error)\b", re.IGNORECASE)
_ASSIGNED = lazy(
    r"(?im)^[ \t]*(?:\[[\w.\[\]]{1,60}\][ \t]*)?\$(?:env:)?(\w+)[ \t]*=[ \t]*"
    r"[\"']?([^\"'\n$(){}@|]{1,200}?)[\"']?[ \t]*[;,]?$"
)
_VARIABLE = lazy(r"\$(?:\{(?:env:)?(\w+)\}|(?:env:)?(\w+))")
_VERBS = wordset("""
    add assert build clear compare compress convert convertfrom convertto copy disable enable ensure enter
    exec
    exit expand export find foreach format get group import initialize install invoke join measure move new
    out
    pop publish push read register remove rename resolve restore save select send set show sort split start
    stop switch tee test uninstall unregister update use wait where write
""")
_DEFINES = lazy(r"function|filter|workflow", re.IGNORECASE)
"""What the definition of a function begins with."""
_ALIASES = wordset("""
    cat cd clear copy cp cls del dir echo exit erase foreach gc gci iex iwr irm ls md mkdir mv move pwd popd
    pushd rd return ren rm rmdir select set sleep sort throw type where % ?
""")


@cache
def _parser() -> Any:
    import tree_sitter_powershell
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_powershell.language()))


def parse(script: ShellScript, variables: Mapping[str, str]) -> ParsedScript:
    """Return the simple commands of a script."""
    text = _INNER_TERNARY.sub(r"(\1)", _TERNARY.sub(r"\1 \2", script.text))
    text = text.replace(" ??= ", " = ").replace(" ?? ", " -or ")  # the parser does not know them
    text = _OPTION.sub(_quoted, _BELOW.sub(r'"\1"', _PATH.sub(r"\1& \2", text)))
    source = text.encode(errors="replace")
    root = parse_tree(_parser(), source)
    if root is None:
        return ParsedScript((), script.line, script.text)
    known = {**variables, **{match[1]: match[2].strip() for match in _ASSIGNED.finditer(text)}}
    reader = _Reader(source, script.line, known, checked=_CHECKS.search(text) is not None)
    return reader.read(root)


def _quoted(option: re.Match[str]) -> str:
    return f'"{option[1]}{option[2] or option[3] or ""}"'


class _Reader:
    """Walks one script."""

    def __init__(self, source: bytes, line: int, variables: Mapping[str, str], *, checked: bool) -> None:
        self._source = source
        self._first = line
        self._variables = variables
        self._checked = checked
        self._functions: dict[str, Any] = {}
        self._called: set[str] = set()
        self._active: list[str] = []
        self._calls = 0
        self._found: list[tuple[ShellCommand, bool]] = []
        self._refused = 0

    def read(self, root: Any) -> ParsedScript:
        defined = _functions(root) if _DEFINES.search(self._text(root)) else ()
        self._functions = {self._text(name).lower(): node for name, node in defined}
        self._walk(root, "", guarded=self._checked, depth=0)
        for name, node in list(self._functions.items()):
            if name not in self._called:
                self._enter(name, node, (), "", depth=0)
        if self._refused:  # a bound is reached
            return ParsedScript(tuple(self._ordered()), self._refused, self._source.decode())
        line = self._first + int(first_error(root).start_point[0]) if root.has_error else 0
        return ParsedScript(tuple(self._ordered()), line, broken_text(root, self._source, _UNDERSTOOD))

    def _ordered(self) -> Iterator[ShellCommand]:
        """Return the commands; of programs whose exit code nobody asks for only the last one counts."""
        natives = [number for number, (command, _) in enumerate(self._found) if is_program(command.words[0])]
        last = natives[-1] if natives else -1
        for number, (command, guarded) in enumerate(self._found[:COMMAND_LIMIT]):
            lost = not guarded and number in natives and number != last and not command.swallowed
            reason = "PowerShell goes on after a program that fails" if lost else command.swallowed
            yield replace(command, swallowed=reason)

    def _text(self, node: Any) -> str:
        return self._source[node.start_byte : node.end_byte].decode(errors="replace")

    def _walk(
        self, node: Any, reason: str, *, guarded: bool, depth: int, given: tuple[str, ...] = ()
    ) -> None:
        if depth > _DEPTH or len(self._found) > COMMAND_LIMIT:
            self._refused = self._refused or self._first + int(node.start_point[0])
            return
        if node.type == "function_statement":
            return
        if node.type == "command":
            self._command(node, reason, guarded=guarded, depth=depth, given=given)
            return
        if node.type == "logical_expression" and not self._may_run(node):
            return
        if node.type == "if_statement" and _NEVER.match(self._text(node)):
            return
        caught = node.type == "try_statement" and not _ENDS.search(self._catches(node))
        inner = reason or ("`catch` takes it" if caught else "")
        for child in node.named_children:
            self._walk(child, inner, guarded=guarded, depth=depth + 1, given=given)
            if node.type == "statement_list" and _LEAVES.match(self._text(child)):
                return

    def _may_run(self, node: Any) -> bool:
        """Tell whether commands can stand in an expression: only in parentheses or braces."""
        start, end = node.start_byte, node.end_byte
        return node.has_error or any(self._source.find(mark, start, end) >= 0 for mark in (b"(", b"{"))

    def _catches(self, node: Any) -> str:
        catches = [self._text(child) for child in node.named_children if child.type == "catch_clauses"]
        return "\n".join(catches) or "throw"

    def _command(self, node: Any, reason: str, *, guarded: bool, depth: int, given: tuple[str, ...]) -> None:
        words = tuple(self._words(node, given))
        if not words:
            return
        name = words[0].lower()
        if name in self._functions:
            self._enter(name, self._functions[name], words[1:], reason, depth=depth)
        else:
            line = self._first + int(node.start_point[0])
            self._found.append((ShellCommand(words, line, reason), guarded))
        for block in _blocks(node) if self._may_run(node) else ():
            # What runs a block may well ask for the exit code.
            self._walk(block, reason, guarded=True, depth=depth + 1)

    def _enter(self, name: str, node: Any, given: tuple[str, ...], reason: str, *, depth: int) -> None:
        self._called.add(name)
        self._calls += 1
        if name in self._active or self._calls > _CALLS:
            return
        self._active.append(name)
        for child in node.named_children:
            self._walk(child, reason, guarded=True, depth=depth + 1, given=given)
        self._active.pop()

    def _words(self, node: Any, given: Sequence[str]) -> Iterator[str]:
        for child in node.named_children:
            if child.type in ("command_name", "command_name_expr", "foreach_command"):
                yield self._plain(self._text(child))
            elif child.type == "command_elements":
                for element in child.named_children:
                    yield from self._argument(element, given)

    def _argument(self, node: Any, given: Sequence[str]) -> Iterator[str]:
        text = self._text(node).strip()
        if not text or "redirect" in node.type or (text[0] == "{" and text[-1] == "}"):
            return
        if text.lower() in ("@args", "$args", "@psboundparameters"):
            yield from given
        elif text.startswith(("(", "@(")):
            yield "$()"
        else:
            yield self._plain(text)

    def _plain(self, text: str) -> str:
        bare = text.strip().strip("\"'").strip()
        return _VARIABLE.sub(lambda match: self._variables.get(match[1] or match[2], match[0]), bare)


def is_program(word: str) -> bool:
    """Tell whether a command is a program, no cmdlet, alias or variable."""
    verb, dash, _ = word.partition("-")
    return word.lower() not in _ALIASES and not (dash and verb.lower() in _VERBS) and not word.startswith("$")


def _functions(node: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Return the functions that a script defines, with their names."""
    for child in node.named_children:
        if child.type == "function_statement":
            names = [each for each in child.named_children if each.type == "function_name"]
            yield from [(names[0], child)] if names else []
        if depth < 12:
            yield from _functions(child, depth + 1)


def _blocks(node: Any, depth: int = 0) -> Iterator[Any]:
    """Return the outermost blocks of commands among a command's words."""
    for child in node.named_children:
        if child.type == "script_block_expression":
            yield child
        elif depth < 24:
            yield from _blocks(child, depth + 1)
