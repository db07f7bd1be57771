"""A Dockerfile as instructions with their lines.

Our own splitter: dockerfile_parse takes the lines of a here-document for instructions, loses an
instruction whose last line continues, and its patterns take quadratic time on hostile lines.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from checker.documents import Malformed, OverLimit
from checker.word_lists import phrases

_KEYWORDS = frozenset(
    phrases("""
    ADD | ARG | CMD | COPY | ENTRYPOINT | ENV | EXPOSE | FROM | HEALTHCHECK | LABEL | MAINTAINER |
    ONBUILD | RUN | SHELL | STOPSIGNAL | USER | VOLUME | WORKDIR
""")
)
_BEFORE_FROM = frozenset(("ARG", "FROM"))
_WITH_HEREDOC = frozenset(("ADD", "COPY", "RUN"))
_HEREDOC = r"(?:^|\s)\d*<<-?([\"']?)([A-Za-z_][A-Za-z0-9_.]*)\1(?=$|[\s;&|)>])"
_DIRECTIVE = r"^\s*#\s*([a-zA-Z]+)\s*=\s*(\S+)\s*$"
_VALUE_LIMIT = 100_000
"""Characters of the longest instruction."""
INSTRUCTION_LIMIT = 2000
"""Instructions of the longest file."""


class Instruction(Struct, frozen=True):
    """One instruction: its keyword in capitals, the rest on one line, and where it starts."""

    keyword: str
    value: str
    line: int

    @property
    def options(self) -> Sequence[tuple[str, str]]:
        """The options before the arguments, which may be given more than once."""
        words = self.value.split()[: self._flag_count]
        return [(name[2:], value) for name, _, value in (word.partition("=") for word in words)]

    @property
    def flags(self) -> Mapping[str, str]:
        """The options by name: --from=build gives {"from": "build"}."""
        return dict(self.options)

    @property
    def words(self) -> Sequence[str]:
        """The arguments, split at blanks."""
        return self.value.split()[self._flag_count :]

    @property
    def _flag_count(self) -> int:
        words = self.value.split()
        return next((at for at, word in enumerate(words) if not word.startswith("--")), len(words))


def parse(text: str) -> Sequence[Instruction]:
    """Split a Dockerfile into its instructions.

    Raises Malformed where Docker would refuse the file for its form, OverLimit where there is too much of it.
    """
    instructions = list(islice(_Splitter(text.split("\n")).split(), INSTRUCTION_LIMIT + 1))
    if len(instructions) > INSTRUCTION_LIMIT:
        raise OverLimit(f"there are more than {INSTRUCTION_LIMIT} instructions")
    started = False
    for instruction in instructions:
        started = started or instruction.keyword == "FROM"
        if instruction.keyword not in (_KEYWORDS if started else _BEFORE_FROM):
            what = "out of place" if instruction.keyword in _KEYWORDS else "unknown"
            raise Malformed(f"instruction {instruction.keyword[:30]!r} is {what}", instruction.line)
    if not started:
        raise Malformed("there is no FROM")
    return instructions


class _Splitter:
    """Joins continued lines and skips comments and here-documents, each line once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = [line.rstrip("\r") for line in lines]
        self.escape = _escape(self.lines)
        self.at = 0
        self._ends: Mapping[str, Sequence[int]] | None = None

    def split(self) -> Iterator[Instruction]:
        while self._skip_blank():
            line = self.at + 1
            keyword, *rest = self._logical_line().split(None, 1)
            value = rest[0] if rest else ""
            if keyword.upper() in _WITH_HEREDOC:
                self._skip_heredocs(value)
            yield Instruction(keyword.upper(), value, line)

    def _skip_blank(self) -> bool:
        """Move to the next line that is neither empty nor a comment; tell whether there is one."""
        while self.at < len(self.lines) and _is_blank(self.lines[self.at]):
            self.at += 1
        return self.at < len(self.lines)

    def _logical_line(self) -> str:
        parts: list[str] = []
        length = 0
        while True:
            line = self.lines[self.at].rstrip()
            self.at += 1
            length += len(line)
            if length > _VALUE_LIMIT:
                raise OverLimit(f"an instruction of more than {_VALUE_LIMIT} characters", self.at)
            continued = line.endswith(self.escape) and line[-2:-1] != self.escape
            parts.append(line[:-1] if continued else line)
            if not continued or not self._skip_blank():
                # A lone continuation mark is an instruction of no name.
                return "".join(parts).strip() or self.escape

    def _skip_heredocs(self, value: str) -> None:
        for found in re.finditer(_HEREDOC, value):
            ends = self._lines_of(found[2])
            following = bisect_left(ends, self.at)
            if following == len(ends):
                return  # no such line follows: it only looks like a here-document
            self.at = ends[following] + 1

    def _lines_of(self, word: str) -> Sequence[int]:
        if self._ends is None:
            ends: dict[str, list[int]] = defaultdict(list)
            for number, line in enumerate(self.lines):
                ends[line.lstrip("\t")].append(number)
            self._ends = ends
        return self._ends.get(word, ())


def _is_blank(line: str) -> bool:
    stripped = line.lstrip()
    return not stripped or stripped.startswith("#")


def _escape(lines: Sequence[str]) -> str:
    """Return the continuation mark: directives stand before anything else."""
    for line in lines:
        directive = re.match(_DIRECTIVE, line[:1000])
        if directive is None:
            break
        if directive[1].lower() == "escape" and directive[2] in {"\\", "`"}:
            return directive[2]
    return "\\"
