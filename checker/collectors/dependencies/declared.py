"""What a manifest declares, in the words that all ecosystems share."""

from collections.abc import Sequence

from msgspec import Struct, field

from checker.documents.lines import Lines
from checker.files import Files
from checker.files.gaps import UnseenFiles
from checker.model.json_value import Json
from checker.patterns import lazy

COMMIT = lazy(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""A whole commit id: the only name in Git that cannot move."""
_PLAIN_HTTP = lazy(r"http://(?!localhost[:/]|127\.0\.0\.1[:/]|\[::1\])[^\s\"'<>]+")


class Dependency(Struct, frozen=True):
    """One direct dependency.

    *source* is registry, git, url, path or system, *scope* is runtime, dev, build or optional.

    *pinned*: exactly one version, commit or content can be installed.
    """

    name: str
    version: str
    line: int
    source: str = "registry"
    pinned: bool = False
    scope: str = "runtime"


class Untrusted(Struct, frozen=True):
    """A place to install from that cannot be relied on; *kind* is http, git, url or unverified."""

    line: int
    source: str
    kind: str


class Missed(Struct, frozen=True):
    """What a manifest declares in a way that is not understood; *source*: not even where it comes from."""

    line: int
    reason: str
    source: bool = True


class ManifestContent(Struct, frozen=True):
    """The content of one manifest.

    *lock* tells that the file pins everything itself. *application*: what stands here is run, not installed
    by others. *empty*: the file has the name of a manifest but declares nothing of the kind. *missed* is
    what it declares beside *dependencies*, as far as that shows.
    """

    dependencies: Sequence[Dependency] = ()
    untrusted: Sequence[Untrusted] = ()
    application: bool = False
    lock: bool = False
    empty: bool = False
    missed: Sequence[Missed] = ()

    @property
    def count(self) -> int:
        """How many dependencies are fetched, -1 where none is seen and some were missed."""
        fetched = sum(dependency.source != "system" for dependency in self.dependencies)
        return fetched or (-1 if self.missed else 0)


class FoundManifest(Struct, frozen=True):
    """A manifest in its place."""

    path: str
    ecosystem: str
    declared: ManifestContent
    lockfile: str = ""

    @property
    def folder(self) -> str:
        """The folder it stands in, "" for the root."""
        return self.path.rpartition("/")[0]


class DependencySurvey(Struct):
    """Everything that was read, and what was not.

    *untrusted* is what files beside manifests say of where packages come from, by their paths.
    """

    manifests: list[FoundManifest] = field(default_factory=list)
    broken: list[Json] = field(default_factory=list)
    untrusted: list[tuple[str, Untrusted]] = field(default_factory=list)
    gaps: UnseenFiles = field(default_factory=UnseenFiles)


def plain_http(text: str) -> list[Untrusted]:
    """Return the addresses without TLS that a text mentions, at their lines."""
    lines = Lines(text)
    return [Untrusted(lines.at(match.start()), match[0], "http") for match in _PLAIN_HTTP.finditer(text)]


def is_git_address(address: str) -> bool:
    """Tell whether an address is one of a Git repository, with or without a reference behind `#`."""
    place = address.partition("#")[0].partition("?")[0]
    return place.startswith(("git+", "git:", "git@", "ssh:")) or place.endswith(".git")


def from_git(name: str, address: str, line: int, reference: str = "", scope: str = "runtime") -> Dependency:
    """Return a dependency on a Git repository; only a whole commit id pins it."""
    version = f"{address}#{reference}" if reference else address
    pinned = is_commit(reference)
    return Dependency(name=name, version=version, line=line, source="git", pinned=pinned, scope=scope)


def is_container(files: Files, path: str) -> bool:
    """Tell whether an image is built in the folder of a manifest."""
    return any(files.entry(beside(path, name)) for name in ("Dockerfile", "Containerfile"))


def beside(path: str, name: str) -> str:
    """Return the path of a file in the folder of another."""
    folder, slash, _ = path.rpartition("/")
    return f"{folder}{slash}{name}"


def is_commit(reference: str) -> bool:
    """Tell whether a Git reference is a whole commit id."""
    return COMMIT.fullmatch(reference.lower()) is not None


def doubtful(dependencies: Sequence[Dependency], locked: bool) -> list[Untrusted]:
    """Return the dependencies from Git or the web whose content may change; a lock file keeps it."""
    return [
        Untrusted(dependency.line, f"{dependency.name} {dependency.version}".strip(), dependency.source)
        for dependency in dependencies
        if dependency.source in ("git", "url") and not dependency.pinned and not locked
    ]
