"""Which Git hooks a repository offers to those who work on it."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from checker.collectors import fact
from checker.documents import Malformed
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts
from checker.model.json_value import Json

_FOLDERS = (".husky", ".githooks", ".git-hooks", "githooks", "git-hooks", ".hooks", "hooks")
_SCRIPTS = ("pre-commit", "pre-push", "commit-msg", "prepare-commit-msg")


class HookConfiguration(Struct, frozen=True):
    """One configuration; *reason* says why it does not parse."""

    path: str
    tool: str
    count: int
    line: int = 1
    reason: str = ""


def facts(files: Files) -> Facts:
    """List the configurations of hooks."""
    with files.watching() as gaps:
        found = [*_configured(files), *_scripts(files)]
    records: list[Json] = [
        {"path": item.path, "line": item.line, "tool": item.tool, "hooks": item.count, "reason": item.reason}
        for item in found
    ]
    return fact("tree.hooks", records, gaps.unread)


def _configured(files: Files) -> Iterator[HookConfiguration]:
    for path, (tool, count) in _TOOLS.items():
        entry = files.entry(path)
        if entry is None or entry.is_submodule:
            continue
        try:
            hooks = HookConfiguration(path, tool, count(_mapping(files.document(path).data)))
        except Malformed as error:
            hooks = HookConfiguration(path, tool, 0, max(error.line, 1), error.reason)
        except Unobserved:
            continue
        if path != "package.json" or hooks.count:
            yield hooks


def _scripts(files: Files) -> Iterator[HookConfiguration]:
    for folder in _FOLDERS:
        paths = [p for p in files.glob(f"{folder}/*") if p.partition("/")[2].startswith(_SCRIPTS)]
        if paths:
            yield HookConfiguration(paths[0], "husky" if folder == ".husky" else "scripts", len(paths))
    # Where the package is not at the top, husky is told to go one folder up.
    below = (path.rpartition("/.husky/") for path in files.own_paths if "/.husky/" in path)
    nested = [f"{folder}{husky}{name}" for folder, husky, name in below if name.startswith(_SCRIPTS)]
    if nested:
        yield HookConfiguration(nested[0], "husky", len(nested))


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Json) -> list[Json]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _pre_commit(data: Mapping[str, Json]) -> int:
    repositories = (_mapping(item) for item in _list(data.get("repos")))
    return sum(len(_list(repository.get("hooks"))) for repository in repositories)


_GIT_HOOKS = ("pre-commit", "pre-push", "commit-msg", "prepare-commit-msg", "post-merge", "post-checkout")


def _lefthook(data: Mapping[str, Json]) -> int:
    """Count the commands; a configuration that extends another one counts as one more."""
    groups = [_mapping(data.get(name)) for name in _GIT_HOOKS]
    parts = [group.get(key) for group in groups for key in ("commands", "scripts", "jobs")]
    counted = sum(len(part) for part in parts if isinstance(part, (Mapping, list)))
    return counted + bool(data.get("extends") or data.get("remotes"))


def _package(data: Mapping[str, Json]) -> int:
    husky = _mapping(_mapping(data.get("husky")).get("hooks"))
    simple, yorkie = _mapping(data.get("simple-git-hooks")), _mapping(data.get("gitHooks"))
    scripts = [str(script) for script in _mapping(data.get("scripts")).values()]
    made = sum("husky set " in script or "husky add " in script for script in scripts)
    return len(husky) + len(simple) + len(yorkie) + len(_list(data.get("pre-commit"))) + made


def _sections(data: Mapping[str, Json]) -> int:
    return sum(len(_mapping(value)) for value in data.values())


_TOOLS: Mapping[str, tuple[str, Callable[[Mapping[str, Json]], int]]] = {
    ".pre-commit-config.yaml": ("pre-commit", _pre_commit),
    ".pre-commit-config.yml": ("pre-commit", _pre_commit),
    "prek.toml": ("pre-commit", _pre_commit),
    **{
        f"{dot}lefthook.{ending}": ("lefthook", _lefthook)
        for dot in ("", ".", ".config/")
        for ending in ("yml", "yaml", "toml", "json")
    },
    "package.json": ("package.json", _package),
    ".simple-git-hooks.json": ("simple-git-hooks", len),
    "simple-git-hooks.json": ("simple-git-hooks", len),
    ".huskyrc.json": ("husky", lambda data: len(_mapping(data.get("hooks")))),
    ".overcommit.yml": ("overcommit", _sections),
    "captainhook.json": ("captainhook", _sections),
}
