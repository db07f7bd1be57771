"""The functions that expressions may call, and who answers them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from msgspec import Struct

from checker.documents import Malformed
from checker.errors import Cause, Unobserved
from checker.files import Files, TextLine
from checker.model.json_value import Json
from checker.spdx import licensing

PATHS_LIMIT = 5000
"""Paths that one `files` call hands to an expression."""
LINES_LIMIT = 1000
"""Lines that one `grep` call hands to an expression."""


class BrokenDocument(Exception):
    """`data(path)` met a file that does not parse: a finding of its own."""

    def __init__(self, path: str, reason: str, line: int) -> None:
        super().__init__(path, reason, line)
        self.path = path
        self.reason = reason
        self.line = line


class FunctionSpec(Struct, frozen=True):
    """The declaration of a function; types are those of facts, "any" for a document.

    *looks*: it asks the repository. *timed*: its answer depends on the time of the audit.
    """

    name: str
    parameters: tuple[tuple[str, str], ...]
    returns: str
    doc: str
    looks: bool = True
    timed: bool = False

    @property
    def signature(self) -> str:
        """Write the function as its users do."""
        return f"{self.name}({', '.join(name for name, _ in self.parameters)})"


_GLOB = ("glob", "string")
_PATH = ("path", "string")
SPECS: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        "files",
        (_GLOB,),
        "list(string)",
        "The paths that match, without vendored, generated, fixture and example paths.",
    ),
    FunctionSpec("all_files", (_GLOB,), "list(string)", "The paths that match, whatever they are for."),
    FunctionSpec("count", (_GLOB,), "int", "How many paths `files` would return, without a limit."),
    FunctionSpec("has_file", (_GLOB,), "bool", "Whether `files` would return any path."),
    FunctionSpec("size_of", (_PATH,), "int", "The size of a file in bytes, 0 if there is none."),
    FunctionSpec("text", (_PATH,), "string", 'The text of a file, "" if there is none.'),
    FunctionSpec(
        "data",
        (_PATH,),
        "any",
        "A TOML, YAML, JSON or INI file as maps and lists, {} if there is none; unknown if it holds several "
        "documents. A rule fails at a file that does not parse, or holds another type than it expects.",
    ),
    FunctionSpec(
        "grep",
        (_GLOB, ("regex", "string")),
        "list(map)",
        "The lines of matching files in which a RE2 expression is found: path, line, text.",
    ),
    FunctionSpec("owners", (_PATH,), "list(string)", "Who owns a path, by CODEOWNERS."),
    FunctionSpec(
        "days_since",
        (("timestamp", "string"),),
        "int",
        "Whole days from an RFC 3339 time or a date until the time of the audit.",
        looks=False,
        timed=True,
    ),
    FunctionSpec(
        "version_at_least",
        (("version", "string"), ("minimum", "string")),
        "bool",
        "Whether one version is the other or newer, by Python's version order.",
        looks=False,
    ),
    FunctionSpec(
        "spdx_allowed",
        (("expression", "string"), ("allowed", "list(string)")),
        "bool",
        "Whether an SPDX licence expression can be met with allowed licences alone.",
        looks=False,
    ),
)

LOOKING = frozenset(spec.name for spec in SPECS if spec.looks)
"""The functions that ask the repository."""


class Answers(Protocol):
    """Who answers the functions for one repository."""

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        """Return the answer of one call.

        Raises Unobserved when the repository does not hold the answer.
        """


class TreeAnswers:
    """Answers from the files of a tree; *now* is the time of the audit."""

    def __init__(self, files: Files, now: datetime) -> None:
        self._files = files
        self._now = now
        self._functions: Mapping[str, Callable[..., Json]] = {
            "files": self._paths,
            "all_files": self._all_paths,
            "count": lambda glob: len(files.glob(glob)),
            "has_file": lambda glob: bool(files.glob(glob)),
            "size_of": self._size,
            "text": files.text,
            "data": self._data,
            "grep": self._grep,
            "owners": self._owners,
            "days_since": self._days_since,
            "version_at_least": version_at_least,
            "spdx_allowed": spdx_allowed,
        }

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        """Answer one call, as Answers.call says."""
        return self._functions[name](*arguments)

    def _paths(self, glob: str) -> Json:
        found = self._files.glob(glob)
        return _limited("files", found, PATHS_LIMIT, found)

    def _all_paths(self, glob: str) -> Json:
        found = self._files.glob(glob, everything=True)
        return _limited("all_files", found, PATHS_LIMIT, found)

    def _size(self, path: str) -> Json:
        entry = self._files.entry(path)
        if entry is not None and entry.size is None:
            raise Unobserved(path, "its size is not known", files=(path,))
        return (entry.size or 0) if entry else 0

    def _data(self, path: str) -> Json:
        try:
            document = self._files.document(path)
        except Malformed as error:
            raise BrokenDocument(path, error.reason, error.line) from error
        if not document.alone:
            reason = "holds several documents, of which `data` reads one"
            raise Unobserved(path, reason, cause=Cause.NOT_UNDERSTOOD, files=(path,))
        return document.data or {}

    def _grep(self, glob: str, regex: str) -> Json:
        try:
            found = self._files.grep(glob, regex)
        except Unobserved as error:
            lines: Sequence[TextLine] = error.seen or ()
            files = dict.fromkeys((*error.files, *(line.path for line in lines[LINES_LIMIT:])))
            seen = _records(lines[:LINES_LIMIT])
            why = (error.path, error.reason, error.permission, error.cause)
            raise Unobserved(*why, files, seen) from error
        return _limited("grep", _records(found), LINES_LIMIT, [line.path for line in found])

    def _owners(self, path: str) -> Json:
        from checker.files.owners import owners

        return list(owners(self._files, path))

    def _days_since(self, timestamp: str) -> int:
        return (self._now - moment(timestamp)).days


def _records(lines: Sequence[TextLine]) -> list[Json]:
    return [{"path": line.path, "line": line.line, "text": line.text} for line in lines]


def _limited(name: str, items: Sequence[Json], limit: int, paths: Sequence[str]) -> Json:
    """Return a list, or raise Unobserved with its first part; *paths* are where the items lie."""
    if len(items) > limit:
        reason = f"gives {len(items)} items, more than {limit}"
        raise Unobserved(name, reason, files=dict.fromkeys(paths[limit:]), seen=items[:limit])
    return list(items)


def moment(timestamp: str) -> datetime:
    """Read an RFC 3339 time or a date; without a zone it is UTC.

    Raises Unobserved when it is neither.
    """
    try:
        value = datetime.fromisoformat(timestamp)
    except ValueError as error:
        raise Unobserved("days_since", f"{timestamp!r} is not a time") from error
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def version_at_least(version: str, minimum: str) -> bool:
    """Tell whether *version* is *minimum* or newer.

    Raises Unobserved when either is not a version.
    """
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version) >= Version(minimum)
    except InvalidVersion as error:
        raise Unobserved("version_at_least", str(error)) from error


def spdx_allowed(expression: str, allowed: Sequence[str]) -> bool:
    """Tell whether some choice that the expression leaves uses *allowed* licences only.

    Raises Unobserved when it is not an SPDX expression.
    """
    if expression in allowed:  # the usual case, without loading the list of all licences
        return True
    if not expression:
        return False
    from license_expression import ExpressionError

    try:
        parsed = licensing(expression).parse(expression, validate=True)
    except ExpressionError as error:
        raise Unobserved("spdx_allowed", f"{expression!r} is not an SPDX expression") from error
    return parsed is not None and _satisfied(parsed, frozenset(name.lower() for name in allowed))


def _satisfied(node: Any, allowed: frozenset[str]) -> bool:
    operator = getattr(node, "operator", "").strip()
    if operator == "OR":
        return any(_satisfied(part, allowed) for part in node.args)
    if operator == "AND":
        return all(_satisfied(part, allowed) for part in node.args)
    # An exception only adds to what a licence permits.
    return str(getattr(node, "license_symbol", node)).lower() in allowed or str(node).lower() in allowed
