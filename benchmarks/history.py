"""A generated history of many repositories and nights: what a night adds, how fast a year is read."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from statistics import fmean, median

from msgspec.structs import replace
from sqlalchemy import create_engine, text

from checker.app.policies.compile_plan import prepare
from checker.app.policies.reference_docs import every_pack
from checker.engine.policy_summary import stamp
from checker.engine.score import summarize
from checker.model.audit import Audit, Group, PolicyStamp, Repository, Score, Subject
from checker.model.policy import Policy, Rule
from checker.model.result import Finding, Outcome, Result, Unseen
from checker.store import open_history
from checker.store.recording import Recording

REPOSITORIES = 10_000
RULES = 160
TEAM = "team-7"
_TEAMS = 100
_DEPARTMENTS = 10
_COMMITS = 0.02
"""The share of the other repositories that has a new commit in a night, and the same results."""
_READS = 5
_START = datetime(2026, 1, 1, tzinfo=UTC)
_OUTCOMES = (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN)
_SHARES = (55, 20, 15, 10)
_FOLDERS = ("src", "lib", "cmd", "internal", "services", "web", "deploy", ".github/workflows", "docs")
_WORDS = ("payment", "ledger", "order", "user", "session", "report", "import", "export", "mail", "search")


@dataclass(frozen=True)
class Change:
    """How much changes in a night: some repositories in a few results each, or results all over.

    *room* is how many megabytes that may take.
    """

    name: str
    repositories: int = 0
    results: int = 0
    room: float = 2

    def drawn(self, random: Random, names: Sequence[int]) -> dict[int, int]:
        """Return the repositories that change, and in how many results."""
        if self.repositories:
            return {each: random.randint(1, 5) for each in random.sample(names, self.repositories)}
        found: defaultdict[int, int] = defaultdict(int)
        for _ in range(self.results):
            found[random.choice(names)] += 1
        return found


REPOSITORIES_CHANGE = Change("1 % of the repositories", repositories=REPOSITORIES // 100)
RESULTS_CHANGE = Change("1 % of all results", results=REPOSITORIES * RULES // 100, room=12)


class Organization:
    """Repositories with a result for each rule, always the same for the same seed."""

    def __init__(self, count: int = REPOSITORIES, rules: int = RULES) -> None:
        self._random = Random(2026)
        self._plain: dict[tuple[str, Outcome], Result] = {}
        whole = prepare(every_pack(), Path(), date(2026, 1, 1)).policy
        of_repositories = [rule for rule in whole.rules if rule.subject == "repository"][:rules]
        self.policy: Policy = replace(whole, rules=tuple(of_repositories))
        self._results = [[self._result(rule) for rule in of_repositories] for _ in range(count)]
        self._commits = [self._commit() for _ in range(count)]
        self.subjects = [self._judged(number) for number in range(count)]

    @cached_property
    def stamp(self) -> PolicyStamp:
        """What audits say about the policy."""
        return stamp(self.policy)

    def _judged(self, number: int) -> Subject:
        team = f"team-{number % _TEAMS}"
        name = f"acme/{_WORDS[number % 10]}-{number:05d}"
        web = f"https://github.com/{name}"
        attributes: dict[str, str | bool] = {"archived": False, "visibility": "private"}
        repository = Repository(f"github.com/{name}", name, "", web, team, attributes)
        results = self._results[number]
        return summarize(repository.id, "repository", repository, self._commits[number], results, self.policy)

    def change(self, number: int, results: int) -> Subject:
        """Judge a repository after a commit that changed some of its results."""
        for place in self._random.sample(range(len(self._results[number])), results):
            before = self._results[number][place]
            rule = self.policy.rules[place]
            outcome = Outcome.PASS if before.outcome is not Outcome.PASS else Outcome.FAIL
            self._results[number][place] = self._result(rule, outcome)
        return self.commit(number)

    def commit(self, number: int) -> Subject:
        """Judge a repository after a commit that changed none."""
        self._commits[number] = self._commit()
        self.subjects[number] = self._judged(number)
        return self.subjects[number]

    def _commit(self) -> str:
        return f"{self._random.getrandbits(160):040x}"

    def _result(self, rule: Rule, outcome: Outcome | None = None) -> Result:
        decided = outcome or self._random.choices(_OUTCOMES, _SHARES)[0]
        result = Result(
            rule.id,
            rule.title,
            rule.pack,
            decided,
            rule.severity,
            rule.fix,
            rule.level,
            rule.objective,
            {Outcome.PASS: 1.0, Outcome.FAIL: 0.0}.get(decided),
        )
        if decided is Outcome.FAIL:
            return self._failed(result)
        if decided is Outcome.UNKNOWN:
            fact = f"{rule.pack}.{self._random.choice(_WORDS)}"
            unseen = Unseen(fact, "the token may not see it", "Administration: read")
            return replace(result, reason=f"{fact} was not seen", unknown=(unseen,))
        reason = "" if decided is Outcome.PASS else f"{rule.pack} has nothing to judge here"
        return self._plain.setdefault((rule.id, decided), replace(result, reason=reason))

    def _failed(self, result: Result) -> Result:
        random = self._random
        found = tuple(
            Finding(f"{random.choice(_WORDS)}: {result.title}", self._path(), random.randint(1, 400))
            for _ in range(random.choice((1, 1, 1, 2, 3, 6)))
        )
        observed = random.randint(0, 9)
        return replace(
            result,
            reason=f"{len(found)} places",
            value=observed,
            expected="at least 10",
            findings=found,
            looked_at=(f'files("{random.choice(_FOLDERS)}/**")', f"{result.pack}.count = {observed}"),
        )

    def _path(self) -> str:
        random = self._random
        folder, part, name = random.choice(_FOLDERS), random.choice(_WORDS), random.choice(_WORDS)
        return f"{folder}/{part}/{name}_{random.randint(1, 99)}.yml"


def audit(organization: Organization, night: int) -> Audit:
    """Return the audit of a night, added up."""
    teams: defaultdict[str, list[Subject]] = defaultdict(list)
    for number, subject in enumerate(organization.subjects):
        teams[f"team-{number % _TEAMS}"].append(subject)
        teams[f"department-{number % _DEPARTMENTS}"].append(subject)
    groups = [
        _group(name, "team" if name.startswith("team") else "department", teams[name])
        for name in sorted(teams)
    ]
    whole = _group("acme", "organization", organization.subjects)
    moment = (_START + timedelta(days=night)).isoformat().replace("+00:00", "Z")
    stamped = organization.stamp
    return Audit("standards-checker", stamped, moment, whole, tuple(groups), tuple(organization.subjects))


def _group(name: str, kind: str, subjects: Sequence[Subject]) -> Group:
    parts: defaultdict[str, list[Score]] = defaultdict(list)
    for subject in subjects:
        for objective, score in subject.objectives.items():
            parts[objective].append(score)
    return Group(
        name,
        kind,
        fmean(subject.score or 0 for subject in subjects),
        fmean(subject.coverage or 0 for subject in subjects),
        "bronze",
        {key: Score(*_means(scores)) for key, scores in sorted(parts.items())},
        tuple(sorted(subject.subject for subject in subjects)),
        f"department-{int(name.partition('-')[2]) % _DEPARTMENTS}" if kind == "team" else "",
    )


def _means(scores: Sequence[Score]) -> tuple[float, float]:
    return fmean(each.score or 0 for each in scores), fmean(each.coverage or 0 for each in scores)


@dataclass(frozen=True)
class Measured:
    """What came of a history: megabytes after the first night and added by each other one.

    *trend* is the seconds in which one is opened and read, *recording* the CPU seconds of the last night.
    """

    nights: int
    first: float
    nightly: float
    trend: float
    recording: float


def measured(url: str, folder: Path, change: Change, nights: int) -> Measured:
    """Record so many nights at an address, and read them."""
    organization = Organization()
    random = Random(11)
    sizes, spent = [], 0.0
    for night in range(nights):
        with open_history(url, folder, write=True) as history, history.record("acme", "acme") as recording:
            begun = time.process_time()
            _night(recording, organization, night, change, random)
            spent = time.process_time() - begun
        if night in (0, nights - 1):
            sizes.append(_size(url, folder))
    nightly = (sizes[-1] - sizes[0]) / (nights - 1)
    trend = median(_trend(url, folder, nights) for _ in range(_READS))
    return Measured(nights, sizes[0], nightly, trend, spent)


def _trend(url: str, folder: Path, nights: int) -> float:
    begun = time.perf_counter()
    with open_history(url, folder) as history:
        points = history.trend("team", TEAM)
    seconds = time.perf_counter() - begun
    if len(points) != nights:
        raise RuntimeError(f"{len(points)} points of {nights} nights")
    return seconds


def _night(
    recording: Recording, organization: Organization, night: int, change: Change, random: Random
) -> None:
    names = range(len(organization.subjects))
    changed = change.drawn(random, names) if night else {}
    fresh = {number: organization.change(number, results) for number, results in changed.items()}
    if night:
        others = [number for number in names if number not in changed]
        moved = random.sample(others, int(_COMMITS * len(others)))
        fresh.update((number, organization.commit(number)) for number in moved)
    whole = audit(organization, night)
    recording.begin(whole.started_at, whole.policy, whole.tool)
    for number in names if night == 0 else fresh:
        recording.add(organization.subjects[number])
    if night:
        left = [each for number, each in enumerate(organization.subjects) if number not in fresh]
        recording.same((each.kind, each.subject) for each in left)
    recording.finish(whole)


def _size(url: str, folder: Path) -> float:
    """Return the megabytes of a history."""
    if url.startswith("sqlite"):
        return sum(path.stat().st_size for path in folder.glob("history.db*")) / 1e6
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    engine.dispose()
    return float(size) / 1e6


YEAR = 365
_FEW = 500
"""Repositories of the year: the trend of a team reads nothing of them."""


def year(url: str, folder: Path) -> float:
    """Record a year of nights of a smaller organization, and return the seconds of a team's trend."""
    organization = Organization(_FEW)
    random = Random(11)
    change = Change("1 % of the repositories", repositories=_FEW // 100)
    with open_history(url, folder, write=True) as history, history.record("acme", "acme") as recording:
        for night in range(YEAR):
            _night(recording, organization, night, change, random)
    return median(_trend(url, folder, YEAR) for _ in range(_READS))


def databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of an empty history of each kind; without a server, of SQLite alone."""
    from tests.store import postgresql

    yield "SQLite", f"sqlite:///{folder / 'history.db'}"
    if postgresql.binaries() is not None:
        with postgresql.server() as address:
            yield "PostgreSQL", f"{address}postgres"
