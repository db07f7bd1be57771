"""Less than everything of a story: what is one team's, and what partners may see."""

from collections.abc import Iterable

from msgspec.structs import replace

from checker.engine.ownership import line
from checker.model.audit import Audit, Group, PolicyStamp, Repository, RuleStamp, Subject
from checker.model.change import Change
from checker.model.policy import Fix
from checker.model.report_input import ReportInput
from checker.model.result import Outcome, Result
from checker.render.shared.text import count

_NOTHING = Fix("")
_PUBLIC = "public"
_UNNAMED = "not public"


def of_team(story: ReportInput, team: str) -> ReportInput | None:
    """Return what is of a team or a department and of all below it, None where there is none of the name.

    It stands where the organization stood.
    """
    audit = story.audit
    whole = next((group for group in audit.teams if group.name == team), None)
    if whole is None:
        return None
    within, own = _below(audit.teams, team), set(whole.repositories)
    narrowed = replace(
        audit,
        organization=whole,
        teams=tuple(group for group in audit.teams if group.name in within and group is not whole),
        subjects=tuple(each for each in audit.subjects if _is_of(each, own, within)),
        uncollected=(),
    )
    return replace(
        story,
        audit=narrowed,
        lines=tuple(each for each in story.lines if each.name in within and each.kind != "organization"),
        change=_of_team(story.change, team, within, own) if story.change else None,
    )


def _below(groups: Iterable[Group], team: str) -> set[str]:
    parents = {group.name: group.part_of for group in groups}
    return {name for name in parents if team in line(name, parents)}


def _is_of(subject: Subject, repositories: set[str], teams: set[str]) -> bool:
    if subject.kind == "repository":
        return subject.subject in repositories
    return subject.kind == "team" and subject.subject in teams


def _of_team(change: Change, team: str, within: set[str], own: set[str]) -> Change | None:
    """Return a comparison as far as it is about a team, None where the team was in neither audit."""
    moved = next((each for each in change.teams if each.name == team), None)
    if moved is None:
        return None
    gone = set(moved.went)
    return replace(
        change,
        organization=moved,
        teams=tuple(each for each in change.teams if each.name in within and each is not moved),
        subjects=tuple(
            each
            for each in change.subjects
            if each.subject in (own | gone if each.kind == "repository" else within)
        ),
        unchanged=0,
    )


def for_partners(story: ReportInput) -> ReportInput:
    """Return what may be shown to partners: outcomes, scores, levels and conformance, and no evidence.

    Teams, waivers' reasons, fixes, places in repositories and the names of those that are not public are
    not in it, whatever renders it; a notice says so, and how much was left out.
    """
    audit = story.audit
    names = sorted(each.subject for each in audit.subjects if each.repository and not _is_public(each))
    unnamed = {name: f"{_UNNAMED} {number}" for number, name in enumerate(names, 1)}
    return ReportInput(
        _redacted(audit, unnamed),
        tuple(each for each in story.lines if each.kind == "organization"),
        None,
        story.frameworks,
        (*story.notices, _left_out(audit, len(unnamed))),
    )


def _is_public(subject: Subject) -> bool:
    known = subject.repository
    return known is not None and known.attributes.get("visibility") == _PUBLIC


def _redacted(audit: Audit, unnamed: dict[str, str]) -> Audit:
    whole = audit.organization
    return Audit(
        tool=audit.tool,
        policy=_policy(audit.policy),
        started_at=audit.started_at,
        organization=replace(
            whole, repositories=tuple(unnamed.get(each, each) for each in whole.repositories)
        ),
        teams=(),
        subjects=tuple(_subject(each, unnamed) for each in audit.subjects if each.kind != "team"),
    )


def _policy(policy: PolicyStamp) -> PolicyStamp:
    rules = tuple(_rule(rule) for rule in policy.rules)
    return replace(policy, rules=rules, origins={}, initiatives=(), off={})


def _rule(rule: RuleStamp) -> RuleStamp:
    return replace(rule, fix=_NOTHING, checks={})


def _subject(subject: Subject, unnamed: dict[str, str]) -> Subject:
    name = unnamed.get(subject.subject, subject.subject)
    return Subject(
        subject=name,
        kind=subject.kind,
        repository=_repository(subject.repository, unnamed) if subject.repository else None,
        commit="",
        results=tuple(map(_result, subject.results)),
        score=subject.score,
        score_at_least=subject.score_at_least,
        coverage=subject.coverage,
        level=subject.level,
        objectives=subject.objectives,
        packs=subject.packs,
    )


def _repository(repository: Repository, unnamed: dict[str, str]) -> Repository:
    if repository.id in unnamed:
        return Repository(unnamed[repository.id], unnamed[repository.id], attributes=_tier(repository))
    attributes = {**_tier(repository), "visibility": _PUBLIC}
    return Repository(repository.id, repository.name, web=repository.web, attributes=attributes)


def _tier(repository: Repository) -> dict[str, str | bool]:
    """Keep what a repository counts for, or scores would not add up."""
    tier = repository.attributes.get("tier", "")
    return {"tier": tier} if tier else {}


def _result(result: Result) -> Result:
    return Result(
        rule=result.rule,
        title=result.title,
        pack=result.pack,
        outcome=result.outcome,
        severity=result.severity,
        fix=_NOTHING,
        level=result.level,
        objective=result.objective,
        score=result.score,
        unwaived_outcome=result.unwaived_outcome,
        unwaived_score=result.unwaived_score,
        enforcement=result.enforcement,
    )


def _left_out(audit: Audit, unnamed: int) -> str:
    results = [result for subject in audit.subjects for result in subject.results]
    failed = sum(each.outcome is Outcome.FAIL for each in results)
    waived = sum(each.outcome is Outcome.WAIVED for each in results)
    parts = [
        f"the evidence for {count(failed, 'failure')}",
        f"who accepted the risk of {count(waived, 'waived result')}, and why",
        f"the names of {count(unnamed, 'repository')} not marked as public",
        f"{count(len(audit.teams), 'team')} and what repositories belong to them",
        "how to fix what fails, initiatives, and what changed since earlier audits",
    ]
    if audit.uncollected:
        parts.append(f"the names of {count(len(audit.uncollected), 'target')} that could not be audited")
    return f"Edition for partners. Left out: {'; '.join(parts)}."
