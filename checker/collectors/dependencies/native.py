"""C and C++: CMake, Conan, vcpkg, Meson's wraps and Git's submodules."""

import re
from collections.abc import Mapping
from itertools import pairwise

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Missed,
    Untrusted,
    from_git,
    is_commit,
    plain_http,
)
from checker.collectors.dependencies.literals import calls, quoted, without_comments
from checker.documents.lines import Lines
from checker.documents.shapes import at, items, string, table
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy
from checker.word_lists import wordset

_CMAKE = lazy(
    r"(?im)^[ \t]*(FetchContent_Declare|ExternalProject_Add|CPMAddPackage|CPMFindPackage|CPMDeclarePackage"
    r"|find_package|file)\s*\("
)
_WORD = lazy(r'"((?:[^"\\]|\\.)*+)"|([^\s"()]++)', re.DOTALL)
_CPM = lazy(r"(?P<forge>gh|gl|bb|https?|git):(?P<name>[^@#\s]+)(?:@(?P<version>[^#\s]+))?(?:#(?P<tag>\S+))?")
_FORGES = {"gh": "https://github.com/", "gl": "https://gitlab.com/", "bb": "https://bitbucket.org/"}
_KEYS = wordset("""
    BITBUCKET_REPOSITORY GITHUB_REPOSITORY GITLAB_REPOSITORY GIT_REPOSITORY GIT_TAG NAME URL URL_HASH URL_MD5
    VERSION
""")
_CONAN = lazy(r"^[ \t]*([\w.+-]+)/([^@#\s]+)", re.MULTILINE)
_CONAN_PY = lazy(r"\b((?:tool_|build_|test_|python_)?requires)\s{0,20}(?:=\s{0,20})?[(\[]")
_CONAN_PLAIN = lazy(r"\b((?:tool_|build_|test_|python_)?requires)\s{0,20}=\s{0,20}([\"'][^\n]*+)")
_INI_KEY = lazy(r"(\w+)\s*=\s*(.*)")
_XMAKE = lazy(r"\badd_requires\s{0,20}\(")
_XMAKE_PLACES = lazy(r"\b(?:add_urls|set_urls|add_repositories)\b")
_CONAN_REFERENCE = lazy(r"([\w.+-]+)/([^@#\s]+)")
_SECTIONS = frozenset(("requires", "tool_requires", "build_requires", "test_requires"))


def cmake(files: Files, path: str) -> ManifestContent:
    """Read what CMake fetches, and what it looks for on the machine.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found: list[Dependency] = []
    untrusted: list[Untrusted] = []
    missed: list[Missed] = []
    for call in calls(text, _CMAKE):
        line = lines.at(call.head.end())
        words = [
            match[1] if match[1] is not None else match[2] for match in _WORD.finditer(call.body[:20_000])
        ]
        if not words:
            continue
        if call.head[1].lower() == "file":
            if words[0] == "DOWNLOAD" and (read := _downloaded(words, line)):
                found.append(read)
                untrusted += [Untrusted(line, place.source, place.kind) for place in plain_http(read.version)]
        elif call.head[1].lower() == "find_package":
            found.append(Dependency(words[0], "", line, "system"))
        elif read := _fetched(words, line):
            found.append(read)
            if read.source == "url" and read.pinned:
                untrusted += [Untrusted(line, place.source, place.kind) for place in plain_http(read.version)]
        elif "SOURCE_DIR" not in words and "DOWNLOAD_COMMAND" not in words:
            missed.append(Missed(line, f"{call.head[1]} by an expression"))
    return ManifestContent(found, untrusted, empty=not (found or missed), missed=missed)


def _fetched(words: list[str], line: int) -> Dependency | None:
    """Return what a call that fetches names; None where that is no literal."""
    if len(words) == 1 and (short := _CPM.fullmatch(words[0])):
        address = _FORGES.get(short["forge"], f"{short['forge']}:") + short["name"]
        return from_git(short["name"], address, line, short["tag"] or short["version"] or "")
    stated: dict[str, str] = {}
    for key, value in pairwise(words):
        if key in _KEYS:
            stated.setdefault(key, value)
    name = stated.get("NAME", words[0])
    for key, forge in (("GITHUB", "gh"), ("GITLAB", "gl"), ("BITBUCKET", "bb")):
        if repository := stated.get(f"{key}_REPOSITORY"):
            stated["GIT_REPOSITORY"] = _FORGES[forge] + repository
    reference = stated.get("GIT_TAG") or stated.get("VERSION") or ""
    if "GIT_REPOSITORY" in stated and "$" not in reference:
        return from_git(name, stated["GIT_REPOSITORY"], line, reference)
    if "URL" in stated:
        pinned = "URL_HASH" in stated or "URL_MD5" in stated or "://" not in stated["URL"]
        return Dependency(name, stated["URL"], line, "url", pinned=pinned)
    return None


def _downloaded(words: list[str], line: int) -> Dependency | None:
    """Return what `file(DOWNLOAD)` fetches; a variable in the address may stand for its version."""
    if len(words) < 3 or "://" not in words[1]:
        return None
    pinned = any(word.startswith(("EXPECTED_HASH", "EXPECTED_MD5")) for word in words)
    return Dependency(words[1].rpartition("/")[2], words[1], line, "url", pinned=pinned)


def conanfile_txt(files: Files, path: str) -> ManifestContent:
    """Read the sections of requirements.

    Raises Unobserved.
    """
    section, found = "", []
    for number, row in enumerate(files.text(path).splitlines(), 1):
        line = row.partition("#")[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif section in _SECTIONS and (match := _CONAN.match(line)):
            found.append(_conan(match, number, section))
    return ManifestContent(found)


def _conan(match: "re.Match[str]", line: int, section: str) -> Dependency:
    scope = "dev" if section.startswith("test") else "runtime" if section == "requires" else "build"
    return Dependency(match[1], match[2], line, pinned="[" not in match[2], scope=scope)


def conanfile_py(files: Files, path: str) -> ManifestContent:
    """Read the literal requirements of a recipe, which is never run.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    places = [(call.head.start(), call.head[1], call.body) for call in calls(text, _CONAN_PY)]
    places += [(match.start(), match[1], match[2]) for match in _CONAN_PLAIN.finditer(text)]
    found: list[Dependency] = []
    missed: list[Missed] = []
    for start, section, body in sorted(places):
        line = lines.at(start)
        read = [each for part in quoted(body) if (each := _CONAN_REFERENCE.match(part))]
        found += [_conan(each, line, section) for each in read]
        if not read and body.strip():
            missed.append(Missed(line, f"{section} by an expression", source=False))
    return ManifestContent(found, missed=missed)


def vcpkg_json(files: Files, path: str) -> ManifestContent:
    """Read vcpkg.json, whose baseline fixes every version.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    data = document.data
    listed = [*items(at(data, "dependencies"))]
    for feature in table(at(data, "features")).values():
        listed += items(at(feature, "dependencies"))
    baseline = is_commit(string(at(data, "builtin-baseline")))
    found = []
    for stated in listed:
        name = string(stated) or string(at(stated, "name"))
        version = string(at(stated, "version>="))
        line = (
            document.line("dependencies", name) if isinstance(stated, str) else document.line("dependencies")
        )
        found.append(Dependency(name, version, line, pinned=baseline))
    return ManifestContent(found, lock=baseline and bool(found))


def xmake(files: Files, path: str) -> ManifestContent:
    """Read what xmake requires, and where packages of its own come from.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "--", "")
    lines = Lines(text)
    found = []
    for call in calls(text, _XMAKE):
        for stated in quoted(call.body.partition("{")[0]):
            name, _, version = stated.rpartition("::")[2].partition(" ")
            pinned = version[:1].isdigit()
            found.append(Dependency(name, version, lines.at(call.head.start()), pinned=pinned))
    rows = "\n".join(row if _XMAKE_PLACES.search(row) else "" for row in text.splitlines())
    return ManifestContent(found, plain_http(rows))


def platformio(files: Files, path: str) -> ManifestContent:
    """Read the libraries of a PlatformIO project.

    Raises Unobserved.
    """
    found, listing = [], False
    for number, row in enumerate(files.text(path).splitlines(), 1):
        stated = re.sub(r"(?:^|\s)[;#].*", "", row)
        if key := _INI_KEY.match(stated):
            listing, stated = key[1] == "lib_deps", key[2]
        elif stated[:1] not in (" ", "\t"):
            listing = False
        if listing:
            found += [_library(each.strip(), number) for each in stated.split(",") if each.strip()]
    return ManifestContent(
        found, [Untrusted(each.line, each.version, "http") for each in found if plain_http(each.version)]
    )


def _library(stated: str, line: int) -> Dependency:
    if "://" in stated or stated.startswith("git@"):
        address, _, reference = stated.rpartition("=")[2].strip().partition("#")
        if address.endswith((".zip", ".tar.gz")):
            return Dependency(address, address, line, "url")
        return from_git(address, address, line, reference)
    name, _, version = stated.partition("@")
    return Dependency(name.strip(), version.strip(), line, pinned=version.strip()[:1].isdigit())


def wrap(files: Files, path: str) -> ManifestContent:
    """Read one wrap of Meson.

    Raises Malformed, Unobserved.
    """
    from checker.documents import ini

    text = files.text(path)
    data = ini.parse(text).data
    name = path.rpartition("/")[2].removesuffix(".wrap")
    line = 1 + next(
        (number for number, row in enumerate(text.splitlines()) if re.match(r"(?:source_)?url", row)), 0
    )
    if address := string(at(data, "wrap-git", "url")):
        return ManifestContent([from_git(name, address, line, string(at(data, "wrap-git", "revision")))])
    if address := string(at(data, "wrap-file", "source_url")):
        hashed = bool(string(at(data, "wrap-file", "source_hash")))
        return ManifestContent([Dependency(name, address, line, "url", pinned=hashed)])
    return ManifestContent(empty=True)


def gitmodules(files: Files, path: str) -> ManifestContent:
    """Read the submodules, each of which the tree holds at one commit.

    Raises Malformed, Unobserved.
    """
    from checker.documents import ini

    text = files.text(path)
    sections: Mapping[str, Json] = table(ini.parse(text).data)
    rows = text.splitlines()
    found = []
    for stated in sections.values():
        address, folder = string(at(stated, "url")), string(at(stated, "path"))
        if address and files.entry(folder) is not None:
            line = 1 + next((number for number, row in enumerate(rows) if address in row), 0)
            local = address.startswith((".", "/"))
            found.append(Dependency(folder, address, line, "path" if local else "git", pinned=True))
    untrusted = [place for item in found for place in plain_http(item.version)]
    return ManifestContent(
        found,
        [Untrusted(item.line, item.version, "http") for item in found if plain_http(item.version)],
        empty=not found and not untrusted,
    )
