"""Programming languages, by file name and size, and what the repository is for."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from checker.collectors import Checkout, fact
from checker.ecosystems.catalog import catalog
from checker.files import purpose, technologies
from checker.files.gaps import UnseenFiles
from checker.files.path_classes import OWN
from checker.files.technologies import UsedTechnology
from checker.model.facts import Facts, FactSpec, FactType, merge
from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry

FACTS = (
    FactSpec(
        "languages.code",
        FactType.BOOL,
        "Whether code is what the repository is for. A few helper scripts beside prose or data, a little "
        "shell beside a container file, or tests of something else do not make it code.",
    ),
    FactSpec(
        "languages.kinds",
        FactType.STRINGS,
        "What the repository is for: code, infrastructure (Terraform, charts, playbooks, images …), data "
        "(notebooks, SQL, dbt, schemas …), documentation. Helper scripts, tests and a few files beside many "
        "pages of prose do not count.",
    ),
    FactSpec(
        "languages.engineered",
        FactType.BOOL,
        "Whether code, infrastructure or data is what the repository is for, and not prose alone.",
    ),
    FactSpec(
        "languages.testable",
        FactType.BOOL,
        "Whether tests can be expected: of code, and of infrastructure and data for which there are tools "
        "that test them (Terraform, Ansible, dbt).",
    ),
    FactSpec(
        "languages.ecosystem",
        FactType.STRING,
        "The ecosystem that a file at the top names as the product (galaxy.yml, dbt_project.yml), else that "
        'of the main language, else of the infrastructure or data with the most files; "" for none.',
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

_TYPICAL_SIZE = 4000
"""Bytes of a file whose blob is not there to measure (a partial clone)."""
_LARGEST = 100_000
_SHARE = 0.05
_SHARE_HEADERS = frozenset(("C", "C++", "Objective-C", "CUDA"))


class _Tally(Struct):
    files: int = 0
    bytes: int = 0

    def add(self, entry: TreeEntry) -> None:
        self.files += 1
        self.bytes += _TYPICAL_SIZE if entry.size is None else min(entry.size, _LARGEST)


class _Written(Struct, frozen=True):
    """Own files with their languages: all, and those that decide what the product is written in."""

    everything: Sequence[tuple[TreeEntry, str]]
    deciding: Sequence[tuple[TreeEntry, str]]


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return what the repository is written in and what it is for; *wanted* changes nothing."""
    del wanted
    files = checkout.files
    own = [entry for entry in files.index.of(*OWN) if entry.is_file]
    written = _with_headers([(entry, name) for entry in own if (name := files.languages.of(entry.path))])
    code = {entry.path: name for entry, name in written if entry.path_class is PathClass.SOURCE}
    proper = purpose.product(files, code)
    product = [pair for pair in written if pair[0].path in code]
    deciding = [pair for pair in product if pair[0].path in proper] or product or written
    ranked = _ranked(deciding)
    content = purpose.SourceContent(
        files=files,
        code=code,
        proper=proper,
        used=files.technologies,
        taught=[path for _, paths in technologies.taught(files, checkout.recognize) for path in paths],
    )
    return merge(
        (
            _languages(_Written(written, deciding), files.languages.gaps),
            _purpose(content, next((name for name, _ in ranked), "")),
        )
    )


def _languages(written: _Written, gaps: UnseenFiles) -> Facts:
    source = _ranked(written.deciding)
    everything = sum(tally.bytes for _, tally in source)
    named = [name for name, tally in source if tally.bytes >= _SHARE * everything]
    by_file: list[Json] = [
        {"name": name, "files": tally.files, "bytes": tally.bytes}
        for name, tally in _ranked(written.everything)
    ]
    return merge(
        (
            fact("languages.main", next((name for name, _ in source), ""), gaps),
            fact("languages.names", [*named], gaps),
            fact("languages.files", by_file, gaps),
        )
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


def _purpose(content: purpose.SourceContent, main: str) -> Facts:
    """Return what the repository is for; one kind of engineering that was seen decides that it is any."""
    with content.files.watching() as gaps:
        found = purpose.purpose(content)
    gaps.add(*purpose.unseen(found))
    kinds = [*found.kinds]
    code, engineered = "code" in kinds, any(kind != "documentation" for kind in kinds)
    used = _used(content.used) if engineered else []
    values: dict[str, Json] = {
        "languages.code": code,
        "languages.kinds": kinds,
        "languages.engineered": engineered,
        "languages.testable": code or any(name in _testable() for name in used),
    }
    made = [each.ecosystem for each in purpose.marked(content.files) if each.kind != "code"]
    ecosystem = next(iter(made), _owner(main) if code else next(iter(used), ""))
    parts = [fact(path, value, UnseenFiles() if engineered else gaps) for path, value in values.items()]
    return merge((*parts, Facts({"languages.ecosystem": ecosystem})))


def _used(technologies: Iterable[UsedTechnology]) -> Sequence[str]:
    """Return the ecosystems of infrastructure and data, most files first."""
    tally: dict[str, int] = {}
    for each in technologies:
        if each.kind != "code":
            tally[each.ecosystem] = tally.get(each.ecosystem, 0) + len(each.paths)
    return sorted(tally, key=lambda name: (-tally[name], name))


def _testable() -> frozenset[str]:
    return frozenset(each.ecosystem for each in catalog().ecosystems if each.testable)


def _owner(language: str) -> str:
    owner = catalog().owners.get(language)
    return owner.ecosystem if owner else ""
