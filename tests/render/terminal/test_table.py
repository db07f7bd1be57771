"""The report in the terminal."""

import re

import pytest
from msgspec.structs import replace

from checker.model.audit import Audit, Score
from checker.model.result import Finding
from checker.render import Style
from checker.render.terminal import table
from tests.render import example


def lines(style: Style | None = None) -> list[str]:
    return table.render(example.single(), style or Style()).splitlines()


def test_verdict_comes_first() -> None:
    """Name and commit, then score, level, coverage and counts, then what blocks the next level."""
    text = lines()
    assert text[0].split() == ["acme/payments", "at", "9f2c1e07"]
    assert re.fullmatch(r"  43\.3  █{13}░{17}  no level yet  coverage 80\.0 %", text[2])
    assert text[3] == "  at least 34.7 if all that is unknown failed"
    assert text[4] == "  2 passed · 5 failed · 1 unknown · 1 waived · 1 not applicable"
    assert text[5] == "  9 of 10 rules applied"
    assert text[7] == "To reach bronze  actions/no-template-injection, licence/file"


def test_best_gain_is_the_first_thing_to_do() -> None:
    """Actions are ordered by the points they bring, and say what exactly to do."""
    text = "\n".join(lines())
    gains = [float(gain) for gain in re.findall(r"\+(\d+\.\d)$", text, re.MULTILINE)]
    assert gains == sorted(gains, reverse=True) == [33.3, 8.3, 6.7, 2.8]
    assert ' 1. Pass the value through `env:` and quote it as "$TITLE".' in text


def test_failures_are_worst_first_with_places() -> None:
    """Severity labels go down, each failure shows path:line."""
    text = lines()
    labels = [line.split()[0] for line in text if re.match(r"(CRITICAL|HIGH|MEDIUM|LOW|INFO) ", line)]
    assert labels == ["CRITICAL", "HIGH", "MEDIUM", "LOW"]
    assert "          .github/workflows/triage.yml:14" in text


def test_where_we_looked_and_what_is_folded() -> None:
    """A failure without a place says where we looked, and what else fails because of it."""
    text = "\n".join(lines())
    assert 'looked at license.files = [], files("{LICENSE,LICENCE,COPYING}*")' in text
    assert "└ also fails until then: The licence is one that we accept" in text


def test_unknown_says_what_would_decide_it() -> None:
    """Reason, permission, and the rules that wait for it."""
    text = "\n".join(lines())
    unknown = text[text.index("UNKNOWN\n") :]
    assert "GitHub was not asked\n    would decide it: a token that may read" in unknown
    assert "review/approvals  Changes need at least one approval" in unknown


def test_many_places_are_cut_short() -> None:
    """Five places of a rule are shown and the rest is counted, unless all are asked for."""
    whole = example.single()
    many = tuple(Finding(f"no. {number}", "a.py", number) for number in range(1, 18))
    result = replace(whole.subjects[0].results[0], findings=many)
    audit = replace(whole, subjects=(replace(whole.subjects[0], results=(result,)),))
    short, long = table.render(audit, Style()), table.render(audit, Style(verbose=True))
    assert ("and 12 more" in short, short.count("a.py:")) == (True, 5)
    assert ("more" in long, long.count("a.py:")) == (False, 17)


def test_several_repositories_begin_with_a_summary() -> None:
    """Repositories from the worst score to the best, then teams, then what fails most often."""
    text = table.render(example.audit(), Style())
    assert text.index(" acme/payments ") < text.index(" acme/storefront ") < text.index(" tools/scratch ")
    assert " 2 of 3  docs/changelog " in text
    assert "NOT AUDITED\n  ../ledger  is not a Git repository; run git clone first" in text


def test_subjects_beyond_the_limit_are_counted() -> None:
    """Of many repositories the worst are told of one by one, and the rest is counted."""
    whole = example.audit()
    many = tuple(replace(whole.subjects[0], subject=f"r{number}") for number in range(14))
    text = table.render(replace(whole, subjects=many), Style())
    assert "4 repositories with a better score left out; --verbose tells of all" in text


def test_colours_and_links_only_when_asked_for() -> None:
    """Escapes appear with colours, hyperlinks with links, and neither by default."""
    assert "\x1b" not in "\n".join(lines())
    assert "\x1b[" in "\n".join(lines(Style(color=True)))
    linked = "\n".join(lines(Style(color=True, links=True)))
    assert "https://github.com/acme/payments/blob/9f2c" in linked


def test_colours_change_no_character() -> None:
    """Without its escapes the coloured report is the plain one."""
    coloured = "\n".join(lines(Style(color=True)))
    plain = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()]
    assert plain == lines()


def test_narrow_and_wide() -> None:
    """The report uses the width it has."""
    for width in (40, 60, 80, 120):
        assert max(map(len, lines(Style(width=width)))) <= width


def served(count: int, width: int) -> list[str]:
    """Return the part about objectives of a report with many of them."""
    names = [f"objective-{number}" for number in range(count)]
    scores = {name: Score(float(number), 100.0) for number, name in enumerate(names)}
    whole = example.audit()
    groups = [replace(each, objectives=scores) for each in (*whole.teams, whole.organization)]
    audit = replace(whole, teams=tuple(groups[:-1]), organization=groups[-1])
    text = table.render(audit, Style(width=width)).splitlines()
    start = text.index("SCORES BY OBJECTIVE")
    return text[start : start + text[start:].index("")]


def test_groups_are_scored_by_objective() -> None:
    """One column an objective, in the order of the policy; what nobody decided has no number."""
    text = table.render(example.audit(), Style()).splitlines()
    start = text.index("SCORES BY OBJECTIVE")
    head, *rows = [line.split() for line in text[start + 1 : start + 6]]
    assert head == ["team", "trust", "speed", "cost", "compliance", "community"]
    whole = example.audit().organization
    assert rows[-1][:2] == [whole.name, f"{whole.objectives['trust'].score:.1f}"]
    assert {row[0] for row in rows} == {"payments", "web", "commerce", whole.name}


@pytest.mark.parametrize(("width", "shown"), [(40, 1), (60, 3), (80, 4), (200, 12)])
def test_only_as_many_objectives_as_fit(width: int, shown: int) -> None:
    """The others are counted, and no line is broken."""
    text = served(12, width)
    assert all(len(line) <= width for line in text)
    assert len(text[1].split()) == shown + 1
    assert (text[-1] == f" {12 - shown} more in JSON reports") is (shown < 12)
    assert len(text) == 6 + (shown < 12)


def with_groups() -> Audit:
    """Return two repositories that two teams and an organization stand beside, whose own rule fails for all."""
    whole = example.audit()
    repositories = [each for each in whole.subjects if each.kind == "repository"][:2]
    [failed] = [each for each in repositories[0].results if each.rule == "docs/changelog"]
    asked = replace(failed, rule="groups/own", title="The group has a plan")
    groups = [
        replace(
            repositories[0], subject=name, kind=kind, repository=None, commit="", results=(asked,), score=0.0
        )
        for name, kind in (("pay", "team"), ("web", "team"), ("acme", "organization"))
    ]
    return replace(whole, subjects=(*groups, *repositories), gate=None)


def test_teams_and_the_organization_are_no_repositories() -> None:
    """They are neither counted nor listed as such, and what is asked of them is counted apart."""
    text = table.render(with_groups(), Style())
    head = text[: text.index("MOST OFTEN FAILED")]
    assert "2 repositories" in head
    listed = head[head.index("repository ") :].split("\n\n", maxsplit=1)[0].splitlines()[1:]
    assert [line.split()[0] for line in listed] == ["acme/payments", "acme/storefront"]
    assert " 2 of 2 teams  groups/own " in text
    assert " 2 of 2  docs/changelog " in text
    order = [
        re.sub(" +\n", "\n", text).index(part)
        for part in ("\nacme/storefront", "\nteam pay\n", "\norganization acme\n")
    ]
    assert order == sorted(order)


def test_many_repositories_do_not_hide_what_groups_fail() -> None:
    """The worst of each kind are told of: a failure of the organization decides the exit code as any does."""
    whole = with_groups()
    team, _, organization, some, _ = whole.subjects
    many = [replace(some, subject=f"r{number}") for number in range(14)]
    teams = [replace(team, subject=f"team-{number}") for number in range(12)]
    text = re.sub(" +\n", "\n", table.render(replace(whole, subjects=(*many, *teams, organization)), Style()))
    assert "\norganization acme\n" in text
    assert text.count("\nteam team-") == table.SUBJECT_LIMIT
    left = (
        "4 repositories with a better score and what rules ask of 2 groups left out; --verbose tells of all"
    )
    assert left in " ".join(text.split())


def test_what_could_not_be_read_is_counted_beside_what_was() -> None:
    """In the row of its team."""
    whole = example.audit()
    organization = replace(whole.organization, unread=("../ledger",))
    text = table.render(replace(whole, organization=organization), Style())
    assert f"{len(organization.repositories)} + 1 unread" in text
