"""What Markdown tells where not everything fits: the worst of all repositories, and how much is missing."""

import re

import pytest
from msgspec.structs import replace

from checker.model.audit import Audit
from checker.model.policy import Severity
from checker.model.result import Outcome
from checker.render import Style
from checker.render.markdown import audit as markdown_audit
from checker.render.shared import sorting
from tests.render import example, hostile

LIMIT = 40_000


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let fewer repositories than a thousand be too many."""
    monkeypatch.setattr(markdown_audit, "SIZE_LIMIT", LIMIT)


def many(count: int) -> Audit:
    """Return an audit of so many repositories that fail critically and otherwise."""
    audit = example.audit()
    payments = audit.subjects[0]
    assert payments.repository
    copies = [
        replace(
            payments,
            subject=f"{payments.subject}-{n}",
            repository=replace(payments.repository, name=f"pay-{n}"),
        )
        for n in range(count)
    ]
    return replace(audit, subjects=tuple(copies))


def severities(text: str) -> list[str]:
    return re.findall(r"^(?:❌|⚠️) \*\*.*</code>, (\w+)", text, re.MULTILINE)


def test_what_fits_is_told_in_full() -> None:
    assert "Passed and not applicable" in markdown_audit.render(example.audit(), Style())
    assert "Rules that fail" not in markdown_audit.render(example.audit(), Style())


def test_what_does_not_fit_is_told_worst_first() -> None:
    """Every critical failure of all repositories comes before any lighter one is told."""
    text = markdown_audit.render(many(40), Style())
    assert len(text.encode()) <= LIMIT
    told = severities(text)
    assert told.count("critical") == 40
    assert 0 < told.count("high") < 40
    assert not {"medium", "low"} & set(told)


def test_what_is_left_out_is_counted() -> None:
    """Told and left out are all the failures that there are, by severity."""
    audit = many(60)
    text = markdown_audit.render(audit, Style())
    failures = [each.result.severity for s in audit.subjects for each in sorting.failures(s.results)]
    left = {
        name: int(number)
        for number, name in re.findall(r"(\d+) (\w+)", text.split("failures (")[1].split(")")[0])
    }
    for severity in Severity:
        assert severities(text).count(severity) + left.get(severity, 0) == failures.count(severity)
    assert f"{len(failures) - len(severities(text))} failures" in text


def test_head_and_foot_are_always_there() -> None:
    """The tables, what could not be audited, and by which policy it was judged."""
    text = markdown_audit.render(many(60), Style())
    assert text.startswith("# ")
    assert "## Not audited" in text
    assert text.rstrip().endswith("</sub>")
    rows = text.split("## Rules that fail, worst first")[1].split("\n\n")[1].splitlines()[2:]
    assert rows[0].split(" | ")[1:] == ["critical", "60", "0 |"]
    failing = {r.rule for r in many(1).subjects[0].results if r.outcome is Outcome.FAIL}
    assert len(rows) == len(failing)


def test_nothing_is_left_out_if_nothing_may_be() -> None:
    """--verbose asks for everything, however long."""
    text = markdown_audit.render(many(60), Style(verbose=True))
    assert text.count("Passed and not applicable") == 60


@pytest.mark.parametrize("attack", hostile.ATTACKS, ids=[ascii(each)[:24] for each in hostile.ATTACKS])
def test_no_text_is_long_enough_to_break_the_limit(attack: str) -> None:
    text = markdown_audit.render(hostile.poisoned(many(20), attack), Style())
    assert len(text.encode()) <= LIMIT
