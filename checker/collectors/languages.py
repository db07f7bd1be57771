"""Programming languages, by file name and size."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from checker.collectors import Checkout
from checker.files.languages import GLUE, language
from checker.files.path_classes import OWN
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

FACTS = (
    FactSpec(
        "languages.code",
        FactType.BOOL,
        "Whether code is what the repository is for. A few helper scripts beside prose or data, a little "
        "shell beside a container file, or tests of something else do not make it code.",
    ),
    FactSpec(
        "languages.main",
        FactType.STRING,
        'The programming language with the most bytes of own source; "" without code. Tests and helper '
        "scripts do not count where there is anything else.",
    ),
    FactSpec(
        "languages.names",
        FactType.STRINGS,
        "The programming languages with at least 5 % of the bytes of own source, most first. Tests and "
        "helper scripts do not count where there is anything else.",
    ),
    FactSpec(
        "languages.files",
        FactType.RECORDS,
        "Own source and test files by programming language, most bytes first. A file counts with at most "
        "100,000 bytes: what is larger was mostly not written by hand.",
        item={"name": FactType.STRING, "files": FactType.INT, "bytes": FactType.INT},
    ),
)

_HELPERS = lazy(
    r"(?:^|.*/)(?:\.[^/]+|scripts?|tools?|hack|ci|docs?|utils?|bin|benchmarks?|install|support)/"
    r"|(?:.*/)?(?:conf|setup|noxfile|tasks|fabfile|dodo)\.py$|(?:.*/)?[^/]*\.config\.[cm]?[jt]s$",
    re.IGNORECASE,
)
_MANIFEST = lazy(
    r"(?:^|/)(?:pyproject\.toml|setup\.(?:py|cfg)|package\.json|Cargo\.toml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?"
    r"|composer\.json|Gemfile|CMakeLists\.txt|meson\.build|configure\.ac|Package\.swift|mix\.exs|pubspec\.yaml"
    r"|[^/]+\.(?:gemspec|csproj|fsproj|cabal|opam|rockspec))$"
)
_TYPICAL_SIZE = 4000
"""Bytes of a file whose blob is not there to measure (a partial clone)."""
_LARGEST = 100_000
_SHARE = 0.05
_CODE_SHARE = 0.1
_GLUE_BYTES = 10_000
_SHARE_HEADERS = frozenset(("C", "C++", "Objective-C", "CUDA"))


class _Tally(Struct):
    files: int = 0
    bytes: int = 0

    def add(self, entry: TreeEntry) -> None:
        self.files += 1
        self.bytes += _TYPICAL_SIZE if entry.size is None else min(entry.size, _LARGEST)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return what the repository is written in; *wanted* changes nothing, the pass is one."""
    del wanted
    own = [entry for entry in checkout.files.index.of(*OWN) if entry.is_file]
    written = _with_headers([(entry, name) for entry in own if (name := language(entry.path))])
    total = _ranked(written)
    product = [pair for pair in written if pair[0].path_class is PathClass.SOURCE]
    proper = [pair for pair in product if not _HELPERS.match(pair[0].path)]
    source = _ranked(proper or product or written)
    everything = sum(tally.bytes for _, tally in source)
    return Facts(
        {
            "languages.code": _is_code(own, product),
            "languages.main": next((name for name, _ in source), ""),
            "languages.names": [name for name, tally in source if tally.bytes >= _SHARE * everything],
            "languages.files": [
                {"name": name, "files": tally.files, "bytes": tally.bytes} for name, tally in total
            ],
        }
    )


def _with_headers(written: Sequence[tuple[TreeEntry, str]]) -> list[tuple[TreeEntry, str]]:
    """Give headers, which languages share, to the one that most of the files beside them are written in."""
    beside = [(entry, name) for entry, name in written if name in _SHARE_HEADERS and not _is_header(entry)]
    owner = next((name for name, _ in _ranked(beside)), "C")
    return [(entry, owner if name == "C" and _is_header(entry) else name) for entry, name in written]


def _is_header(entry: TreeEntry) -> bool:
    return entry.path.endswith((".h", ".H"))


def _ranked(written: Iterable[tuple[TreeEntry, str]]) -> list[tuple[str, _Tally]]:
    tallies: dict[str, _Tally] = {}
    for entry, name in written:
        tallies.setdefault(name, _Tally()).add(entry)
    return sorted(tallies.items(), key=lambda pair: (-pair[1].bytes, pair[0]))


def _is_code(own: Sequence[TreeEntry], written: Sequence[tuple[TreeEntry, str]]) -> bool:
    """Decide whether code is the purpose: enough of it stands outside the helpers' places."""
    proper = [(entry, name) for entry, name in written if not _HELPERS.match(entry.path)]
    if all(name in GLUE for _, name in proper):
        glue = sum(entry.size or 0 for entry, _ in proper)
        return glue >= _GLUE_BYTES
    if any(_MANIFEST.search(entry.path) for entry in own):
        return True
    return len(proper) >= _CODE_SHARE * len(own)
