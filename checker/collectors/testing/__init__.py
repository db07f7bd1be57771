"""Automated tests: whether there are any, and whether their coverage is measured."""

from checker.collectors import Checkout, measured
from checker.model.facts import Facts, FactSpec, FactType, merge

FACTS = (
    FactSpec("testing.exists", FactType.BOOL, "Whether there are automated tests.", grows=True),
    FactSpec("testing.files", FactType.INT, "Test files in a programming or test language.", grows=True),
    FactSpec("testing.languages", FactType.STRINGS, "Languages of the tests, most files first.", grows=True),
    FactSpec(
        "testing.pointless",
        FactType.RECORDS,
        "The test files, with the line of their first assertion, if none of them can fail: all assertions "
        "are of constants. Empty as soon as one of them tests something, or where there are more than 20.",
        item={"path": FactType.STRING, "line": FactType.INT},
    ),
    FactSpec(
        "testing.fuzzing",
        FactType.RECORDS,
        "Fuzz and property tests: targets and folders called so, libraries for them, fuzz tests of Go, or a "
        "README that names OSS-Fuzz; at most 100 places.",
        grows=True,
        item={"path": FactType.STRING, "line": FactType.INT, "tool": FactType.STRING},
    ),
    FactSpec(
        "testing.coverage",
        FactType.RECORDS,
        "Where test coverage is measured. *threshold*: too little of it fails the run or the pull request.",
        grows=True,
        item={
            "path": FactType.STRING,
            "line": FactType.INT,
            "tool": FactType.STRING,
            "threshold": FactType.BOOL,
        },
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return what is *wanted* about tests and coverage."""
    from checker.collectors.testing import coverage, fuzzing, pointless, suites

    parts = [suites.facts(checkout.files)]
    if pointless.FACT in wanted:
        parts.append(Facts({pointless.FACT: pointless.records(checkout.files)}))
    if fuzzing.FACT in wanted:
        parts.append(fuzzing.facts(checkout.files))
    if "testing.coverage" in wanted:
        records = measured(checkout.files, "testing.coverage", lambda: coverage.records(checkout.files))
        parts.append(records)
    return merge(parts)
