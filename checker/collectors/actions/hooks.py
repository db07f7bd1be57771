"""The hooks of pre-commit, and whether CI runs them."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from checker.collectors.actions import runners, tools
from checker.collectors.actions.shell import commands
from checker.documents.shapes import items, strings, table
from checker.files import Files
from checker.model.json_value import Json

_LIMIT = 200
"""Repositories, and hooks of each, that are read."""
CONFIG = (".pre-commit-config.yaml", ".pre-commit-config.yml")


class PreCommitHooks(Struct, frozen=True):
    """The *tools* behind the hooks; *service* tells whether pre-commit.ci runs them by itself."""

    tools: frozenset[str] = frozenset()
    service: frozenset[str] = frozenset()


def read(files: Files) -> PreCommitHooks:
    """Read the configuration of pre-commit; a `ci` key or a badge tells that pre-commit.ci is on."""
    path = next((path for path in CONFIG if files.entry(path)), "")
    if not path:
        return PreCommitHooks()
    config = runners.data(files, path)
    found = dict(_hooks(config))
    every = frozenset(tool for named in found.values() for tool in named)
    if "ci" not in config and not _has_badge(files):
        return PreCommitHooks(every)
    skipped = strings(table(config.get("ci")).get("skip"))
    return PreCommitHooks(
        every, frozenset(tool for hook, named in found.items() if hook not in skipped for tool in named)
    )


def _hooks(config: Mapping[str, Json]) -> Iterator[tuple[str, set[str]]]:
    for repository in items(config.get("repos"))[:_LIMIT]:
        for hook in map(table, items(table(repository).get("hooks"))[:_LIMIT]):
            stages = strings(hook.get("stages"))
            if stages and set(stages) <= {"manual"}:
                continue
            yield str(hook.get("id", "")), _tools(table(repository), hook)


def _tools(repository: Mapping[str, Json], hook: Mapping[str, Json]) -> set[str]:
    name = str(hook.get("id", ""))
    found = set(tools.in_hook(name))
    for words in commands(str(hook.get("entry") or "")):
        found.update(tools.in_command(words))
    if not found:
        source = str(repository.get("repo", "")).removesuffix("/").rpartition("/")[2]
        found.update(tools.in_name(source.replace("pre-commit", "")))
    return found


def _has_badge(files: Files) -> bool:
    readme = files.any("README.md", "README.rst", "README.txt", "README")
    return bool(readme) and "results.pre-commit.ci" in runners.plain(files, readme)
