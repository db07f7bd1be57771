"""OpenMetrics text for Prometheus: scores, coverage, levels, outcomes and failures, by team and repository.

What was not decided has no sample. Series are bounded, and two of them say how much was left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

from checker.model.audit import Audit, Group, Subject
from checker.model.policy import Severity
from checker.model.result import UNDECIDED, Outcome, Result
from checker.render import Style
from checker.render.shared.text import name, rounded

if TYPE_CHECKING:
    from prometheus_client.core import Metric

PREFIX = "standards_checker"
REPOSITORIES_LIMIT, TEAMS_LIMIT = 2000, 500
"""How many of each have series; the rules of a policy bound the rest."""
_NO_LEVEL = "none"
Labels = tuple[str, ...]


class _Whole(Struct, frozen=True):
    """What samples are about: its labels, its figures, and the results behind them."""

    labels: Labels
    figures: Group | Subject
    results: tuple[Result, ...]


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return the exposition, which ends with # EOF."""
    from prometheus_client.openmetrics.exposition import generate_latest
    from prometheus_client.registry import CollectorRegistry

    registry = CollectorRegistry()
    registry.register(_Collected(audit))
    exposed: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]  # it has no annotations
    return exposed.decode()


class _Collected:
    """An audit as prometheus_client collects it."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit

    def collect(self) -> Iterator["Metric"]:
        """Yield each family of metrics once."""
        audit = self.audit
        subjects = {each.subject: each for each in audit.subjects if each.kind == "repository"}
        whole = name(audit.organization.name)
        yield from _run(audit, whole)
        for kind, keys, listed in (
            ("organization", ("organization",), [_organization(audit, whole)]),
            ("team", ("organization", "team", "kind"), _teams(audit, whole, subjects)),
            ("repository", ("organization", "team", "repository"), _repositories(whole, subjects)),
        ):
            yield from _figures(kind, keys, listed, audit.policy.levels)
            yield from _outcomes(kind, keys, listed)
            if kind != "repository":
                yield from _objectives(kind, keys, listed)
                yield from _rules(kind, keys, listed)
                yield _debt(kind, keys, listed)


def _organization(audit: Audit, whole: str) -> _Whole:
    results = tuple(result for each in audit.subjects for result in each.results)
    return _Whole((whole,), audit.organization, results)


def _teams(audit: Audit, whole: str, subjects: Mapping[str, Subject]) -> list[_Whole]:
    own = {each.subject: each.results for each in audit.subjects if each.kind == "team"}
    return [
        _Whole(
            (whole, label(team.name), name(team.kind)),
            team,
            (
                *own.get(team.name, ()),
                *(r for each in team.repositories if each in subjects for r in subjects[each].results),
            ),
        )
        for team in audit.teams[:TEAMS_LIMIT]
    ]


def _repositories(whole: str, subjects: Mapping[str, Subject]) -> list[_Whole]:
    return [
        _Whole(
            (whole, label(each.repository.team if each.repository else ""), label(id_)), each, each.results
        )
        for id_, each in sorted(subjects.items())[:REPOSITORIES_LIMIT]
    ]


def label(text: str) -> str:
    """Return a name as the value of a label: short, and no two names alike."""
    shown = name(text)
    return (
        shown
        if shown == text
        else f"{shown[:100]}~{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    )


def _run(audit: Audit, whole: str) -> Iterator["Metric"]:
    """Yield what is known of the audit itself."""
    from prometheus_client.core import InfoMetricFamily

    policy = audit.policy
    info = InfoMetricFamily(f"{PREFIX}_policy", "The policy that was in force.", labels=("organization",))
    said = {"policy": policy.id, "version": policy.version, "digest": policy.digest, "tool": audit.tool}
    info.add_metric((whole,), {key: name(value) for key, value in said.items()})
    yield info
    yield _gauge(
        f"{PREFIX}_audit_timestamp_seconds",
        "The time that was judged against: the age of what follows is the time since then.",
        ("organization",),
        [((whole,), datetime.fromisoformat(audit.started_at).timestamp())],
    )
    yield from _counts(audit, whole)


def _counts(audit: Audit, whole: str) -> Iterator["Metric"]:
    """Yield how much there is, and how much of it has no series here."""
    repositories = sum(each.kind == "repository" for each in audit.subjects)
    for what, told, amount in (
        ("targets_not_audited", "Targets that could not be audited at all.", len(audit.uncollected)),
        ("repositories", "Repositories that were judged.", repositories),
        ("repositories_left_out", "Repositories without series.", max(0, repositories - REPOSITORIES_LIMIT)),
        ("teams_left_out", "Teams without series.", max(0, len(audit.teams) - TEAMS_LIMIT)),
    ):
        yield _gauge(f"{PREFIX}_{what}", told, ("organization",), [((whole,), amount)])


def _figures(kind: str, keys: Labels, listed: Sequence[_Whole], levels: Sequence[str]) -> Iterator["Metric"]:
    """Yield scores, coverage and levels."""
    yield _gauge(
        f"{PREFIX}_{kind}_score_ratio",
        "The score, 1 for 100 points; none where nothing was decided.",
        keys,
        [(each.labels, _ratio(each.figures.score)) for each in listed],
    )
    yield _gauge(
        f"{PREFIX}_{kind}_score_at_least_ratio",
        "The score if all that was not decided failed, 1 for 100 points; none where nothing was judged.",
        keys,
        [(each.labels, _ratio(each.figures.score_at_least)) for each in listed],
    )
    yield _gauge(
        f"{PREFIX}_{kind}_coverage_ratio",
        "The share of the weight that could be decided; none where nothing was judged.",
        keys,
        [(each.labels, _ratio(each.figures.coverage)) for each in listed],
    )
    yield _levels(f"{PREFIX}_{kind}_level", keys, listed, levels)


def _levels(called: str, keys: Labels, listed: Iterable[_Whole], levels: Sequence[str]) -> "Metric":
    from prometheus_client.core import StateSetMetricFamily

    family = StateSetMetricFamily(
        called,
        f"The level that is held, {_NO_LEVEL} below the lowest; no series where nothing was decided.",
        labels=keys,
    )
    states = [*map(name, levels), _NO_LEVEL]
    for labels, each in {each.labels: each for each in listed if each.figures.score is not None}.items():
        held = name(each.figures.level) or _NO_LEVEL
        family.add_metric(labels, {state: state == held for state in dict.fromkeys([*states, held])})
    return family


def _outcomes(kind: str, keys: Labels, listed: Sequence[_Whole]) -> Iterator["Metric"]:
    """Yield how many results came to each outcome, and how many failed by severity."""
    tallies = [(each.labels, Counter(result.outcome for result in each.results)) for each in listed]
    failed = [
        (each.labels, Counter(r.severity for r in each.results if r.outcome is Outcome.FAIL))
        for each in listed
    ]
    yield _gauge(
        f"{PREFIX}_{kind}_results",
        "Results of rules by outcome; what is unknown or broke was not decided.",
        (*keys, "outcome"),
        [((*labels, outcome), tally[outcome]) for labels, tally in tallies for outcome in Outcome],
    )
    yield _gauge(
        f"{PREFIX}_{kind}_failures",
        "Failed results by severity.",
        (*keys, "severity"),
        [((*labels, severity), tally[severity]) for labels, tally in failed for severity in Severity],
    )


def _debt(kind: str, keys: Labels, listed: Sequence[_Whole]) -> "Metric":
    return _gauge(
        f"{PREFIX}_{kind}_recorded_debt",
        "Failures that only warn because they are recorded as debt.",
        keys,
        [(each.labels, each.figures.owed) for each in listed if isinstance(each.figures, Group)],
    )


def _objectives(kind: str, keys: Labels, listed: Sequence[_Whole]) -> Iterator["Metric"]:
    scores = [
        ((*each.labels, label(objective)), _ratio(found.score))
        for each in listed
        if isinstance(each.figures, Group)
        for objective, found in sorted(each.figures.objectives.items())
    ]
    told = "The score by business objective, 1 for 100 points; none where nothing was decided."
    yield _gauge(f"{PREFIX}_{kind}_objective_score_ratio", told, (*keys, "objective"), scores)


def _rules(kind: str, keys: Labels, listed: Sequence[_Whole]) -> Iterator["Metric"]:
    """Yield for how many subjects rules fail or are not decided, where there are any."""
    for what, told, outcomes in (
        ("rule_failures", "Subjects for which a rule fails; no series for none.", (Outcome.FAIL,)),
        ("rule_undecided", "Subjects for which a rule is unknown or broke; no series for none.", UNDECIDED),
    ):
        rows = [row for each in listed for row in _by_rule(each, outcomes)]
        yield _gauge(f"{PREFIX}_{kind}_{what}", told, (*keys, "rule", "severity"), rows)


def _by_rule(whole: _Whole, outcomes: Sequence[Outcome]) -> list[tuple[Labels, int]]:
    found = Counter((r.rule, r.severity) for r in whole.results if r.outcome in outcomes)
    return [
        ((*whole.labels, label(rule), severity), amount) for (rule, severity), amount in sorted(found.items())
    ]


def _ratio(percent: float | None) -> float | None:
    value = rounded(percent)
    return None if value is None else round(value / 100, 3)


def _gauge(called: str, told: str, keys: Labels, rows: Iterable[tuple[Labels, float | None]]) -> "Metric":
    """Return a family of gauges; of samples with the same labels the last one counts."""
    from prometheus_client.core import GaugeMetricFamily

    unit = next((unit for unit in ("ratio", "seconds") if called.endswith(f"_{unit}")), "")
    family = GaugeMetricFamily(called, told, labels=keys, unit=unit)
    for labels, value in dict(rows).items():
        if value is not None:
            family.add_metric(labels, value)
    return family
