"""Puts together what was judged: teams, the organization and warnings make an audit of repositories."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from checker.app.audit import commit_rules
from checker.app.audit.context import Context, moment_of
from checker.app.audit.groups import GroupJudge, Groups
from checker.app.audit.identity import Owning
from checker.app.audit.organization import Organization
from checker.app.audit.repository import TOOL, Judged, place
from checker.app.audit.targets import uncollected
from checker.engine import ownership_warnings
from checker.engine.groups import roll_up
from checker.engine.policy_summary import stamp
from checker.engine.waivers import warnings
from checker.executors import Processes, Work
from checker.fingerprint import digest
from checker.model.audit import Audit, PolicyStamp, Repository, Subject, Uncollected
from checker.model.teaching import Teaching
from checker.policy.loading.load import load
from checker.policy.loading.sources import packs


def assemble(
    judged: Sequence[Judged],
    failed: Sequence[Uncollected],
    context: Context,
    owner: Organization | None = None,
    elsewhere: Mapping[str, Repository] | None = None,
) -> Audit:
    """Judge teams and the organization, add up subjects to groups, and everything to an audit.

    *owner* is the organization that is judged. *elsewhere* are the repositories, by target, that another
    machine could not read, as they are known there.
    """
    subjects = [each.subject for each in judged]
    kept = {each.subject.subject: each.kept for each in judged}
    policy = context.plan.policy
    name = owner.name if owner else context.configuration.organization or "organization"
    facts = owner.facts if owner else None
    unread = _unread(failed, kept, context, elsewhere or {})
    groups = Groups(
        plan=context.plan,
        subjects=subjects,
        kept=kept,
        teams=context.teams,
        organization=name,
        owner=facts,
        now=context.now,
        unread=unread,
    )
    judged_groups, trouble = _of_groups(groups, name, context.hosted)
    whole = (*subjects, *judged_groups)
    organization, teams = roll_up(whole, context.teams, policy, name, unread)
    return Audit(
        tool=TOOL,
        policy=_stamp(context),
        started_at=moment_of(context.now),
        organization=organization,
        teams=teams,
        subjects=whole,
        uncollected=tuple(sorted((*failed, *trouble), key=lambda each: each.target)),
        warnings=(
            *_warnings(subjects, context),
            *(warning for each in judged for warning in each.warnings),
            *_unmatched(judged, context.recognize),
        ),
        tool_digest=digest(),
    )


def _stamp(context: Context) -> PolicyStamp:
    """Return what the report says about the policy, and how many rules a token for GitHub would add."""
    policy = context.plan.policy
    found = stamp(policy, commit_rules.of_commit(context.plan))
    more = load([policy.with_github], Path.cwd()).policy if policy.with_github in packs() else None
    if more is None:
        return found
    known = {rule.id for rule in policy.rules}
    return replace(found, github_rules=sum(rule.id not in known for rule in more.rules))


def _unread(
    failed: Sequence[Uncollected],
    judged: Collection[str],
    context: Context,
    elsewhere: Mapping[str, Repository],
) -> Sequence[Repository]:
    """Return who could not be read, once each, without those of whom another clone was judged."""
    owning = Owning(context.configuration, context.root)
    found = [elsewhere.get(each.target) or owning.unread(each.target, each.reason) for each in failed]
    return list({each.id: each for each in found if each.id not in judged}.values())


def _of_groups(groups: Groups, name: str, hosted: bool) -> tuple[Sequence[Subject], Sequence[Uncollected]]:
    """Judge teams and the organization in a bounded worker; return what went wrong too."""
    if not groups.wanted:
        return (), ()
    work = Work(GroupJudge.judge, GroupJudge, groups)
    [(_, outcome)] = Processes(hosted=hosted).run(work, [None])
    if isinstance(outcome, Exception):
        return (), (uncollected(f"teams of {name}", outcome),)
    return outcome, ()


def _warnings(subjects: Sequence[Subject], context: Context) -> Iterator[str]:
    repositories = [each.repository for each in subjects if each.repository]
    places = [place(repository) for repository in repositories]
    policy = context.plan.policy
    yield from warnings(policy.waivers, policy.rules, places, context.now.date())
    if context.configuration.knows_teams:
        yield from ownership_warnings.warnings(repositories)
        yield from ownership_warnings.unvouched(
            repositories, (*policy.waivers, *(each for each in policy.initiatives if each.grace))
        )


def _unmatched(judged: Sequence[Judged], recognize: Sequence[Teaching]) -> Iterator[str]:
    """Yield what `recognize` teaches that matched nothing anywhere: it may hold a mistake."""
    matched = {place for each in judged for place in each.taught}
    for each in recognize if judged else ():
        if f"{each.path}:{each.line} {each.pattern}" not in matched:
            key = f"recognize.{each.kind}" + (f".{each.technology}" if each.technology else "")
            yield f"{each.path}:{each.line}: {key}: {each.pattern!r} matched nothing"
