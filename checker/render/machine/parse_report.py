"""From the JSON report back to the audit that it tells of."""

from checker.model.audit import Audit, Group, Repository, Score, Subject
from checker.model.team import Ownership
from checker.render.machine.report import OwnershipEntry, Report, SubjectEntry, TeamEntry


def reread(report: Report) -> Audit:
    """Return the audit that a report tells of."""
    whole = report.organization
    return Audit(
        tool=report.tool,
        policy=report.policy,
        started_at=report.started_at,
        organization=Group(
            name=whole.name,
            kind="organization",
            score=whole.score,
            coverage=whole.coverage,
            level=whole.level,
            objectives=whole.objectives,
            repositories=whole.repositories,
            owed=whole.owed,
            unread=whole.unread,
            score_at_least=whole.score_at_least,
        ),
        teams=tuple(map(_group, report.teams)),
        subjects=tuple(map(_judged, report.subjects)),
        uncollected=report.uncollected,
        warnings=report.warnings,
        gate=report.gate,
        tool_digest=report.tool_digest,
        past={each.id: each.points for each in report.initiatives if each.points},
    )


def _group(team: TeamEntry) -> Group:
    return Group(
        name=team.team,
        kind=team.kind,
        score=team.score,
        coverage=team.coverage,
        level=team.level,
        objectives=team.objectives,
        repositories=team.repositories,
        part_of=team.part_of,
        owed=team.owed,
        unread=team.unread,
        score_at_least=team.score_at_least,
    )


def _judged(entry: SubjectEntry) -> Subject:
    known = Repository(
        id=entry.repository,
        name=entry.name,
        path=entry.path,
        web=entry.web,
        team=entry.team,
        attributes=entry.attributes,
        assumptions=entry.assumptions,
        origins=entry.origins,
        ownership=_ownership(entry.ownership),
    )
    certain = entry.score_at_least
    if certain is None:  # reports of older versions do not say it
        certain = Score.of_one(entry.score, entry.coverage).score_at_least
    return Subject(
        subject=entry.subject,
        kind=entry.kind,
        repository=known if entry.repository else None,
        commit=entry.commit,
        results=entry.results,
        score=entry.score,
        coverage=entry.coverage,
        score_without_waivers=entry.score_without_waivers,
        level=entry.level,
        level_without_waivers=entry.level_without_waivers,
        level_blockers=entry.level_blockers,
        objectives=entry.objectives,
        packs=entry.packs,
        notes=entry.notes,
        not_assessed=entry.not_assessed,
        score_at_least=certain,
    )


def _ownership(entry: OwnershipEntry) -> Ownership:
    return Ownership(entry.source, entry.part_of, entry.claims, entry.vouched, entry.unknown)
