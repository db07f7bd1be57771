"""What a page speaks of. Wide nets on purpose: to miss a section that is there is the worse error.

Headings are compared word by word: a marker such as "install" meets every word that begins with
it, one such as "use " only the whole word.
"""

from collections.abc import Iterator, Mapping, Sequence

from checker.collectors.readme.page import DocumentLink, DocumentPage
from checker.word_lists import phrases

_HEADINGS: Mapping[str, str] = {
    "install": "install|setup|set up|set-up|start |started|starting|starter|quick|download|requirement"
    "|prerequisite|deploy"
    "|package|obtain|how to get|get it|getting|adding|binar|build",
    "usage": "usage|use |uses |using|how to|how-to|howto|how it works|example|start |started|starting"
    "|quick|tutorial|guide"
    "|demo|command|cli |api |reference|document|docs |doc |config|option|cookbook|synopsis|basic|running"
    "|run |overview"
    "|feature|what can|recipe|inputs|screenshot|interactive|tips|play",
    "development": "develop|build|hacking|compil|from source|test|local|contribut|make |release process",
    "contributing": "contribut|get involved|getting involved|pull request|hacking|develop|helping|patches",
    "documentation": "document|docs |doc |guide|manual|tutorial|wiki|learn|readme|reference",
    "support": "support|help|question|bug|issue|report|feedback|contact|communit|discuss|troubleshoot|faq"
    "|mailing|chat"
    "|forum|communicat",
    "security": "securit|vulnerabilit",
    "maintainers": "maintain|team |author|who |core |role |roles |owner|credits|people",
    "governance": "governance|decision|role |roles |steering",
    "changelog": "changelog|change log|changes|release notes|what s new|history|news |releases",
    "lifecycle": "lts |long term support|long-term support|supported |support policy|release policy"
    "|release schedule|end of life|end-of-life|eol |maintenance policy|versioning policy|minimum supported"
    "|version support",
    "conduct": "code of conduct",
    "license": "licens|licenc|copying|copyright|legal",
}
_MARKERS = {topic: tuple(f" {marker}" for marker in words.split("|")) for topic, words in _HEADINGS.items()}


def topics(page: DocumentPage) -> list[str]:
    """Return the topics of a page, sorted."""
    found = {topic for text, _ in page.headings for topic in _of_heading(text)}
    found.update(topic for link in page.links for topic in _of_link(link))
    found.update(_of_code(page.code))
    return sorted(found)


def _of_heading(text: str) -> Iterator[str]:
    line = _spaced(text)
    return (topic for topic, markers in _MARKERS.items() if _has(line, markers))


def _spaced(text: str) -> str:
    """Return the words of a heading, each between blanks, punctuation gone."""
    kept = (character if character.isalnum() or character == "-" else " " for character in text.lower())
    return f" {' '.join(''.join(kept).split())} "


def _has(text: str, parts: Sequence[str]) -> bool:
    return any(part in text for part in parts)


_DOCUMENTATION = (
    "doc",
    "guide",
    "manual",
    "tutorial",
    "website",
    "homepage",
    "wiki",
    "learn more",
    "reference",
)
_SITES = phrases("""
    readthedocs | rtfd. | //doc. | //docs. | /docs | /doc/ | /documentation | github.io | gitlab.io |
    /wiki | pkg.go.dev | godoc | docs.rs | /manual | rubydoc | javadoc | hexdocs | registry.terraform.io
    | /reference | /guide | /tutorial | /learn
""")
_INSTALLATION = phrases("""
    install | download | getting started | getting-started | get-started | getting_started | quickstart
    | quick start | quick-start | setup | /releases
""")


def _of_link(link: DocumentLink) -> Iterator[str]:
    text, target = link.text.lower(), f"/{link.target.lower()}"
    if link.image:
        return
    if _has(text, _DOCUMENTATION) or _has(target, _SITES):
        yield from ("documentation", "usage")
    if _has(text, _INSTALLATION) or _has(target, _INSTALLATION):
        yield "install"
    if "contribut" in text or "contribut" in target:
        yield "contributing"
    if "code of conduct" in text or "code_of_conduct" in target or "code-of-conduct" in target:
        yield "conduct"
    if "governance" in text or "governance" in target:
        yield "governance"


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
_INSTALLING = (
    *(
        "npx ",
        "uvx ",
        "bunx ",
        "<dependency>",
        "implementation(",
        "implementation ",
        "[dependencies]",
        "[dev-dependencies]",
    ),
    *(
        "curl ",
        "wget ",
        "git clone",
        'gem "',
        "gem '",
        "<script",
        'source  = "',
        'source = "',
        "esm.sh",
        "FetchContent",
    ),
)


def _of_code(code: Sequence[str]) -> Iterator[str]:
    installing = [line for line in code if _installs(line)]
    if installing:
        yield "install"
    if any(" " in line or "(" in line for line in code if line not in installing):
        yield "usage"


def _installs(line: str) -> bool:
    """Tell commands and manifest lines that bring software onto a machine."""
    words = line.split()
    for at, word in enumerate(words[:6]):
        if word in _INSTALLERS and _VERBS & set(words[at + 1 : at + 5]):
            return True
    return _has(line, _INSTALLING)


_BUILDING = (
    *(
        "git clone",
        "./configure",
        "autoreconf",
        "cmake",
        "meson ",
        "ninja",
        " make ",
        " make\t",
        "just ",
        "cargo build",
    ),
    *(
        "cargo test",
        "cargo run",
        "cargo install --path",
        "go build",
        "go test",
        "go install .",
        "npm ci",
        "npm test",
    ),
    *(
        "npm run",
        "npm install ",
        "npm i ",
        "npm start",
        "pnpm i ",
        "pnpm install ",
        "pnpm build",
        "pnpm run",
        "pnpm test",
    ),
    *(
        "pnpm dev",
        "yarn install",
        "yarn build",
        "yarn test",
        "yarn dev",
        "yarn ",
        "bun run",
        "bun install ",
        "mvn ",
        "mvnw ",
    ),
    *(
        "gradle ",
        "gradlew ",
        "install -e",
        "install --editable",
        "install .",
        "tox ",
        "nox ",
        "pytest",
        "uv sync",
        "uv run",
    ),
    *(
        "poetry install",
        "pdm install",
        "hatch ",
        "pipenv install",
        "setup.py",
        "bundle install",
        "rake ",
        "dotnet build",
    ),
    *(
        "dotnet test",
        "bazel ",
        "docker build",
        "pre-commit ",
        "terraform init",
        "terraform fmt",
        "terraform validate",
    ),
    *(
        "composer install",
        "mix test",
        "mix deps",
        "stack build",
        "cabal build",
        "swift build",
        "zig build",
        "sbt ",
    ),
)


def explains_building(page: DocumentPage) -> bool:
    """Tell whether a page has a section or commands for building or testing from source."""
    markers = _MARKERS["development"]
    return any(_has(_spaced(text), markers) for text, _ in page.headings) or has_build_commands(page)


def has_build_commands(page: DocumentPage) -> bool:
    """Tell whether a page shows how to build or test from source."""
    return any(_has(f" {line} ", _BUILDING) for line in page.code)


def names_security_contact(page: DocumentPage) -> bool:
    """Tell whether a section on security holds an address or a link."""
    starts = [line for _, line in page.headings]
    for text, start in page.headings:
        if not _has(_spaced(text), _MARKERS["security"]):
            continue
        end = min((line for line in starts if line > start), default=page.lines + 1)
        linked = any(start < link.line < end for link in page.links)
        if linked or any(start < line < end and _has(prose, ("@", "://")) for prose, line in page.prose):
            return True
    return False
