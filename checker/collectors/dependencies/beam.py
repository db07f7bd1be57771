"""Elixir, Erlang and Gleam."""

import re

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Missed,
    from_git,
    is_container,
    plain_http,
)
from checker.collectors.dependencies.literals import calls, named, quoted, without_comments
from checker.documents.lines import Lines
from checker.documents.shapes import at, string, table
from checker.files import Files
from checker.patterns import lazy

_FUNCTION = lazy(r"\bdefp?\s{1,20}\w{0,30}deps\w{0,30}\b")
_DEPS = lazy(
    r"(?:\bdefp?\s{1,20}\w{0,30}deps\w{0,30}\s{0,20}(?:\([^)\n]{0,100}\)\s{0,20})?(?:do|,\s{0,20}do:)[^\[{}]{0,300}?"
    r"|\bdeps:\s{0,20})\["
)
_TUPLE = lazy(r"\{(?=\s*:\w)")
_NAME = lazy(r"\s*:\"?([\w.-]+)\"?\s*(?:,|$)")
_RUN = lazy(r"\bescript:|\breleases:|\{:phoenix,|\bmod:\s*\{")
_PACKAGED = lazy(r"\bpackage:\s*(?:package|\[)|\bdefp?\s+package\b")
_ERLANG_DEPS = lazy(r"\{\s*deps\s*,\s*\[")
_ERLANG_GIT = lazy(r"\{\s*git(?:_subdir)?\s*,")
_MK_NAMES = lazy(r"(?m)^[ \t]*((?:BUILD_|TEST_|DOC_|REL_|SHELL_|FETCH_)?DEPS)[ \t]*[:+?]?=[ \t]*([^\n]*)")
_MK_SOURCE = lazy(r"(?m)^[ \t]*dep_([\w.-]+)[ \t]*[:?]?=[ \t]*(\S+)(?:[ \t]+(\S+))?(?:[ \t]+(\S+))?")
_MK_WORD = lazy(r"(?<![\w$({.])[a-z][\w.]*+(?![\w)}])")
_ERLANG = lazy(r"\{(?=\s{0,20}'?[\w.-]{1,100}'?\s{0,20},)|(?<![\w\"'{.])[a-z]\w*+(?=\s{0,20}(?:,|$|\]))")


def mix_exs(files: Files, path: str) -> ManifestContent:
    """Read the dependencies that mix.exs lists.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found: list[Dependency] = []
    missed: list[Missed] = []
    blocks = [*calls(text, _DEPS)]
    for block in blocks:
        tuples = [*calls(block.body, _TUPLE)]
        for call in tuples:
            line = lines.at(block.start + call.head.start())
            if name := _NAME.match(call.body):
                found.append(_mix(name[1], call.body[name.end() :], line))
        end = block.start + len(block.body)
        joined = text[end + 1 : end + 200].lstrip().startswith(("++", "|>"))
        if joined or (block.body.strip() and not tuples):
            missed.append(Missed(lines.at(end), "dependencies by an expression"))
    if not blocks and (function := _FUNCTION.search(text)):
        missed.append(Missed(lines.at(function.start()), "dependencies by an expression"))
    shown = _RUN.search(text) is not None or is_container(files, path)
    run = shown and _PACKAGED.search(text) is None
    return ManifestContent(found, application=run and bool(found), missed=missed)


def _mix(name: str, rest: str, line: int) -> Dependency:
    stated = named(rest)
    scope = "dev" if re.search(r"\bonly:", rest) else "runtime"
    if "path" in stated or "in_umbrella" in rest:
        return Dependency(name, "", line, "path", pinned=True, scope=scope)
    if address := stated.get("git") or stated.get("github"):
        reference = stated.get("ref") or stated.get("tag") or stated.get("branch") or ""
        return from_git(name, address, line, reference, scope)
    version = next(iter(quoted(rest)), "")
    return Dependency(name, version, line, pinned=version.startswith("== "), scope=scope)


def rebar_config(files: Files, path: str) -> ManifestContent:
    """Read the dependencies that rebar.config lists.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "%", "")
    lines = Lines(text)
    found = []
    for block in calls(text, _ERLANG_DEPS):
        at = 0
        while match := _ERLANG.search(block.body, at):
            line = lines.at(block.start + match.end())
            if match[0] == "{":
                call = next(calls(block.body[match.start() :], _ERLANG))
                found.append(_rebar(call.body, line))
                at = match.end() + len(call.body) + 1
            else:
                found.append(Dependency(match[0], "", line))
                at = match.end()
    return ManifestContent(found, plain_http("\n".join(row for row in text.splitlines() if "cdn" in row)))


def _rebar(body: str, line: int) -> Dependency:
    name = body.split(",", maxsplit=1)[0].strip().strip("'")
    if git := _ERLANG_GIT.search(body):
        # What stands before it is a pattern for versions that rebar3 no longer reads.
        address, reference = [*quoted(body[git.end() :]), "", ""][:2]
        return from_git(name, address, line, reference)
    version = next(iter(quoted(body)), "")
    return Dependency(name, version, line, pinned=version[:1].isdigit())


def erlang_mk(files: Files, path: str) -> ManifestContent:
    """Read what a Makefile lists for erlang.mk, which stands beside it.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "").replace("\\\n", "  ")
    stated = {match[1]: match for match in _MK_SOURCE.finditer(text)}
    lines = Lines(files.text(path))
    found: dict[str, Dependency] = {}
    missed: list[Missed] = []
    for match in _MK_NAMES.finditer(text):
        line = lines.at(match.start())
        if "$" in match[2]:
            missed.append(Missed(line, f"{match[1]} by an expression"))
        scope = {"": "runtime", "BUILD_": "build"}.get(match[1].removesuffix("DEPS"), "dev")
        for name in _MK_WORD.findall(match[2]):
            source = stated.get(name)
            found.setdefault(name, _made(name, source, lines.at(source.start()) if source else line, scope))
    return ManifestContent([*found.values()], empty="erlang.mk" not in text, missed=missed)


def _made(name: str, source: "re.Match[str] | None", line: int, scope: str) -> Dependency:
    """Return a dependency of erlang.mk; one without a source comes from its index of packages."""
    if source is None:
        return Dependency(name, "", line, scope=scope)
    kind, first, second = source[2], source[3] or "", source[4] or ""
    if kind.startswith("git") or kind in ("hg", "svn", "fossil"):
        return from_git(name, first, line, second, scope)
    if kind == "hex":
        return Dependency(name, first, line, pinned=first[:1].isdigit(), scope=scope)
    if kind in ("cp", "ln"):
        return Dependency(name, first, line, "path", pinned=True, scope=scope)
    return Dependency(name, first or kind, line, "url", scope=scope)


def gleam_toml(files: Files, path: str) -> ManifestContent:
    """Read a Gleam project.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = []
    for section, scope in (
        ("dependencies", "runtime"),
        ("dev-dependencies", "dev"),
        ("dev_dependencies", "dev"),
    ):
        for name, stated in table(at(document.data, section)).items():
            line = document.line(section, name)
            if address := string(at(stated, "git")):
                found.append(from_git(name, address, line, string(at(stated, "ref")), scope))
            elif string(at(stated, "path")):
                found.append(Dependency(name, "", line, "path", pinned=True, scope=scope))
            else:
                found.append(Dependency(name, string(stated), line, scope=scope))
    return ManifestContent(found, application=is_container(files, path) and bool(found))
