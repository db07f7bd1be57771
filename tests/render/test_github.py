"""The annotations that GitHub Actions shows."""

from dataclasses import replace

from checker.model.result import Finding
from checker.render import Style, github
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


def test_annotations_of_one_rule_are_few() -> None:
    """A rule with hundreds of findings leaves room for the others."""
    whole = example.single()
    many = tuple(Finding(f"no. {number}", "a.py", number) for number in range(1, 200))
    result = replace(whole.subjects[0].results[0], findings=many)
    subject = replace(whole.subjects[0], results=(result,))
    assert len(github.render(replace(whole, subjects=(subject,)), Style()).splitlines()) == 10
