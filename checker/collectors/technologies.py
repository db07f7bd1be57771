"""What a repository is made with, told by the names of its files and by what some hold."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from checker.collectors import Checkout, bounded, fact
from checker.files import Files, technologies
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, FactSpec, FactType, merge
from checker.model.json_value import Json
from checker.model.teaching import Teaching

FACTS = (
    FactSpec(
        "technologies",
        FactType.STRINGS,
        "Tools, formats and platforms whose files are among the own source, sorted: docker, docker-compose, "
        "terraform, kubernetes, kustomize, helm, ansible, github-actions, python-package, npm, cargo, "
        "go-module, maven, gradle, bundler, composer, nuget, cmake, bazel, pre-commit, sphinx, mkdocs "
        "and more, and those that `recognize` teaches. Test files do not count.",
        grows=True,
    ),
    FactSpec(
        "technology_files",
        FactType.RECORDS,
        "The technologies of `technologies` by name, with how many files of the own source show each.",
        grows=True,
        item={"name": FactType.STRING, "files": FactType.INT},
    ),
    FactSpec(
        "technologies_taught",
        FactType.RECORDS,
        "The lines of `recognize: {technologies: …}` that name files which are there. *technology* is what "
        "they show, *pattern* the glob, *path* and *line* the place that teaches it.",
        item={
            "path": FactType.STRING,
            "line": FactType.INT,
            "technology": FactType.STRING,
            "pattern": FactType.STRING,
        },
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the technologies that names, teachings and contents show."""
    taught = [each for each in technologies.taught(checkout.files, checkout.recognize) if each[1]]
    lines: list[Json] = [
        {"path": each.path, "line": each.line, "technology": each.technology, "pattern": each.pattern}
        for each, _ in taught
    ]
    parts = [bounded("technologies_taught", lines)]
    if not wanted.isdisjoint(("technologies", "technology_files")):
        parts += _used(checkout.files, taught)
    return merge(parts)


def _used(files: Files, taught: Iterable[tuple[Teaching, Sequence[str]]]) -> Iterator[Facts]:
    shown: defaultdict[str, set[str]] = defaultdict(set)
    for each in files.technologies:
        shown[each.name].update(each.paths)
    for teaching, paths in taught:
        shown[teaching.technology].update(paths)
    with files.watching() as gaps:
        held = technologies.held(files)
    for name, paths in held.items():
        shown[name].update(paths)
    # Only what none of the files that were read shows can stand in one that was not.
    gaps = UnseenFiles() if "kubernetes" in held else gaps
    counts: list[Json] = [{"name": name, "files": len(paths)} for name, paths in sorted(shown.items())]
    yield fact("technologies", sorted(shown), gaps)
    yield fact("technology_files", counts, gaps)
