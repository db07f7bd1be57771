"""Puppet's modules and Chef's cookbooks."""

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Untrusted,
    from_git,
    plain_http,
)
from checker.collectors.dependencies.literals import quoted, without_comments
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

_MODULE = lazy(r"(?ms)^[ \t]*(?:mod|cookbook)[ \t(]+[\"']([^\"'\n]+)[\"']((?:[^\n]*,[ \t]*\n)*+[^\n]*)")
_OPTION = lazy(r"(?::(\w+)[ \t]*=>|\b(\w+):)[ \t]*[\"']([^\"'\n]*)[\"']")
_SOURCE = lazy(r"(?m)^[ \t]*(?:forge|source)[ \t(]+[\"']([^\"'\n]+)[\"']")


def modules(files: Files, path: str) -> ManifestContent:
    """Read the modules of a Puppetfile, or the cookbooks of a Berksfile.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found = [_of_modules(match[1], match[2], lines.at(match.start(1))) for match in _MODULE.finditer(text)]
    untrusted = [
        Untrusted(lines.at(match.start(1)), each.source, each.kind)
        for match in _SOURCE.finditer(text)
        for each in plain_http(match[1])
    ]
    return ManifestContent(found, untrusted)


def _of_modules(name: str, rest: str, line: int) -> Dependency:
    stated = {match[1] or match[2]: match[3] for match in _OPTION.finditer(rest)}
    address = stated.get("git") or stated.get("github") or stated.get("svn")
    if address:
        keys = ("ref", "commit", "revision", "tag", "branch")
        return from_git(name, address, line, next(filter(None, map(stated.get, keys)), ""))
    if stated.keys() & {"path", "local"}:
        return Dependency(name, "", line, "path", pinned=True)
    version = next(iter(quoted(rest)), "")
    return Dependency(name, version, line, pinned=version.strip()[:1].isdigit())
