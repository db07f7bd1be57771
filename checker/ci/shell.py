"""Scripts as simple commands, and whether a command that fails makes its script fail."""

import re
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from checker.ci.parsed import COMMAND_LIMIT, ParsedScript, ShellCommand
from checker.ci.pipeline import ShellScript
from checker.patterns import lazy

TEXT_LIMIT = 256 * 1024
"""Characters of the longest script that is read."""
_EXPRESSION = lazy(r"\$\{\{(?:[^}\n$]|\$(?!\{\{))*+\}\}")
_CONTINUED = lazy(r"\^\r?\n")
_SEPARATOR = lazy(r"(&&|\|\||[|&])")
_QUOTED = lazy(r'"([^"\n]*)"|(\S+)')
_BATCH_ENDS = lazy(r"(?i)[ \t]*@?exit\b")
_LATER = "a command after it decides the result"


def parse(script: ShellScript, variables: Mapping[str, str] | None = None) -> ParsedScript:
    """Split a script into simple commands; *variables* are those whose values are known."""
    if len(script.text) > TEXT_LIMIT:
        return ParsedScript((), script.line, script.text)
    reader = _READERS.get(script.shell)
    if reader is None:
        return ParsedScript((), script.line, script.text)
    # What an expression of the CI system becomes is a variable to the shell. One that does not end must not
    # be looked for the end of the line again and again.
    text = _EXPRESSION.sub("${EXPRESSION}", script.text)
    return reader(replace(script, text=text.replace("\r\n", "\n")), variables or {})


def _bash(script: ShellScript, variables: Mapping[str, str]) -> ParsedScript:
    from checker.ci import bash

    return bash.parse(script, variables)


def _powershell(script: ShellScript, variables: Mapping[str, str]) -> ParsedScript:
    from checker.ci import powershell

    return powershell.parse(script, variables)


def _batch(script: ShellScript, variables: Mapping[str, str]) -> ParsedScript:
    """Read a batch file line by line: only its last command's result is the script's."""
    text = _CONTINUED.sub(" ", script.text)
    asked = re.search(r"errorlevel", text, re.IGNORECASE) is not None
    labels = re.search(r"(?m)^[ \t]*:\w", text) is not None
    commands: list[ShellCommand] = []
    lines = [(number, line) for number, line in enumerate(text.split("\n")) if line.strip()]
    for position, (number, line) in enumerate(lines[:COMMAND_LIMIT]):
        last = position == len(lines) - 1
        reason = "" if last or asked or script.errexit else _LATER
        commands += _batch_line(_variables(line, variables), script.line + number, reason, asked=asked)
        if _BATCH_ENDS.match(line) and not labels:
            break
    refused = len(lines) > COMMAND_LIMIT
    return ParsedScript(tuple(commands), script.line if refused else 0, script.text if refused else "")


def _variables(line: str, variables: Mapping[str, str]) -> str:
    return re.sub(r"%(\w+)%", lambda match: variables.get(match[1], match[0]), line)


def _batch_line(line: str, number: int, reason: str, *, asked: bool) -> list[ShellCommand]:
    if re.match(r"\s*@?(?:rem\b|::|:\w)", line, re.IGNORECASE):
        return []
    parts = _SEPARATOR.split(line)
    found: list[ShellCommand] = []
    for at in range(0, len(parts), 2):
        words = tuple(match[1] or match[2] or "" for match in _QUOTED.finditer(parts[at].strip(" \t@()")))
        while words and words[0].lower() in ("call", "start", "cmd", "/c", "/wait", "/b"):
            words = words[1:]
        operator = parts[at + 1] if at + 1 < len(parts) else ""
        after = parts[at + 2].strip() if at + 2 < len(parts) else ""
        if words:
            lost = _LATER if operator == "&" and after and not asked else ""
            found.append(ShellCommand(words, number, lost or _batch_reason(operator, after, reason)))
    return found


def _batch_reason(operator: str, after: str, reason: str) -> str:
    if operator == "||":
        fails = re.match(r"\(?\s*(?:exit|goto)\b(?!.*\b0\s*\)?$)", after, re.IGNORECASE)
        return "" if fails else f"`|| {after[:40]}` swallows it"
    if operator == "|":
        return "a pipe hides it"
    return reason


_READERS: Mapping[str, Callable[[ShellScript, Mapping[str, str]], ParsedScript]] = {
    "sh": _bash,
    "bash": _bash,
    "pwsh": _powershell,
    "cmd": _batch,
}
