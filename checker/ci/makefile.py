"""Makefiles and justfiles: the commands behind a target, without running make."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct, field

from checker.ci.pipeline import ShellScript
from checker.ci.tasks import CalledScript, plain
from checker.files import Files
from checker.patterns import lazy

_RULE = lazy(r"^([^\s#:=][^#:=]*?)\s*::?(?![:=])([^#\n]*)")
_VARIABLE = lazy(r"^(?:export\s+|override\s+)?([A-Za-z_][\w.-]*)\s*(?:\?|:{1,3}|\+)?=\s*(.*)$")
_INCLUDE = lazy(r"^(?:-|s)?include\s+(.+)$")
_AUTOMATIC = lazy(r"\$[$@<^+?]")
_REFERENCE = lazy(r"\$[({]([A-Za-z_][\w.-]*)[)}]")
_JUST = lazy(
    r"^@?([A-Za-z_][\w-]*+)(?:\s++[+*$]?[\w-]++(?:\s*+=\s*+(?:'[^']*+'|\"[^\"]*+\"|`[^`]*+`|[^\s:'\"`]++))?)*+\s*+:(?!=)([^\n]*)$"
)
"""A recipe: its name, parameters of which each may have a default, and what it needs."""
_LIBRARIES: Mapping[str, Mapping[str, str]] = {
    "erlang.mk": {
        **dict.fromkeys(("tests", "check"), "rebar3 do eunit, ct"),
        **dict.fromkeys(("eunit", "ct", "proper"), "rebar3 do {target}"),
        "triq": "rebar3 triq",
        "ct-%": "rebar3 ct",
        "dialyze": "rebar3 dialyzer",
        "xref": "rebar3 xref",
        **dict.fromkeys(
            ("all", "app", "deps", "rel", "docs", "edoc", "clean", "distclean", "shell", "plt"), ":"
        ),
    },
}
"""Makefiles of others that projects include, or fetch first: their targets as commands that do the same."""
_LENGTH = 2000
_RULE_LENGTH = 500
_TARGETS = 1000
_FILES = 20
_FILE_LIMIT = 256 * 1024


class _Line(Struct, frozen=True):
    """One line of a recipe, with the marks before it."""

    path: str
    number: int
    text: str


class _Rules(Struct, dict=True):
    """Targets with what they need and do, and variables."""

    needs: dict[str, list[str]] = field(default_factory=dict)
    recipes: dict[str, list[_Line]] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Makefiles:
    """The makefiles and justfiles of a repository, each read once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._rules: dict[str, _Rules] = {}

    def make(self, directory: str, targets: Sequence[str], name: str = "") -> list[CalledScript] | None:
        """Return the commands that `make` would run for *targets* (the first one if none is named).

        None where there is no makefile, or it has none of these targets. *name*: the makefile that is chosen.
        """
        names = (name,) if name else ("GNUmakefile", "makefile", "Makefile")
        return self._run(directory, names, targets)

    def just(self, directory: str, targets: Sequence[str]) -> list[CalledScript] | None:
        """Return the commands of a justfile's recipes, as `make` does."""
        return self._run(directory, ("justfile", "Justfile", ".justfile"), targets)

    def _run(self, directory: str, names: Sequence[str], targets: Sequence[str]) -> list[CalledScript] | None:
        paths = (posixpath.normpath(posixpath.join(directory, name)) for name in names)
        path = next((path for path in paths if self._files.entry(path)), "")
        if path and path not in self._rules:
            self._rules[path] = _Rules()
            _read(self._files, path, self._rules[path])
        return _commands(self._rules[path], targets, posixpath.dirname(path)) if path else None


def _read(files: Files, path: str, rules: _Rules) -> None:
    if path in rules.files:
        return
    if len(rules.files) >= _FILES:
        files.miss(path, f"not read: a makefile includes more than {_FILES} others")
        return
    rules.files.add(path)
    text = plain(files, path, _FILE_LIMIT)
    if _is_justfile(path):
        _recipes(path, text, rules, _JUST)
        return
    _recipes(path, text, rules, _RULE)
    for line in text.splitlines():
        if match := _INCLUDE.match(line):
            for name in _expand(match[1], rules.variables).split():
                if library := _LIBRARIES.get(posixpath.basename(name)):
                    _include(library, path, text.count("\n", 0, text.find(line)) + 1, rules)
                    continue
                included = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
                for found in files.glob(included, everything=True):
                    _read(files, found, rules)


def _is_justfile(path: str) -> bool:
    return path.lower().endswith("justfile")


def _include(library: Mapping[str, str], path: str, number: int, rules: _Rules) -> None:
    for target, command in library.items():
        recipe = _Line(path, number, command.replace("{target}", target))
        rules.recipes.setdefault(target, []).append(recipe)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Return lines with their numbers, joined where a backslash continues them."""
    held, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        first = first or number
        if line.endswith("\\"):
            held += line[:-1] + " "
            continue
        yield first, held + line
        held, first = "", 0
    if held:
        yield first, held


def _recipes(path: str, text: str, rules: _Rules, pattern: re.Pattern[str]) -> None:
    current: list[str] = []
    for number, line in _joined(text):
        if line[:1] in ("\t", " ") and line.strip():
            for target in current:
                rules.recipes.setdefault(target, []).append(_Line(path, number, line.strip()))
        elif pattern is _RULE and (variable := _VARIABLE.match(line)):
            rules.variables.setdefault(variable[1], variable[2].strip()[:_LENGTH])
        elif match := pattern.match(line[:_RULE_LENGTH]):
            needs, _, command = match[2].partition(";")
            current = match[1].split()
            own = [_Line(path, number, command.strip())] if command.strip() else []
            for target in current:
                rules.needs.setdefault(target, []).extend(needs.replace("|", " ").replace("&&", " ").split())
                rules.recipes.setdefault(target, []).extend(own)


def _commands(rules: _Rules, targets: Sequence[str], directory: str) -> list[CalledScript] | None:
    first = next((name for name in rules.recipes if not name.startswith(".")), "")
    waiting = [*targets] or [_expand(rules.variables.get(".DEFAULT_GOAL", first), rules.variables)]
    if not any(_named(rules, target) for target in waiting):
        return None
    done: set[str] = set()
    found: list[CalledScript] = []
    ignoring = rules.needs.get(".IGNORE")
    while waiting and len(done) < _TARGETS:
        target = waiting.pop()
        if target in done:
            continue
        done.add(target)
        for name in _named(rules, target):
            ignored = ignoring is not None and (not ignoring or name in ignoring)
            needs = [
                need for each in rules.needs.get(name, []) for need in _expand(each, rules.variables).split()
            ]
            automatic = _automatic(target, needs)
            found += [
                _script(line, rules, directory, automatic, ignored=ignored)
                for line in rules.recipes.get(name, [])
            ]
            waiting += needs
    return found


def _automatic(target: str, needs: Sequence[str]) -> Mapping[str, str]:
    """Return what make puts in a recipe for `$@` and its likes; `$?`, what is newer than the target, is all.

    https://www.gnu.org/software/make/manual/html_node/Automatic-Variables.html
    """
    every = " ".join(needs)[:_LENGTH]
    return {"$$": "$", "$@": target, "$<": every.partition(" ")[0], "$^": every, "$+": every, "$?": every}


def _script(
    line: _Line, rules: _Rules, directory: str, automatic: Mapping[str, str], *, ignored: bool
) -> CalledScript:
    """Return one line of a recipe: its failure ends make, unless `-` stands before it."""
    expanded = _expand(line.text, rules.variables)
    text = expanded.lstrip("@-+ ")
    marks = expanded[: len(expanded) - len(text)]
    if not _is_justfile(line.path):
        text = _AUTOMATIC.sub(lambda match: automatic[match[0]], text)
    script = ShellScript(line.path, line.number, text, "sh", errexit=False, directory=directory)
    mark = "`-` before it tells make to go on" if "-" in marks else ""
    return CalledScript(script, mark or ("`.IGNORE` tells make to go on" if ignored else ""))


def _named(rules: _Rules, target: str) -> list[str]:
    """Find a target: by its name, else by the patterns that it fits."""
    if target in rules.recipes:
        return [target]
    patterns = [name for name in rules.recipes if "%" in name]
    return [name for name in patterns if fnmatchcase(target, name.replace("[", "?").replace("%", "*"))]


def _expand(text: str, variables: dict[str, str]) -> str:
    """Replace variables by their values; a text that grows too long stays as it is."""
    for _ in range(5):
        longer = _REFERENCE.sub(lambda match: variables.get(match[1], match[0]), text[:_LENGTH])
        if longer == text or len(longer) > _LENGTH:
            break
        text = longer
    return text
