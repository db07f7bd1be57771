"""Bazel."""

import re

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    from_git,
)
from checker.collectors.dependencies.literals import calls, named, quoted, without_comments
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

_BAZEL = lazy(
    r"(?m)^[ \t]*(bazel_dep|git_override|archive_override|http_archive|http_file|git_repository"
    r"|new_git_repository)\s*\("
)


def workspace(files: Files, path: str) -> ManifestContent:
    """Read the modules, and the repositories, that a Bazel workspace fetches.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found = []
    for call in calls(text, _BAZEL):
        stated, line = named(call.body), lines.at(call.head.start(1))
        name = stated.get("name") or stated.get("module_name") or call.head[1]
        if call.head[1] == "bazel_dep":
            scope = "dev" if re.search(r"\bdev_dependency\s*=\s*True", call.body) else "runtime"
            found.append(Dependency(name, stated.get("version", ""), line, pinned=True, scope=scope))
        elif "git" in call.head[1]:
            reference = stated.get("commit") or stated.get("tag") or stated.get("branch") or ""
            found.append(from_git(name, stated.get("remote", ""), line, reference))
        else:
            hashed = "sha256" in stated or "integrity" in stated
            urls = [each for each in quoted(call.body) if each.startswith("http")]
            found.append(Dependency(name, next(iter(urls), ""), line, "url", pinned=hashed))
    return ManifestContent(found, empty=path.rpartition("/")[2] != "MODULE.bazel" and not found)
