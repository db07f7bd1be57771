"""Ruby, PHP, Perl, Lua, Nim, Crystal and Zig."""

import re
from collections.abc import Mapping

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Missed,
    Untrusted,
    beside,
    from_git,
    is_commit,
    is_container,
    plain_http,
)
from checker.collectors.dependencies.literals import calls, named, quoted, without_comments
from checker.documents.lines import Lines
from checker.documents.shapes import at, items, string, table
from checker.files import Files
from checker.patterns import lazy

_GEM = lazy(
    r"^[ \t]*(?:gem|\w+\.add(?:_runtime|_development)?_dependency)[ (]+[\"']([\w.-]+)[\"']"
    r"(?:,[ \t]*[\"']([^\"'\n]+)[\"'])?(.*)$",
    re.MULTILINE,
)

_GEM_GIT = lazy(r"\b(?:git|github|gitlab|bitbucket):?\s{0,20}(?:=>)?\s{0,20}[\"']([^\"']+)")

_GEM_INCLUDED = lazy(r"(?m)^[ \t]*eval_gemfile\b[ (]*(?:[\"']([\w./-]+)[\"'])?")
_GIT_BLOCK = lazy(r"(?m)^[ \t]*(?:git|github)[ (]++([^\n]{0,500})\bdo[ \t]*$")
_GEM_REF = lazy(r"\bref:?\s{0,20}(?:=>)?\s{0,20}[\"']([0-9a-f]+)")

_ZIG = lazy(r"\.dependencies\s*=\s*\.\{")

_ZIG_ENTRY = lazy(r"\.(?:@\"([^\"\n]+)\"|(\w+))\s*=\s*\.\{")

_NIMBLE = lazy(r"(?m)^[ \t]*(?:task)?requires\b[ \t(]*((?:[^\n]*,[ \t]*\n)*+[^\n]*)")

_NIM_NAME = lazy(r"\s*([^\s#@<>=~^]+)\s*(#\S+)?\s*(.*)")

_ROCK = lazy(r"\b(?:build_|test_)?dependencies\s*=\s*\{")

_CPAN = lazy(
    r"(?m)^[ \t]*(?:requires|recommends|suggests)[ (]+(?:[\"']([\w:]+)[\"']|([\w:]+))"
    r"(?:\s*(?:=>|,)\s*[\"']?([^\"';)\n]+))?([^\n]*)"
)

_CPAN_OPTION = lazy(r"\b(git|ref|url|dist)\s{0,20}=>\s{0,20}[\"']([^\"'\n]+)[\"']")

_MAKER = lazy(
    r"\b[\"']?(?:PREREQ_PM|(?:BUILD|TEST|CONFIGURE)_REQUIRES|(?:build_|configure_|test_)?requires)[\"']?\s{0,20}=>\s{0,20}\{"
)
"""The hashes of Makefile.PL that hold modules; in `prereqs` each phase has one called `requires`."""
_MAKER_ENTRY = lazy(
    r"(?:[\"']([\w:]+)[\"']|\b([A-Za-z][\w:]*+))\s{0,20}=>\s{0,20}(?:[\"']([^\"'\n]*)[\"']|([\d._v]+))"
)
_MAKER_COMPUTED = lazy(r"[%$@]\s{0,4}[\w{(]")
_MAKER_WHOLE = lazy(
    r"\bWriteMakefile\d?\s{0,20}\(\s{0,20}[%@]|\b(?:PREREQ_PM|\w+_REQUIRES)[\"']?\s{0,20}(?:=>\s{0,20}[^\s{]|[}\])])"
)
_MAKER_CALL = lazy(r"\bWriteMakefile\d?\s{0,20}\(|\binc::Module::Install\b")
_MAKER_DEV = ("TEST", "BUILD", "CONFIGURE", "test_", "build_", "configure_")


def gemfile(files: Files, path: str) -> ManifestContent:
    """Read a Gemfile or a gemspec, as far as it is literal.

    Raises Unobserved.
    """
    text = files.text(path)
    lines = Lines(text)
    sources = _git_blocks(text)
    found = [_gem(lines.at(match.start(1)), match, sources) for match in _GEM.finditer(text)]
    missed: list[Missed] = []
    for included in _GEM_INCLUDED.finditer(text):
        line, place = lines.at(included.start()), beside(path, included[1] or "")
        if included[1] and files.entry(place):
            found += [_gem(line, match, {}) for match in _GEM.finditer(files.text(place))]
        else:
            missed.append(Missed(line, "gems of another file"))
    folder, slash, _ = path.rpartition("/")
    library = bool(files.glob(f"{folder}{slash}*.gemspec"))
    run = ("config.ru", "config/application.rb", "Dockerfile", "Procfile")
    served = any(files.entry(f"{folder}{slash}{name}") for name in run)
    rows = "\n".join(row if row.lstrip().startswith("source") else "" for row in text.splitlines())
    return ManifestContent(found, plain_http(rows), application=served and not library, missed=missed)


def _git_blocks(text: str) -> dict[int, str]:
    """Return the source of the gems inside of `git … do … end`, by their lines."""
    found: dict[int, str] = {}
    source = ""
    for number, row in enumerate(text.splitlines(), 1) if _GIT_BLOCK.search(text) else ():
        if opened := _GIT_BLOCK.match(row):
            source = f", git: {opened[1]}"
        elif row.strip() == "end":
            source = ""
        elif source:
            found[number] = source
    return found


def _gem(line: int, match: re.Match[str], sources: Mapping[int, str]) -> Dependency:
    version, rest = match[2] or "", match[3] + sources.get(line, "")
    if git := _GEM_GIT.search(rest):
        reference = _GEM_REF.search(rest)
        return Dependency(match[1], git[1], line, "git", reference is not None and is_commit(reference[1]))
    if re.search(r"\bpath:?\s*(?:=>)?\s*[\"']", rest):
        return Dependency(match[1], version, line, "path", pinned=True)
    return Dependency(match[1], version, line, pinned=bool(re.fullmatch(r"=?\s*\d[\w.]*", version)))


def composer_json(files: Files, path: str) -> ManifestContent:
    """Read a PHP package.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = [
        _composed(name, string(version), document.line(section, name), scope)
        for section, scope in (("require", "runtime"), ("require-dev", "dev"))
        for name, version in table(at(document.data, section)).items()
        if "/" in name
    ]
    urls = [string(at(entry, "url")) for entry in items(at(document.data, "repositories"))]
    untrusted = [found for url in urls for found in plain_http(url)]
    config = at(document.data, "config")
    for key, unsafe in (("secure-http", False), ("disable-tls", True)):
        if at(config, key) is unsafe:
            untrusted.append(Untrusted(document.line("config", key), f"{key} in config", "unverified"))
    # Without a type it is a library by Composer's own default: frameworks and images show programs.
    kind = string(at(document.data, "type"))
    programs = ("artisan", "bin/console", "public/index.php")
    shown = is_container(files, path) or any(files.entry(beside(path, each)) for each in programs)
    run = kind == "project" or (not kind and shown and at(document.data, "name") is None)
    return ManifestContent(found, untrusted, application=run and bool(found))


def _composed(name: str, version: str, line: int, scope: str) -> Dependency:
    """Return a requirement of PHP: a development version is a branch, unless a commit follows it.

    `dev-main#1234 as 2.0` only tells which release the commit stands for.
    """
    branch, _, reference = version.partition(" as ")[0].strip().partition("#")
    if branch.startswith("dev-") or branch.endswith("-dev"):
        return from_git(name, branch, line, reference, scope)
    return Dependency(name, version, line, pinned=branch[:1].isdigit() and "*" not in branch, scope=scope)


def cpanfile(files: Files, path: str) -> ManifestContent:
    """Read a cpanfile.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found = [
        _of_perl(match[1] or match[2], match, lines.at(match.start()))
        for match in _CPAN.finditer(text)
        if (match[1] or match[2]) != "perl"
    ]
    return ManifestContent(
        found, [Untrusted(item.line, item.version, "http") for item in found if plain_http(item.version)]
    )


def _of_perl(name: str, match: re.Match[str], line: int) -> Dependency:
    """Return a module; Carmel and cpm take one from Git or an archive, which options of it name."""
    stated = dict(_CPAN_OPTION.findall(match[0]))
    if address := stated.get("git"):
        return from_git(name, address, line, stated.get("ref", ""))
    if address := stated.get("url") or stated.get("dist"):
        return Dependency(name, address, line, "url" if "://" in address else "registry")
    return Dependency(name, (match[3] or "").strip(), line)


def makefile_pl(files: Files, path: str) -> ManifestContent:
    """Read the modules that a Makefile.PL lists: hashes of ExtUtils::MakeMaker, calls of Module::Install.

    It is a program: what it computes is missed.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found: list[Dependency] = []
    missed: list[Missed] = []
    for block in calls(text, _MAKER):
        scope = "dev" if block.head[0].lstrip("\"'").startswith(_MAKER_DEV) else "runtime"
        entries = [*_MAKER_ENTRY.finditer(block.body)]
        found += [
            Dependency(match[1] or match[2], match[3] or match[4] or "", line, scope=scope)
            for match in entries
            if (match[1] or match[2]) != "perl" and (line := lines.at(block.start + match.start()))
        ]
        if _MAKER_COMPUTED.search(block.body) or (block.body.strip() and not entries):
            missed.append(Missed(lines.at(block.start), "modules by an expression"))
    found += cpanfile(files, path).dependencies if "Module::Install" in text else ()
    if whole := _MAKER_WHOLE.search(text):
        missed.append(Missed(lines.at(whole.start()), "modules by an expression"))
    elif not _MAKER_CALL.search(text):
        missed.append(Missed(1, "modules in a way that is not read"))
    return ManifestContent(found, missed=missed)


def rockspec(files: Files, path: str) -> ManifestContent:
    """Read a LuaRocks package.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "--", "")
    lines = Lines(text)
    found = []
    for block in calls(text, _ROCK):
        for each in quoted(block.body):
            name, _, version = each.partition(" ")
            if name != "lua":
                line = lines.at(block.start + block.body.find(each))
                found.append(Dependency(name, version.strip(), line, pinned=version.strip().startswith("==")))
    return ManifestContent(found)


def nimble(files: Files, path: str) -> ManifestContent:
    """Read the requirements of a Nim package.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found = []
    for match in _NIMBLE.finditer(text):
        line = lines.at(match.start(1))
        for each in quoted(match[1]):
            for requirement in each.split(","):
                name = _NIM_NAME.fullmatch(requirement)
                if not name or name[1].lower() in ("nim", ""):
                    continue
                if name[2]:
                    found.append(from_git(name[1], name[1], line, name[2].removeprefix("#")))
                elif "://" in name[1] and not name[3]:
                    found.append(from_git(name[1], name[1], line))
                else:
                    found.append(Dependency(name[1], name[3], line, pinned=name[3].startswith("==")))
    return ManifestContent(found)


def shard(files: Files, path: str) -> ManifestContent:
    """Read a Crystal shard.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = []
    for section, scope in (("dependencies", "runtime"), ("development_dependencies", "dev")):
        for name, stated in table(at(document.data, section)).items():
            line = document.line(section, name)
            reference = (
                string(at(stated, "commit")) or string(at(stated, "branch")) or string(at(stated, "tag"))
            )
            place = next(
                (
                    string(at(stated, key))
                    for key in ("github", "gitlab", "bitbucket", "git")
                    if at(stated, key)
                ),
                "",
            )
            version = at(stated, "version")
            if at(stated, "path") is not None:
                found.append(Dependency(name, "", line, "path", pinned=True, scope=scope))
            elif version is not None and not reference:
                found.append(Dependency(name, str(version), line, scope=scope))
            else:
                found.append(from_git(name, place, line, reference, scope))
    return ManifestContent(found)


def zig_zon(files: Files, path: str) -> ManifestContent:
    """Read build.zig.zon, in which every package has its hash.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "//", "")
    lines = Lines(text)
    found: list[Dependency] = []
    for block in calls(text, _ZIG):
        for entry in calls(block.body, _ZIG_ENTRY):
            name, line = entry.head[1] or entry.head[2], lines.at(block.start + entry.head.start())
            stated = named(entry.body)
            if "url" in stated:
                found.append(Dependency(name, stated["url"], line, "url", pinned="hash" in stated))
            else:
                found.append(Dependency(name, "", line, "path", pinned=True))
    untrusted = [
        Untrusted(item.line, place.source, place.kind) for item in found for place in plain_http(item.version)
    ]
    return ManifestContent(found, untrusted, lock=bool(found) and all(item.pinned for item in found))
