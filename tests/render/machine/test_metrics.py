"""Metrics parse as OpenMetrics, mean what their names say, and stay bounded."""

import re

import pytest
from msgspec.structs import replace
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse

from checker.model.audit import Audit
from checker.model.report_input import ReportInput
from checker.render import Style
from checker.render.machine import metrics
from checker.render.shared.redaction import for_partners
from tests.render import example

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(audit: Audit) -> Samples:
    """Return every sample by name and labels, as the reference parser reads them."""
    return {
        (sample.name.removeprefix("standards_checker_"), frozenset(sample.labels.items())): sample.value
        for family in parse(metrics.render(audit, Style()))
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float | None:
    wanted = frozenset({"organization": "acme", **labels}.items())
    return found.get((name, wanted))


def test_figures_are_those_of_the_audit() -> None:
    """As ratios, rounded as in all reports."""
    audit = example.audit()
    found = samples(audit)
    payments = {"team": "payments", "repository": "github.com/acme/payments"}
    assert audit.organization.score is not None
    assert value(found, "organization_score_ratio") == round(audit.organization.score / 100, 3)
    assert value(found, "repository_score_ratio", **payments) == 0.433
    assert value(found, "repository_coverage_ratio", **payments) == 0.8
    assert value(found, "repository_results", outcome="unknown", **payments) == 1
    assert value(found, "repository_failures", severity="critical", **payments) == 1
    assert (
        value(
            found,
            "team_rule_failures",
            team="commerce",
            kind="department",
            rule="docs/changelog",
            severity="low",
        )
        == 2
    )
    assert value(found, "organization_rule_undecided", rule="review/approvals", severity="high") == 2
    assert value(found, "audit_timestamp_seconds") == 1795339800
    assert value(found, "targets_not_audited") == 1


def test_one_level_is_held() -> None:
    found = samples(example.audit())
    held = {
        dict(labels)["standards_checker_team_level"]: each
        for (name, labels), each in found.items()
        if name == "team_level" and ("team", "web") in labels
    }
    assert held == {"bronze": 1, "silver": 0, "gold": 0, "none": 0}


def test_what_was_not_decided_has_no_figures() -> None:
    """A repository in which no rule applies has neither score, coverage nor level, but results."""
    names = {name for name, labels in samples(example.audit()) if ("repository", "tools/scratch") in labels}
    assert names == {"repository_results", "repository_failures"}


def test_every_family_has_help_type_and_unit() -> None:
    """Names end in their unit, and all begin with ours."""
    text = metrics.render(example.audit(), Style())
    families = list(parse(text))
    assert all(each.documentation and each.name.startswith("standards_checker_") for each in families)
    assert {each.unit for each in families if each.name.endswith(("_ratio", "_seconds"))} == {
        "ratio",
        "seconds",
    }
    assert {each.type for each in families} == {"gauge", "info", "stateset"}
    assert text.endswith("\n# EOF\n")


def test_series_are_bounded_and_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "REPOSITORIES_LIMIT", 1)
    monkeypatch.setattr(metrics, "TEAMS_LIMIT", 1)
    found = samples(example.audit())
    assert len({labels for name, labels in found if name == "repository_results"}) == 6
    assert value(found, "repositories_left_out") == 2
    assert value(found, "teams_left_out") == 2


def test_long_names_stay_apart() -> None:
    """Two names that are cut to the same text are two series."""
    first, second = (metrics.label("n" * 9000 + end) for end in "ab")
    assert first != second
    assert len(first) < 200
    assert metrics.label("acme/pay") == "acme/pay"


def test_partners_read_nothing_of_teams() -> None:
    text = metrics.render(for_partners(ReportInput(example.audit())).audit, Style())
    assert not re.search("payments|storefront|commerce|scratch", text)
    assert "not public 1" in text


def test_an_audit_of_nothing_parses() -> None:
    assert samples(replace(example.audit(), subjects=(), teams=()))
