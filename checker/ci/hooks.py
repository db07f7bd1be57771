"""The hooks of pre-commit, and whether CI runs them."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from checker.ci import tasks
from checker.ci.matching import KnownCommands
from checker.ci.pipeline import ShellScript
from checker.ci.shell import parse
from checker.ci.wrappers import inner
from checker.documents.shapes import items, strings, table
from checker.files import Files
from checker.model.json_value import Json

_LIMIT = 200
"""Repositories, and hooks of each, that are read."""
CONFIG = ("prek.toml", ".pre-commit-config.yaml", ".pre-commit-config.yml")
"""In the order in which prek looks for them; pre-commit itself knows only the second."""


class PreCommitHooks(Struct, frozen=True):
    """The *tools* behind the hooks of the file *path*; *service*: those that pre-commit.ci runs by itself."""

    path: str = ""
    tools: frozenset[str] = frozenset()
    service: frozenset[str] = frozenset()


def read(files: Files, known: KnownCommands) -> PreCommitHooks:
    """Read the configuration of pre-commit; a `ci` key or a badge tells that pre-commit.ci is on."""
    path = next((path for path in CONFIG if files.entry(path)), "")
    if not path:
        return PreCommitHooks()
    config = tasks.data(files, path)
    found = dict(_hooks(config, known))
    every = frozenset(tool for named in found.values() for tool in named)
    if "ci" not in config and not _has_badge(files):
        return PreCommitHooks(path, every)
    skipped = strings(table(config.get("ci")).get("skip"))
    served = frozenset(tool for hook, named in found.items() if hook not in skipped for tool in named)
    return PreCommitHooks(path, every, served)


def _hooks(config: Mapping[str, Json], known: KnownCommands) -> Iterator[tuple[str, set[str]]]:
    for repository in items(config.get("repos"))[:_LIMIT]:
        for hook in map(table, items(table(repository).get("hooks"))[:_LIMIT]):
            stages = strings(hook.get("stages"))
            if not stages or not set(stages) <= {"manual"}:
                yield str(hook.get("id", "")), _tools(table(repository), hook, known)


def _tools(repository: Mapping[str, Json], hook: Mapping[str, Json], known: KnownCommands) -> set[str]:
    name = str(hook.get("id", ""))
    found = {known.hook_tool(name) or known.named_tool(name.replace("_", "-"))}
    entry = str(hook.get("entry") or "")
    for command in parse(ShellScript("", 1, entry)).commands if entry else ():
        found.update(match.name for each in inner(command.words) for match in known.tool_matches(each))
    if not any(found):
        source = str(repository.get("repo", "")).removesuffix("/").rpartition("/")[2]
        found.update(known.tools_in(source.replace("pre-commit", "")), known.tools_in(name))
    return {tool for tool in found if tool}


def _has_badge(files: Files) -> bool:
    readme = files.any("README.md", "README.rst", "README.txt", "README")
    return bool(readme) and "results.pre-commit.ci" in tasks.plain(files, readme)
