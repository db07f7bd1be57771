"""The comparison of the made-up audit with an earlier one; the examples in reports/ are made from it."""

from collections.abc import Mapping

from msgspec.structs import replace

from checker.engine.comparison import compare
from checker.engine.groups import roll_up
from checker.engine.policy_summary import stamp
from checker.engine.score import summarize
from checker.model.audit import Audit, Subject
from checker.model.change import Change
from checker.model.policy import Severity
from checker.model.result import Finding, Outcome, Result
from checker.model.team import Team
from checker.render import Format, Style
from checker.render.machine import change_json
from checker.render.markdown import change as markdown_change
from checker.render.terminal import change as terminal_change
from tests.render import example

FORMATS: Mapping[str, Format[Change]] = {
    "json": change_json,
    "markdown": markdown_change,
    "table": terminal_change,
}
FILES = {"json": "change.json", "markdown": "change.md", "table": "change.txt"}
_OLD = replace(
    example.POLICY,
    version="2026.08",
    objectives=tuple(
        replace(each, weight=2.0) if each.id == "trust" else each for each in example.POLICY.objectives
    ),
    rules=tuple(
        replace(rule, severity=Severity.LOW) if rule.id == "deps/lockfile" else rule
        for rule in example.POLICY.rules
        if rule.id != "containers/no-root"
    ),
)
_TEAMS = (Team("payments", part_of="commerce"), Team("web", part_of="commerce"))


def before() -> Audit:
    """Return the made-up audit as it may have been in August."""
    return _audit(_payments(), _storefront())


def change() -> Change:
    """Return the comparison of the two."""
    return compare(before(), example.audit())


def alone() -> Change:
    """Return the comparison of the first repository alone."""
    return compare(_audit(_payments()), example.single())


def _audit(*subjects: Subject) -> Audit:
    organization, teams = roll_up(subjects, _TEAMS, _OLD, "acme")
    return Audit(
        "standards-checker 1.0.0", stamp(_OLD), "2026-08-22T09:30:00Z", organization, teams, subjects
    )


def _payments() -> Subject:
    """Return a repository that has pinned half of its actions since, and lost its licence."""
    old = {
        "licence/file": {"outcome": Outcome.PASS, "score": 1.0, "findings": (), "looked_at": ()},
        "licence/approved": {"outcome": Outcome.PASS, "score": 1.0, "findings": (), "needs": ""},
        "actions/pinned-actions": {
            "score": 0.2,
            "findings": tuple(
                Finding(f"actions/{name}@v3 is not pinned to a commit", ".github/workflows/old.yml", line)
                for line, name in enumerate(("checkout", "cache"), 20)
            ),
        },
        "deps/lockfile": {
            "outcome": Outcome.FAIL,
            "score": 0.0,
            "unwaived_outcome": None,
            "unwaived_score": None,
            "waiver": "",
            "severity": Severity.LOW,
        },
        "review/approvals": {"outcome": Outcome.PASS, "score": 1.0, "unknown": ()},
        "testing/runs-in-ci": {
            "outcome": Outcome.FAIL,
            "score": 0.0,
            "findings": (Finding("no job runs them"),),
        },
    }
    given = example.audit().subjects[0]
    return _earlier(
        given,
        [replace(each, **old.get(each.rule, {})) for each in given.results if _known(each)],
    )


def _storefront() -> Subject:
    given = example.audit().subjects[1]
    return _earlier(given, [each for each in given.results if _known(each)])


def _known(result: Result) -> bool:
    return any(rule.id == result.rule for rule in _OLD.rules)


def _earlier(given: Subject, results: list[Result]) -> Subject:
    return summarize(given.subject, given.kind, given.repository, "0" * 40, results, _OLD)


def write() -> None:
    """Write the example in every format."""
    for name, file in FILES.items():
        text = FORMATS[name].render(change(), Style())
        (example.FOLDER / file).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
