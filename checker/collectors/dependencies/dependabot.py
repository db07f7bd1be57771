"""Dependabot's configuration, as GitHub reads it today."""

from collections.abc import Sequence
from posixpath import normpath

from checker.collectors.dependencies.bots import Bots, Watch, by_dependabot, known
from checker.documents import Document
from checker.documents.shapes import at, items, string, strings, table
from checker.model.json_value import Json

PATHS = (".github/dependabot.yml", ".github/dependabot.yaml")
_SEMVER = ("semver-major-days", "semver-minor-days", "semver-patch-days")
_VERSION_UPDATES = frozenset(f"version-update:semver-{part}" for part in ("major", "minor", "patch"))


def read(bots: Bots, path: str, document: Document, by_itself: int | None) -> None:
    """Note what each entry of `updates` looks after.

    *by_itself* are the days that Dependabot waits where none are written, None where that is not known.
    """
    if at(document.data, "version") not in (2, "2"):
        bots.fail(path, document.line("version"), "version is not 2")
    updates = items(at(document.data, "updates"))
    if not updates:
        bots.fail(path, document.line("updates"), "updates is missing or empty")
    for number, entry in enumerate(updates):
        line = document.line("updates", number)
        if not string(at(entry, "package-ecosystem")) or not _folders(entry):
            bots.fail(path, line, "an update without package-ecosystem or directory")
        elif meant := known().dependabot.refused.get(name := string(at(entry, "package-ecosystem"))):
            bots.fail(path, line, f"Dependabot knows no package-ecosystem {name!r}; {meant!r} is meant")
        elif not _ignores_all(entry):
            bots.watches.append(_watch(path, line, entry, by_itself))


def _folders(entry: Json) -> Sequence[str]:
    return strings(at(entry, "directories")) or strings(at(entry, "directory"))


def _watch(path: str, line: int, entry: Json, by_itself: int | None) -> Watch:
    name = string(at(entry, "package-ecosystem"))
    return Watch(
        path=path,
        line=line,
        tool="dependabot",
        ecosystems=by_dependabot().get(name, frozenset((name,))),
        folders=tuple(map(folder_of, _folders(entry))),
        ignored=tuple(map(folder_of, strings(at(entry, "exclude-paths")))),
        cooldown=_waiting_days(at(entry, "cooldown"), by_itself),
        releases=at(entry, "open-pull-requests-limit") not in (0, "0") and not _ignores_releases(entry),
        external_code=string(at(entry, "insecure-external-code-execution")) == "allow",
        label=name,
    )


def folder_of(written: str) -> str:
    """Return a folder as paths spell it: without a slash at its ends, `./` or `.`; "" for the top."""
    normal = normpath(written.strip().strip("/") or ".")
    return "" if normal == "." else normal


def _ignored(entry: Json) -> "list[frozenset[str]]":
    """Return the kinds of updates that are ignored for every dependency, no kinds for all."""
    return [
        frozenset(strings(at(rule, "update-types")))
        for rule in items(at(entry, "ignore"))
        if string(at(rule, "dependency-name")) in ("*", "**") and at(rule, "versions") is None
    ]


def _ignores_all(entry: Json) -> bool:
    return frozenset() in _ignored(entry)


def _ignores_releases(entry: Json) -> bool:
    return frozenset().union(*_ignored(entry)) >= _VERSION_UPDATES


def _waiting_days(cooldown: Json, by_itself: int | None) -> int | None:
    """Return the shortest wait that a release may meet: who hijacks a package chooses its kind."""
    stated = table(cooldown)
    if any(name in ("*", "**") for name in strings(at(stated, "exclude"))):
        return 0
    if (included := strings(at(stated, "include"))) and not {"*", "**"} & set(included):
        return 0
    default = _number(at(stated, "default-days"))
    kinds = [days for key in _SEMVER if (days := _number(at(stated, key))) is not None]
    if default is not None:
        return min(default, *kinds) if kinds else default
    if len(kinds) == len(_SEMVER) or by_itself is None:
        return min(kinds) if len(kinds) == len(_SEMVER) else None
    return min(by_itself, *kinds) if kinds else by_itself


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
