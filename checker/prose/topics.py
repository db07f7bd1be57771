"""What a page speaks of: by sections that are about a topic, by links that lead to it, by commands."""

from collections.abc import Iterator, Sequence

from checker.patterns import lazy, lazy_linear
from checker.prose.headings import own_names, plain_words, topics_of
from checker.prose.page import DocumentLink, DocumentPage, PageSection
from checker.prose.statements import (
    names_people,
    says_how_to_report,
    says_where_to_ask,
    states_reporting,
)
from checker.prose.support import states_support

_LINKED_TEXT = frozenset(("documentation", "usage", "install", "contributing", "conduct", "governance"))
"""Topics that a link may be about by its text alone."""


def topics(page: DocumentPage, own: frozenset[str] = frozenset()) -> list[str]:
    """Return the topics of a page, sorted; *own* are names of the project."""
    names = own | own_names(page.title)
    sections = page.sections()
    found = {topic for section in sections for topic in section_topics(section, names)}
    found.update(topic for link in page.links for topic in _of_link(link, names))
    found.update(_of_code(page, sections, names))
    if any(states_reporting(line) for line, _ in page.prose):
        found.add("support")
    return sorted(found)


def section_topics(section: PageSection, own: frozenset[str]) -> Iterator[str]:
    """Yield the topics of a section: of some the heading alone says too little."""
    if section.is_empty:
        return
    named = topics_of(section.heading, own)
    if "development" in named and "contributing" not in named and _SENT.search(section.text):
        yield "contributing"  # hacking on it, and what to do with the outcome
    for topic in named:
        if _CONFIRMED.get(topic, _always)(section):
            yield topic


def _always(section: PageSection) -> bool:
    return bool(section.heading)


def _shows_development(section: PageSection) -> bool:
    """Tell a section on building or testing from one of the product's features, which may be called so."""
    weak = _WEAK.fullmatch(plain_words(section.heading))
    return not weak or bool(section.code) or _DEVELOPS.search(section.text) is not None


def _is_guide(section: PageSection) -> bool:
    """Tell a section on contributing from the clause on the licence of contributions."""
    return not (
        _CLAUSE.search(" ".join(section.text.split())) and not section.links and len(section.text) < 600
    )


_SENT = lazy(
    r"(?i)\b(?:pull|merge) requests?\b|\bsend (?:us |me )?(?:a |your )?patch(?:es)?\b"
    r"|\bfork (?:it|the|this)\b"
)
"""How a change reaches the project."""
_CLAUSE = lazy(r"(?i)contributions? intentionally submitted")
_CONFIRMED = {
    "contributing": _is_guide,
    "development": _shows_development,
    "lifecycle": lambda section: states_support(section.text, headed=True),
    "maintainers": names_people,
    "support": says_where_to_ask,
}
_WEAK = lazy(r"tests?|testing|builds?|building|running|local set ?up|contributing")
_DEVELOPS = lazy_linear(
    r"(?i)\b(?:run|execute|compile|build|make|checkout|clone)\b.{0,60}\b(?:tests?|suite|source|make"
    r"|repository|locally)\b"
)

_FILLER = lazy(
    r"^(?:(?:see|read|check out|view|visit|open|browse|go to|our|the|full|complete|official|online|latest"
    r"|stable|dev|more"
    r"|detailed|this|please|here|on|in|a|for) )+|(?: (?:here|page|site|website|file|section|md|rst|html|pdf"
    r"|online|now|first|for more|below))+$"
)
_DOCUMENTATION_HOST = lazy(
    r"(?:https?:)?//(?:[\w-]+\.)*(?:readthedocs\.(?:io|org)|rtfd\.(?:io|org)|github\.io|gitlab\.io"
    r"|gitbook\.io|docs\.rs|pkg\.go\.dev"
    r"|godoc\.org|hexdocs\.pm|rubydoc\.info|javadoc\.io|docs\.[\w.-]+|doc\.[\w.-]+|documentation\.[\w.-]+"
    r"|[\w.-]+/(?:docs?|documentation|manual|wiki|guide)(?:/|$)"
    r"|registry\.terraform\.io|pub\.dev/documentation|[\w.-]+/[\w.-]+/[\w.-]+/wiki)"
)
"""Where documentation is published; of the project itself if its name stands in the address."""
_OWN_PAGES = lazy(
    r"(?:\./|/)?(?:[\w./-]{0,200}/)?(?:(?:docs?|documentation|manual|guide|wiki)/?(?:(?:readme|index"
    r"|intro\w*|overview)\.\w+)?"
    r"|(?:usage|tutorial|getting[-_]?started|quick[-_]?start|user[-_]?guide|manual"
    r"|how[-_]?to[-_]?use)(?:\.\w+|/)?)(?:#.*)?"
)
_TARGETS = {
    "contributing": lazy(
        r"(?:.{0,500}[/#])?(?:contributing|contribute|contribution[-_]?guid\w+|contributing[-_]?guid\w+"
        r"|how[-_]to[-_]contribute)(?:\.\w{1,8})?/?(?:[#?].*)?"
    ),
    "conduct": lazy(
        r"(?:.{0,500}[/#])?(?:contributor[-_])?code[-_]?of[-_]?conduct(?:\.\w{1,8})?/?(?:[#?].*)?"
    ),
    "governance": lazy(
        r"(?:.{0,500}[/#])?(?:project[-_]|community[-_])?governance(?:\.\w{1,8})?/?(?:[#?].*)?"
    ),
    "install": lazy(
        r"(?:.{0,500}[/#])?(?:install(?:ation|ing)?|getting[-_]?started|quick[-_]?start|setup"
        r"|releases(?:/latest)?|downloads?)(?:\.\w{1,8})?/?(?:[#?].*)?"
    ),
}


def _of_link(link: DocumentLink, own: frozenset[str]) -> Iterator[str]:
    if link.image:
        return
    target = link.target.lower()
    yield from (topic for topic, pattern in _TARGETS.items() if pattern.fullmatch(target))
    if _is_documentation(link, own):
        yield from ("documentation", "usage")
    yield from topics_of(link_words(link, own), own) & _LINKED_TEXT if not target.startswith("#") else ()


def _is_documentation(link: DocumentLink, own: frozenset[str]) -> bool:
    """Tell whether a link leads to documentation of the project itself, by its address or its text."""
    target = link.target.lower()
    if "://" not in target:
        return _OWN_PAGES.fullmatch(target) is not None
    named = any(len(name) > 1 and name.replace(" ", "") in squeezed(target) for name in own)
    if named and _DOCUMENTATION_HOST.match(target):
        return True
    return "documentation" in topics_of(link_words(link, own), own)


def link_words(link: DocumentLink, own: frozenset[str]) -> str:
    """Return the words of a link's text without those that only invite to follow it."""
    return _FILLER.sub("", plain_words(link.text.strip("*_`"), own))


def squeezed(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return "".join(filter(str.isalnum, text.lower()))


_INSTALLERS_WORDS = (
    "pip pip3 pipx poetry uv conda mamba npm pnpm yarn bun deno go cargo gem bundle brew apt apt-get "
    "dnf yum apk pacman port pkg choco winget scoop snap flatpak composer docker docker-compose podman "
    "helm kubectl nix nix-env opam cabal stack mix dotnet nuget asdf mise krew terraform make emerge "
    "zypper guix cpanm luarocks ansible-galaxy pre-commit eopkg xbps-install"
)
_INSTALLERS = frozenset(_INSTALLERS_WORDS.split())
_VERBS_WORDS = (
    "i install add get run pull require tool dlx exec init create x compose up apply -S new global repo "
    "tap deps profile --cask -Sy it sync"
)
_VERBS = frozenset(_VERBS_WORDS.split())
_BRINGS = lazy(
    r"^(?:[$>#%] )?(?:npx|uvx|bunx) |<dependency>|\b(?:implementation|api|testImplementation)\b ?\(?[\"']"
    r"|\[(?:dev-)?dependencies\]|git clone"
    r"|\b(?:curl|wget|iwr|irm)\b.{0,400}(?:\||\s-\w{0,4}[oO]\b|--output|--remote-name|\.(?:zip|t?gz|sh|ps1"
    r"|deb|rpm|exe))|^gem [\"']|<script\b[^>]{0,400}\bsrc="
    r"|\bsource\s{0,8}=\s{0,4}\"|esm\.sh|FetchContent|libraryDependencies|\.package\(|<PackageReference"
    r"|^\s{0,8}[-\w.]{1,80}\s{0,4}(?:=|:)\s{0,4}[\"']?[~^=>]{0,2}\s{0,2}\d{1,4}\.\d"
    r"|^\s{0,8}[\[{(]?:?[\w./-]{1,80},? [\"'][~>= ]{0,4}\d[\w.-]{0,40}[\"']|^\s{0,8}- (?:uses|src|name"
    r"|repo):"
)
"""Lines that bring software onto a machine or into a project: downloads, manifests, remote imports."""


def _of_code(page: DocumentPage, sections: Sequence[PageSection], own: frozenset[str]) -> Iterator[str]:
    installing = {line for line, _ in page.code if _installs(line)}
    if installing:
        yield "install"
    other = {line for section in sections if _is_no_usage(section, own) for line in section.code}
    shown = (line for line, _ in page.code if line not in installing and line not in other)
    if any((" " in line or "(" in line) and not _is_build(line) for line in shown):
        yield "usage"


def _is_no_usage(section: PageSection, own: frozenset[str]) -> bool:
    found = topics_of(section.heading, own)
    return (
        bool(found & {"development", "contributing", "install", "license", "security"})
        and "usage" not in found
    )


def _installs(line: str) -> bool:
    """Tell commands and manifest lines that bring software onto a machine."""
    words = line.split()
    for at, word in enumerate(words[:6]):
        if word in _INSTALLERS and _VERBS & set(words[at + 1 : at + 5]):
            return True
    return _BRINGS.search(line[:1000]) is not None


_BUILDS = lazy(
    r"(?:^|&&|;|\|)\s{0,8}(?:[$>%#] ?)?(?:sudo )?(?:\./|bin/|script/|scripts/)?(?:configure|autoreconf"
    r"|autogen\.sh|bootstrap|cmake|meson|ninja|make(?=\s|$)|gmake|just(?=\s|$)"
    r"|cargo (?:build|test|nextest|run|check|clippy|install --path)|go (?:build|test|run|vet|install \.)"
    r"|npm (?:ci|t|test|start|run)|yarn (?:build|test|dev|run|start|lint)"
    r"|(?:npm|pnpm|bun|yarn) (?:install|i)(?: -\S{1,40})*\s{0,4}(?:$|#|&&)|yarn\s{0,4}(?:$|#|&&)"
    r"|pnpm (?:-r )?(?:build|run|test|dev)|bun (?:run|test)|deno (?:task|test)"
    r"|mvnw?(?:\.cmd)? |gradlew?(?:\.bat)? |tox(?=\s|$)|nox(?=\s|$)|pytest|uv (?:sync|run)"
    r"|poetry (?:install|run)|pdm (?:install|run)|hatch |pipenv (?:install|run)|pre-commit "
    r"|python3? (?:setup\.py|-m (?:build|pytest|unittest|tox|nox|pip install (?:-e|\.)))"
    r"|(?:uv )?pip3? install (?:-\S{1,20} )*(?:-e|--editable|\.|-r )|bundle install"
    r"|(?:bundle exec )?(?:rake|rspec)\b"
    r"|dotnet (?:build|test|run|restore)|build\.(?:ps1|sh|cmd)|bazel |bazelisk |docker build|docker buildx"
    r"|docker[ -]compose (?:up|build|run)|terraform (?:init|fmt|validate|test)|composer (?:install|test"
    r"|run)"
    r"|mix (?:test|deps|compile)|stack (?:build|test)|cabal (?:v2-|new-)?(?:build|test)|swift (?:build"
    r"|test)|xcodebuild|zig build|sbt |lein |clj |clojure |dune |opam (?:install \.|exec)|R CMD|devtools::"
    r"|julia .{0,60}(?:Pkg\.test|runtests)|nimble (?:build|test)|nim (?:c|cpp|js|compile) "
    r"|rebar3 |ansible-test |ansible-lint"
    r"|molecule |helm (?:lint|template|unittest)|ct (?:lint|install)|dart (?:test|analyze)|flutter (?:test"
    r"|build|run)|dbt (?:build|test|run)|vagrant up|nix (?:develop|build))"
)


def explains_building(page: DocumentPage, own: frozenset[str] = frozenset()) -> bool:
    """Tell whether a page has a section or commands for building or testing from source."""
    names = own | own_names(page.title)
    return has_build_commands(page) or any(
        "development" in section_topics(section, names) for section in page.sections()
    )


def is_about_building(page: DocumentPage, own: frozenset[str] = frozenset()) -> bool:
    """Tell a page on building from one on a rule or a tool that is called so.

    Its title, its sections or blocks of commands say so; a command in the middle of a sentence does not.
    """
    if shows_development(page, own):
        return True
    told = page.told
    in_blocks = any(_is_build(command) for command, line in page.code if line not in told)
    return in_blocks or (has_build_commands(page) and "development" in topics_of(page.title, own))


def shows_development(page: DocumentPage, own: frozenset[str] = frozenset()) -> bool:
    """Tell whether a section of a page on developing, building or testing shows the commands for it."""
    names = own | own_names(page.title)
    return any(
        any(map(_is_build, section.code))
        for section in page.sections()
        if {"development", "contributing"} & set(section_topics(section, names))
    )


def has_build_commands(page: DocumentPage) -> bool:
    """Tell whether a page shows how to build or test from source."""
    return any(_is_build(line) for line, _ in page.code)


def _is_build(line: str) -> bool:
    return _BUILDS.search(line[:1000]) is not None


_FOR_REPORTS = lazy(r"(?i)\breport(?:ing)?\b|\bdisclos")
"""A heading with `reports` may be about what a scanner writes."""


def names_security_contact(page: DocumentPage, own: frozenset[str] = frozenset()) -> bool:
    """Tell whether a section on security says how to report a weakness, with an address or a link."""
    names = own | own_names(page.title)
    return any(
        says_how_to_report(section, named=_FOR_REPORTS.search(section.heading) is not None)
        for section in page.sections()
        if "security" in topics_of(section.heading, names)
    )
