"""The year behind the made-up organization: an audit for every week of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from checker._version import __version__
from checker.app.demo import adopted
from checker.app.demo.examples import Examples, PickedAnswers, shares
from checker.app.demo.world import LABEL, ORGANIZATION, DemoRepository, World, world
from checker.engine.comparison import compare
from checker.engine.compile import Plan
from checker.engine.groups import roll_up
from checker.engine.initiatives import remembered
from checker.engine.judge import Judge
from checker.engine.policy_summary import stamp
from checker.engine.rule_verdict import Evidence, RuleVerdict
from checker.engine.score import summarize
from checker.engine.waivers import WaiverScope
from checker.expressions.functions import TreeAnswers
from checker.files import Files, MemoryTree
from checker.model.audit import Audit, Group, Subject, Uncollected
from checker.model.facts import Facts
from checker.model.initiative import ProgressPoint as Share
from checker.model.policy import Initiative, Rule
from checker.model.report_input import ReportInput
from checker.model.result import Outcome
from checker.model.team import Team
from checker.model.trend import TrendLine, TrendPoint
from checker.policy.cases import load_cases
from checker.policy.frameworks import frameworks

_POLICY = ("baseline-github",)
_LANGUAGES = frozenset(("python", "javascript", "go", "rust"))
_EXTRAS = frozenset(("containers", "iac", "release"))
_YEAR = 364
NOTICE = (
    "Simulated: this organization, its people and its repositories are made up. The rules are real, and so "
    "is how their outcomes add up."
)


class DemoHistory:
    """Audits of the made-up organization up to a day; the same day always gives the same audits."""

    def __init__(self, last: date, people: World | None = None) -> None:
        self._last = last
        self._world = people or world()
        self._kept: dict[object, Subject] = {}

    @property
    def teams(self) -> tuple[Team, ...]:
        """Return the teams of the organization."""
        return self._world.teams

    @cached_property
    def plan(self) -> Plan:
        """Return the plan in force: the shipped rules, with waivers and initiatives of its own."""
        return adopted.plan(self._last)

    @cached_property
    def _examples(self) -> Examples:
        return Examples(self.plan, load_cases(_POLICY, Path.cwd())[0])

    @cached_property
    def _hardness(self) -> Mapping[str, float]:
        return dict(shares(self.plan.policy.rules))

    def weeks(self, count: int) -> Iterator[Audit]:
        """Yield *count* audits, evenly spread over the year: the oldest first, that of the last day last.

        Each knows how its initiatives went before.
        """
        past: Mapping[str, tuple[Share, ...]] = {}
        for index in range(count):
            back = _YEAR * (count - 1 - index) // max(count - 1, 1)
            audit = self.audit(self._last - timedelta(days=back))
            past = remembered(audit, past)
            yield replace(audit, past=past)

    def story(self, count: int) -> ReportInput:
        """Return the story of the last day: *count* audits, what they came to, and the last change."""
        return told(list(self.weeks(count)))

    def audit(self, day: date) -> Audit:
        """Return the audit of a day."""
        policy = self.plan.policy
        now = datetime.combine(day, time(6, 30), UTC)
        members = [member for member in self._world.members if self._exists(member, day)]
        subjects = [self._subject(member, now) for member in members]
        subjects += [self._group("team", team.team, now) for team in self._world.teams]
        subjects.append(self._group("organization", LABEL, now))
        organization, teams = roll_up(subjects, self._world.teams, policy, LABEL)
        return Audit(
            tool=f"standards-checker {__version__}",
            policy=stamp(policy),
            started_at=now.isoformat().replace("+00:00", "Z"),
            organization=organization,
            teams=teams,
            subjects=tuple(subjects),
            uncollected=(
                Uncollected(
                    f"{ORGANIZATION}/vault-snapshots",
                    "GitHub refused: 403",
                    "let the token read its contents",
                ),
            ),
        )

    def _exists(self, member: DemoRepository, day: date) -> bool:
        """Let some repositories come during the year."""
        born = int(200 * _draw("born", member.repository.id)) - 140
        return day >= self._last - timedelta(days=_YEAR - max(born, 0) * 3)

    def _subject(self, member: DemoRepository, now: datetime) -> Subject:
        picked = {
            rule.id: self._pick(rule, member, now.date())
            for rule in self.plan.policy.rules
            if rule.subject == "repository"
        }
        repository = member.repository
        place = WaiverScope(repository.id, repository.path, repository.team, repository.name)
        outcomes = tuple(each.outcome for each in picked.values())
        key = (repository.id, outcomes, self._phase(now.date()))
        if key not in self._kept:
            results = Judge(self.plan, evaluator=PickedAnswers(picked)).judge(_nothing(now), place)
            commit = sha256(" ".join((repository.id, *outcomes)).encode()).hexdigest()[:40]
            self._kept[key] = summarize(
                repository.id, "repository", repository, commit, results, self.plan.policy
            )
        return self._kept[key]

    def _phase(self, day: date) -> tuple[bool, ...]:
        """Return which waivers and initiatives hold on a day."""
        policy = self.plan.policy
        return (
            *(day <= waiver.until for waiver in policy.waivers),
            *(each.start <= day <= each.due for each in policy.initiatives),
        )

    def _group(self, kind: str, name: str, now: datetime) -> Subject:
        picked = {
            rule.id: self._examples.verdict(
                rule.id, Outcome.PASS if _draw(name, rule.id) > 0.4 else Outcome.FAIL, 0
            )
            for rule in self.plan.policy.rules
            if rule.subject == kind
        }
        place = WaiverScope("", "", name, "") if kind == "team" else WaiverScope(name)
        results = Judge(self.plan, kind, evaluator=PickedAnswers(picked)).judge(_nothing(now), place)
        return summarize(name, kind, None, "", results, self.plan.policy)

    def _pick(self, rule: Rule, member: DemoRepository, day: date) -> RuleVerdict:
        name = member.repository.id
        choice = int(1000 * _draw("example", name, rule.id))
        return self._examples.verdict(rule.id, self._outcome(rule, member, day), choice)

    def _outcome(self, rule: Rule, member: DemoRepository, day: date) -> Outcome:
        if not _applies(rule, member) and self._examples.can(rule.id, Outcome.NOT_APPLICABLE):
            return Outcome.NOT_APPLICABLE
        if member.hidden and self._examples.closed(rule.id):
            return Outcome.UNKNOWN
        return Outcome.PASS if self._reached(rule, member, day) else Outcome.FAIL

    def _reached(self, rule: Rule, member: DemoRepository, day: date) -> bool:
        """Tell whether a repository has come far enough to meet a rule."""
        name = member.repository.id
        gone = 1 - (self._last - day).days / _YEAR
        pushed = max((_push(each, rule, day) for each in self.plan.policy.initiatives), default=0.0)
        reached = member.start + member.progress * gone + pushed * (0.5 + _draw("eager", name))
        slip = 0.06 if _draw("slip", name, rule.id, day.toordinal() // 49) < 0.02 else 0.0
        return reached - slip >= self._hardness[rule.id] + 0.5 * (_draw("noise", name, rule.id) - 0.5)


def _applies(rule: Rule, member: DemoRepository) -> bool:
    if rule.pack in _LANGUAGES | _EXTRAS:
        return rule.pack in member.packs
    return _draw("applies", member.repository.id, rule.id) > 0.05


def _push(initiative: Initiative, rule: Rule, day: date) -> float:
    """Return how far an initiative has moved everybody towards a rule by a day."""
    if rule.id not in initiative.rules or day < initiative.start:
        return 0.0
    return 0.6 * min(1.0, (day - initiative.start).days / 150)


def told(audits: Sequence[Audit]) -> ReportInput:
    """Return the story of the last of some audits: what they came to, and the last change."""
    points: dict[tuple[str, str], list[TrendPoint]] = {}
    for number, audit in enumerate(audits, 1):
        for group in (audit.organization, *audit.teams):
            kind = "organization" if group is audit.organization else "group"
            points.setdefault((kind, group.name), []).append(_point(number, audit, group))
    change = compare(audits[-2], audits[-1]) if len(audits) > 1 else None
    lines = tuple(TrendLine(name, kind, tuple(each)) for (kind, name), each in points.items())
    return ReportInput(audits[-1], lines, change, frameworks(), (NOTICE,))


def _point(number: int, audit: Audit, group: Group) -> TrendPoint:
    return TrendPoint(
        audit=number,
        started_at=audit.started_at,
        score=group.score,
        coverage=group.coverage,
        level=group.level,
        objectives=group.objectives,
        repositories=len(group.repositories),
        kind=group.kind,
        part_of=group.part_of,
        score_at_least=group.score_at_least,
    )


def _nothing(now: datetime) -> Evidence:
    return Evidence(Facts(), TreeAnswers(Files(MemoryTree({})), now), now)


@lru_cache(maxsize=1 << 16)  # most are drawn again for every audit
def _draw(*words: object) -> float:
    """Return a number in [0, 1) that depends on the words alone."""
    digest = sha256("\0".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:7], "big") / 256**7
