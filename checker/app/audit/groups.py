"""Teams and the organization: judged after their repositories."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from checker.engine.compile import Plan
from checker.engine.group_facts import KINDS, TEAM, bases, missing, pooled, unassigned
from checker.engine.groups import members, parents_of, unread_members
from checker.engine.judge import Judge
from checker.engine.rule_verdict import Evidence
from checker.engine.score import summarize
from checker.engine.waivers import WaiverScope
from checker.expressions.functions import Answers, TreeAnswers
from checker.files import Files, MemoryTree
from checker.model.audit import Repository, Subject
from checker.model.facts import Facts, Problem, merge
from checker.model.team import Team


def kept_for_groups(plan: Plan) -> frozenset[str]:
    """Return the facts of repositories that rules about groups need."""
    return bases(_wanted(plan, KINDS))


def _wanted(plan: Plan, kinds: Sequence[str]) -> frozenset[str]:
    rules = [rule.id for rule in plan.policy.rules if rule.subject in kinds]
    return frozenset(path for rule in rules for path in plan.wanted_by(rule))


class Groups(Struct, frozen=True):
    """What groups are judged by, once their repositories are.

    *kept* are the facts of each repository by its id. *owner* are those of the organization; None
    leaves it unjudged: a repository or two do not stand for it. *unread* are repositories that could not be
    read: what is said of all repositories of their groups is unknown.
    """

    plan: Plan
    subjects: Sequence[Subject]
    kept: Mapping[str, Facts]
    teams: Sequence[Team]
    organization: str
    owner: Facts | None
    now: datetime
    unread: Sequence[Repository] = ()

    @property
    def wanted(self) -> bool:
        """Tell whether any rule is about groups that are judged."""
        kinds = {rule.subject for rule in self.plan.policy.rules}
        return "team" in kinds or (self.owner is not None and "organization" in kinds)

    def judged(self) -> Iterator[Subject]:
        """Yield each team that rules are about and that has repositories, then the organization."""
        if any(rule.subject == "team" for rule in self.plan.policy.rules):
            yield from self._teams()
        if self.owner is not None and any(rule.subject == "organization" for rule in self.plan.policy.rules):
            facts = merge((self._pooled("organization", self.subjects, missing(self.unread)), self.owner))
            yield self._judged(
                "organization", self.organization, facts, WaiverScope(self.organization, "", "", "")
            )

    def _teams(self) -> Iterator[Subject]:
        parents = parents_of(self.teams, self.subjects)
        below, lost = members(self.subjects, parents), unread_members(self.unread, parents)
        more = unassigned(self.subjects, self.unread)
        judge = Judge(self.plan, "team")
        for name, parent in parents.items():
            own, hidden = below.get(name, ()), missing(lost.get(name, ()))
            if own or hidden:
                stated: dict[str, str] = {TEAM: name, "team.part_of": parent}
                facts = merge((self._pooled("team", own, hidden or more), Facts(stated)))
                yield self._judged("team", name, facts, WaiverScope("", "", name, ""), judge)

    def _pooled(self, kind: str, subjects: Sequence[Subject], more: Problem | None = None) -> Facts:
        return pooled(subjects, self.kept, _wanted(self.plan, (kind,)), more)

    def _judged(
        self, kind: str, name: str, facts: Facts, place: WaiverScope, judge: Judge | None = None
    ) -> Subject:
        results = (judge or Judge(self.plan, kind)).judge(
            Evidence(facts, _no_tree(self.now), self.now), place
        )
        return summarize(name, kind, None, "", results, self.plan.policy)


def _no_tree(now: datetime) -> Answers:
    return TreeAnswers(Files(MemoryTree({})), now)


class GroupJudge:
    """Judges the groups that it is made with."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups

    def judge(self, _task: None) -> Sequence[Subject]:
        """Return each group that rules are about, as it was judged."""
        return tuple(self._groups.judged())
