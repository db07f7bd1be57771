"""What teams and organizations are judged by: their repositories, and figures pooled over them.

A figure is about repositories, never about persons. Archived repositories are left out of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import fsum
from statistics import median, quantiles

from msgspec import Struct
from msgspec.structs import replace

from checker.model.audit import Repository, Subject
from checker.model.facts import Facts, FactSpec, FactType, Problem
from checker.model.json_value import Json

REPOSITORIES = "repositories"
TEAM = "team.name"
POOLED = "pooled."
KINDS = ("team", "organization")
_HIDEABLE = ("team", "tier", "archived")
_OF_GROUPS = (REPOSITORIES, "team", "pooled")
_OF = {"team": _OF_GROUPS, "organization": (REPOSITORIES, "pooled", "organization")}


class _Figure(Struct, frozen=True):
    """How one figure comes of a fact of the repositories."""

    fact: str
    how: Callable[[Sequence[float]], float]
    doc: str
    type: FactType = FactType.DOUBLE


class _Statement(Struct, frozen=True):
    """What is said of a group because any of its repositories says it."""

    fact: str
    type: FactType
    doc: str


def _p90(values: Sequence[float]) -> float:
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=10, method="inclusive")[-1]


_MEASURED = {
    "pulls.first_review_hours": "median hours to a first review",
    "pulls.cycle_hours": "median hours from opening a pull request to its merge",
    "pulls.changed_lines": "median size of pull requests",
    "issues.first_response_hours": "median hours to a first answer",
    "runs.minutes": "median minutes of a pull request's checks",
    "runs.success_share": "share of successful runs of the default branch",
    "releases.days_since": "days since the latest release",
    "deployments.lead_hours": "median hours from a merge to production",
}
_COUNTED = {
    "pulls.merged": "pull requests of people merged in 90 days",
    "pulls.reviewed": "pull requests of people merged in 90 days that someone else reviewed",
    "pulls.open_count": "open pull requests of people",
    "issues.open": "open issues",
    "issues.opened": "issues opened from outside in 90 days",
    "deployments.count": "deployments to production in 90 days",
    "releases.recent_count": "releases in 90 days",
    "history.authors_last_year": "people who committed in a year, counted once a repository",
    "milestones.overdue": "milestones past their date",
}
_FIGURES: Mapping[str, _Figure] = {
    **{
        f"{POOLED}{path}.median": _Figure(path, median, f"The median repository's {doc}.")
        for path, doc in _MEASURED.items()
    },
    **{
        f"{POOLED}{path}.p90": _Figure(path, _p90, f"Nine in ten repositories do not exceed this: {doc}.")
        for path, doc in _MEASURED.items()
    },
    **{
        f"{POOLED}{path}.sum": _Figure(path, fsum, f"Of all repositories together: {doc}.", FactType.INT)
        for path, doc in _COUNTED.items()
    },
}
_STATEMENTS: Mapping[str, _Statement] = {
    f"{POOLED}community.promotion.any": _Statement(
        "community.promotion",
        FactType.BOOL,
        "Any repository, archived ones left out, says how people get or lose more rights.",
    ),
    f"{POOLED}readme.repositories.all": _Statement(
        "readme.repositories",
        FactType.STRINGS,
        "The repositories that the lists of any repository name, as host/owner/name in lower case.",
    ),
}
_POOLED: Mapping[str, _Figure | _Statement] = {**_FIGURES, **_STATEMENTS}
FACTS: tuple[FactSpec, ...] = (
    FactSpec(
        REPOSITORIES,
        FactType.RECORDS,
        "The group's judged repositories: `id`, `name`, `team` (empty if none answers for it), `claims` "
        "(every team that a source names), `tier`, `archived`, `score` (null if not scored), `level` (empty "
        "if none is held), and `outcomes`: a map of rule to outcome.",
    ),
    FactSpec(TEAM, FactType.STRING, "What the team is called."),
    FactSpec("team.part_of", FactType.STRING, "The group that the team is part of, empty if none."),
    *(
        FactSpec(path, each.type, each.doc, grows=path in _STATEMENTS)
        for path, each in sorted(_POOLED.items())
    ),
)
"""Facts that only rules about teams and organizations can read."""


def concerns(path: str, kind: str) -> bool:
    """Tell whether rules about subjects of this kind can read a fact."""
    prefixes = _OF.get(kind, _OF_GROUPS)
    holds = any(path == prefix or path.startswith(f"{prefix}.") for prefix in prefixes)
    return holds is (kind in _OF)


def bases(wanted: frozenset[str]) -> frozenset[str]:
    """Return the facts of repositories that the wanted figures come of."""
    return frozenset(each.fact for path, each in _POOLED.items() if path in wanted)


def pooled(
    subjects: Sequence[Subject],
    kept: Mapping[str, Facts],
    wanted: frozenset[str],
    more: Problem | None = None,
) -> Facts:
    """Return the wanted facts about a group of judged repositories.

    *kept* are the facts of each repository by its id. A figure is unknown as long as one of its
    repositories could not be measured; one with nothing to measure is left out. *more* says why there
    may be other repositories in the group: then nothing is known for certain.
    """
    rows = [_repository(each) for each in subjects]
    if more:
        paths = sorted(wanted & _FIGURES.keys())
        return Facts(
            problems=(
                replace(more, path=REPOSITORIES, seen=rows),
                *(replace(more, path=path) for path in paths),
                *(_bound(path, subjects, kept, more) for path in sorted(wanted & _STATEMENTS.keys())),
            )
        )
    values: dict[str, Json] = {REPOSITORIES: rows}
    problems = list(_fields(subjects, rows))
    live = [each for each in subjects if not _archived(each)]
    for path in sorted(wanted & _POOLED.keys()):
        found = (_figure if path in _FIGURES else _stated)(path, live, kept)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            values[path] = found
    return Facts(values, tuple(problems))


def _bound(path: str, subjects: Sequence[Subject], kept: Mapping[str, Facts], more: Problem) -> Problem:
    """Return what the judged repositories say, to which others may add."""
    found = _stated(path, [each for each in subjects if not _archived(each)], kept)
    return found if isinstance(found, Problem) else replace(more, path=path, seen=found)


def unassigned(subjects: Sequence[Subject], unread: Sequence[Repository]) -> Problem | None:
    """Return why there may be repositories of a team among those of which nobody knows the team."""
    unknown = [each for each in unread if each.ownership.unknown]
    return next(_hidden(subjects, "repo.team"), None) or missing(unknown)


def missing(unread: Sequence[Repository]) -> Problem | None:
    """Return why a group has more repositories than were judged, None where all could be read."""
    if not unread:
        return None
    more = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
    return Problem(REPOSITORIES, f"{unread[0].id} could not be read{more}")


def _hidden(subjects: Sequence[Subject], path: str) -> Iterator[Problem]:
    for subject in subjects:
        hidden = subject.repository.ownership.hidden if subject.repository else ()
        yield from (
            Problem(path, f"{subject.subject}: {each.reason}", each.permission)
            for each in hidden
            if each.path == path
        )


def _fields(subjects: Sequence[Subject], rows: Sequence[Json]) -> Iterator[Problem]:
    """Yield why a field is not known of every repository; those of which it is are what was seen."""
    for name in _HIDEABLE:
        lost = {subject.subject for subject in subjects if any(_hidden([subject], f"repo.{name}"))}
        if lost:
            seen = [row for subject, row in zip(subjects, rows, strict=True) if subject.subject not in lost]
            problem = next(_hidden(subjects, f"repo.{name}"))
            yield replace(problem, path=f"{REPOSITORIES}.{name}", seen=seen)


def _figure(path: str, subjects: Sequence[Subject], kept: Mapping[str, Facts]) -> Json | Problem:
    figure = _FIGURES[path]
    measured: list[float] = []
    for subject in subjects:
        facts = kept.get(subject.subject, Facts())
        value = facts.values.get(figure.fact)
        if isinstance(value, (int, float)):
            measured.append(value)
            continue
        problem = facts.problem(figure.fact) or Problem(figure.fact, "was not observed")
        if not problem.empty:
            return Problem(path, f"{subject.subject}: {problem.reason}", problem.permission)
    if not measured and figure.type is not FactType.INT:
        return Problem(path, "there is nothing to measure in any of the repositories", empty=True)
    result = figure.how(measured)
    return int(result) if figure.type is FactType.INT else round(float(result), 2)


def _stated(path: str, subjects: Sequence[Subject], kept: Mapping[str, Facts]) -> Json | Problem:
    """Unite what was seen; where some could not be, that is a lower bound, and a yes is a yes."""
    statement = _STATEMENTS[path]
    said: list[Json] = []
    unseen: Problem | None = None
    for subject in subjects:
        facts = kept.get(subject.subject, Facts())
        problem = facts.problem(statement.fact)
        value = facts.values.get(statement.fact, problem.seen if problem else None)
        said += [*value] if isinstance(value, (list, tuple)) else [value] if value else []
        if statement.fact not in facts.values:
            problem = problem or Problem(statement.fact, "was not observed")
            unseen = unseen or Problem(path, f"{subject.subject}: {problem.reason}", problem.permission)
    flag = statement.type is FactType.BOOL
    united: Json = bool(said) if flag else sorted({str(each) for each in said})
    if unseen is None or (flag and said):
        return united
    return replace(unseen, seen=united)


def _repository(subject: Subject) -> Json:
    repository = subject.repository
    attributes = repository.attributes if repository else {}
    return {
        "id": subject.subject,
        "name": repository.name if repository else subject.subject,
        "team": repository.team if repository else "",
        "claims": _claims(repository) if repository else [],
        "tier": str(attributes.get("tier", "")),
        "archived": _archived(subject),
        "score": subject.score,
        "level": subject.level,
        "outcomes": dict(_outcomes(subject)),
    }


def _claims(repository: Repository) -> Json:
    return sorted({claim.team for claim in repository.ownership.claims})


def _outcomes(subject: Subject) -> Iterator[tuple[str, Json]]:
    for result in subject.results:
        yield result.rule, result.outcome.value


def _archived(subject: Subject) -> bool:
    return subject.repository is not None and subject.repository.attributes.get("archived") is True
