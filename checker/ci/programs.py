"""Programs of the repository in languages other than the shell's: which commands they start."""

import re
import shlex
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

from checker.ci.matching import KnownCommands
from checker.ci.pipeline import ShellScript
from checker.ci.wrappers import inner
from checker.patterns import lazy

_STRING = lazy(r"\"([^\"\\\n]{0,300})\"|'([^'\\\n]{0,300})'|`([^`\\]{0,300})`")
_BETWEEN = lazy(r"\s*+,[\s,]*+|\s++|\)\s*+\.args?\(\s*+&?\s*+\[?\s*+")
_STARTS = lazy(
    r"\bsubprocess\.\w+\s*\(|\bos\.(?:system|popen|exec\w*|spawn\w*)\s*\(|(?<![.\w])(?:p?open3?|Popen)\s*\(|"
    r"(?:(?<![.\w])|\bcp\.|\bchild_process\.)exec(?:a|File|Sync|FileSync|aSync|aCommand)?\s*[(`]|"
    r"(?<![\w])spawn(?:Sync)?\s*\(|(?<![.\w/])(?:system|sh|bash|shell|shell_exec|shellout|passthru|proc_open|run_process)\s*[(\"']|"
    r"%x[{(\[]|\bProcessBuilder\s*\(|\bProcess\.(?:Start|run|start)\s*\(|\bCommand::new\s*\(|\bexec\.Command(?:Context)?\s*\(|"
    r"\bcmd!\s*\(|\bBun\.\$`|(?<![\w])\$`|\bStartProcess\s*\(|\b(?:session|ctx|c)\.run\s*\(|\bsh\.(?:RunV?|RunWithV?|Exec|Output)\s*\("
)
"""Calls that start another program."""
_OPENS = lazy(r"(?:\.open(?:Sync)?|\bfopen)\s*\([^()\n]*$|\bmode\s*=\s*$")
_OPENS_IN_PYTHON = lazy(r"\bopen\s*\([^()\n]*$|\bmode\s*=\s*$")
"""Calls that open a file: what they are given are its name and a mode, `"ab"` among them."""
_UP_TO = lazy(r"[\s\w.(\[{=:&$!|,<>]{0,60}")
"""What may stand between such a call and the command in it."""
_IDIOMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (lazy(r"\bpytest\.main\s*\("), "pytest"),
    (lazy(r"\bunittest\.(?:main|TextTestRunner|defaultTestLoader)|\bTestLoader\("), "python -m unittest"),
    (lazy(r"\bmanage\.py\b.{0,80}\btest\b|call_command\(\s*[\"']test|\bget_runner\("), "manage.py test"),
    (
        lazy(
            r"(?i)\bDotNet(?:Core)?Tests?\s*\(|\bDotNet\.test\b|\bVSTest\s*\(|\bXUnit2?\s*\(|\bNUnit3?\s*\("
        ),
        "dotnet test",
    ),
    (lazy(r"\bRSpec::Core::(?:RakeTask|Runner)"), "rspec"),
    (lazy(r"\bRake::TestTask|\bminitest/autorun|\bMinitest\b"), "minitest"),
    (lazy(r"\bRuboCop::RakeTask"), "rubocop"),
    (lazy(r"\bPkg\.test\s*\("), "julia -e 'Pkg.test()'"),
    (lazy(r"\bdevtools::(?:test|check)\b|\btestthat::test_\w+"), "Rscript -e 'devtools::test()'"),
    (lazy(r"\bcovr::\w+|\bpackage_coverage\("), "Rscript -e 'covr::codecov()'"),
    (lazy(r"\bjest\.run|\brunCLI\("), "jest"),
    (lazy(r"\bnew Mocha\b"), "mocha"),
)
_INSERTED = lazy(r"#\{[^{}]*+\}")
"""What Ruby and Elixir put into a string."""
_LIMIT = 2_000
"""Strings of one program that are looked at."""


class ReadProgram(Struct, frozen=True):
    """The commands that a program starts; *opaque*: it may start others, too."""

    scripts: tuple[ShellScript, ...]
    opaque: bool


def read(path: str, text: str, known: KnownCommands, first: int = 1) -> ReadProgram:
    """Find the commands in a program's strings, and what test frameworks are called by.

    *first* is the line of *path* on which the text begins.
    """
    scripts = [
        ShellScript(path, _line(text, match.start(), first), command, "sh", errexit=False)
        for pattern, command in _IDIOMS
        if (match := pattern.search(text))
    ]
    opens = _OPENS_IN_PYTHON if _is_python(path, text) else _OPENS
    commands = [each for each in _commands(text) if not opens.search(text, max(0, each[0] - 200), each[0])]
    started, opaque = _started(text, commands, opens)
    chosen = [each for each in commands if each in started or _runs_tool(each[1], known)]
    scripts += [
        ShellScript(
            path, _line(text, offset, first), _INSERTED.sub("${EXPRESSION}", command), "sh", errexit=False
        )
        for offset, command in chosen
    ]
    return ReadProgram(tuple(scripts), opaque)


def _is_python(path: str, text: str) -> bool:
    """Tell the language in which `open` starts no program, as it does in Perl and Ruby."""
    return path.endswith(".py") or "python" in text[:100].partition("\n")[0]


def _started(
    text: str, commands: Sequence[tuple[int, str]], opens: re.Pattern[str]
) -> tuple[set[tuple[int, str]], bool]:
    """Return the commands that calls start, and whether one starts what does not stand there."""
    offsets = [offset for offset, _ in commands]
    found: set[tuple[int, str]] = set()
    opaque = False
    for number, match in enumerate(_STARTS.finditer(text)):
        if opens.search(match[0]):
            continue
        end = match.end() - (match[0][-1] in "\"'`")
        at = bisect_left(offsets, end)
        if number < _LIMIT and at < len(offsets) and _UP_TO.fullmatch(text, end, offsets[at]):
            found.add(commands[at])
        else:
            opaque = True
    return found, opaque


def _line(text: str, offset: int, first: int) -> int:
    return text.count("\n", 0, offset) + first


def _runs_tool(command: str, known: KnownCommands) -> bool:
    """Tell whether a string that nobody is seen to start is the command of a tool."""
    words = command.split()
    if not words or not known.knows(words[0]):
        return False
    return any(known.tool_matches(each) or known.publishers_in(each) for each in inner(words))


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Return strings beside one another as the words of one command, and those that hold several words."""
    words: list[str] = []
    start = end = 0
    for number, match in enumerate(_STRING.finditer(text)):
        if number > _LIMIT:
            return
        value = match[1] or match[2] or match[3] or ""
        if words and _BETWEEN.fullmatch(text, end, match.start()):
            words.append(value)
        else:
            yield from _joined(start, words)
            words, start = [value], match.start()
        end = match.end()
    yield from _joined(start, words)


def _joined(start: int, words: list[str]) -> Iterator[tuple[int, str]]:
    if not words or not words[0].strip():
        return
    if words[0] == "-m":  # [sys.executable, "-m", "pytest"]
        words = ["python", *words]
    if " " not in words[0].strip():
        program, *arguments = words
        # Process.Start("dotnet", "test src"): all arguments in one string.
        yield start, f"{shlex.quote(program)} {arguments[0]}" if len(arguments) == 1 else shlex.join(words)
    else:
        yield from ((start, word) for word in words if " " in word.strip())
