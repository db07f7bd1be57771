"""The annotations that GitHub Actions shows."""

from collections import Counter

from msgspec.structs import replace

from checker.model.audit import Audit
from checker.model.policy import Severity
from checker.model.result import Finding
from checker.render import Style
from checker.render.machine import github
from tests.render import example


def lines() -> list[str]:
    return github.render(example.single(), Style()).splitlines()


def test_worst_failure_comes_first_with_its_place() -> None:
    """An annotation has file, line and title, and says what is wrong and how to mend it."""
    assert lines()[0] == (
        "::error file=.github/workflows/triage.yml,line=14,title=actions/no-template-injection (critical)"
        "::Untrusted input never reaches a shell; untrusted github.event.issue.title reaches run; "
        'fix: Pass the value through `env:` and quote it as "$TITLE".'
    )


def test_failure_without_a_place_names_no_file() -> None:
    """What is wrong with the whole repository is an annotation of the run."""
    licence = next(line for line in lines() if "licence/file" in line)
    assert licence.startswith("::error title=licence/file (high)::A licence file is present; fix:")


def test_a_problem_is_one_command() -> None:
    """Whatever it says, which may be what a stranger wrote, it stays on its line."""
    told = github.problem("No: audit", "checker: a%\n::error::b\nhint: c\n")
    assert told.count("\n") == 1
    assert told.startswith("::error title=No%3A audit::checker: a%25; ::error")
    assert told.endswith("hint: c\n")


def test_what_may_not_block_warns() -> None:
    """A failure in a grace period is a warning, and an unknown is a notice."""
    commands = {line.split("title=")[1].split(" ")[0]: line.split(" ")[0] for line in lines()}
    assert commands["actions/pinned-actions"] == "::warning"
    assert commands["review/approvals"] == "::notice"


def test_several_repositories_hit_no_files() -> None:
    """Paths of other repositories are not taken for files of this one."""
    text = github.render(example.audit(), Style())
    assert "file=" not in text
    assert "title=github.com/acme/payments%3A actions/" in text


def many(number: int) -> Audit:
    whole = example.single()
    findings = tuple(Finding(f"no. {n}", "a.py", n) for n in range(1, number + 1))
    results = tuple(
        replace(whole.subjects[0].results[0], rule=f"own/r{n}", severity=severity, findings=findings)
        for n, severity in enumerate(Severity)
    )
    return replace(whole, subjects=(replace(whole.subjects[0], results=results),))


def test_there_are_no_more_annotations_than_github_shows() -> None:
    """Ten of a kind, and the last notice says how many were left out."""
    found = github.render(many(199), Style()).splitlines()
    kinds = Counter(line.split(" ")[0] for line in found)
    assert kinds == {"::error": 10, "::warning": 10, "::notice": 10}
    assert found[-1] == (
        "::notice title=More than GitHub shows of one step::"
        "388 errors, 189 warnings, 389 notices left out here; the other reports have them all"
    )


def test_nothing_is_said_of_what_is_left_out_when_nothing_is() -> None:
    """Ten notices fit."""
    found = github.render(many(5), Style()).splitlines()
    assert Counter(line.split(" ")[0] for line in found) == {"::error": 10, "::warning": 5, "::notice": 10}
    assert "left out" not in "".join(found)
