"""What a repository is made with, told by the names of its files and by what some hold."""

from checker.collectors import Checkout, bounded, fact
from checker.files import technologies
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, FactSpec, FactType, merge
from checker.model.json_value import Json

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
    matched = [
        teaching for teaching, paths in technologies.taught(checkout.files, checkout.recognize) if paths
    ]
    lines: list[Json] = [
        {"path": each.path, "line": each.line, "technology": each.technology, "pattern": each.pattern}
        for each in matched
    ]
    parts = [bounded("technologies_taught", lines)]
    if "technologies" in wanted:
        names = {each.name for each in checkout.files.technologies}
        with checkout.files.watching() as gaps:
            held = technologies.held(checkout.files)
        # Only what none of the files that were read shows can stand in one that was not.
        gaps = UnseenFiles() if "kubernetes" in held else gaps
        found = sorted({*names, *held, *(each.technology for each in matched)})
        parts.append(fact("technologies", found, gaps))
    return merge(parts)
