"""What to warn of about the teams of repositories: what is unowned, not known, or claimed twice."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checker.engine.waivers import WaiverScope, within
from checker.model.audit import Repository
from checker.model.policy import Initiative, Waiver

_LIMIT = 10
"""Repositories that are told of one by one."""
_NAMED = 3


def warnings(repositories: Sequence[Repository]) -> Iterator[str]:
    """Yield what people should know about who answers for the repositories; archived ones need nobody."""
    live = [each for each in repositories if each.attributes.get("archived") is not True]
    yield from _unknown(repositories)
    yield from _capped([said for each in repositories if (said := _quarrel(each))])
    unowned = [each.name for each in live if not each.team and not each.ownership.unknown]
    if unowned:
        belong = "belongs" if len(unowned) == 1 else "belong"
        yield f"{_counted(unowned)} {belong} to no team: {_listed(unowned)}"


def unvouched(repositories: Sequence[Repository], scopes: Sequence[Waiver | Initiative]) -> Iterator[str]:
    """Yield which repositories would be excused as their team's if more than their own files said so."""
    teams = [scope for scope in scopes if scope.teams]
    own = [
        each.name
        for each in repositories
        if not each.ownership.vouched and any(within(scope, WaiverScope.of(each)) for scope in teams)
    ]
    if own:
        yield (
            f"what excuses teams excuses nothing in {_counted(own)} that only their own files say to be the "
            f"team's ({_listed(own)}); list them in checker.yml, or say `trust: [waivers]` there"
        )


def _unknown(repositories: Sequence[Repository]) -> Iterator[str]:
    """Yield each reason for which the team of repositories, or what else is stated of them, is not known."""
    found: defaultdict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in repositories:
        for hidden in each.ownership.hidden:
            found[hidden.reason, hidden.permission][each.name].add(hidden.path.removeprefix("repo."))
    for (reason, permission), paths in sorted(found.items()):
        names, what = list(paths), sorted({path for of_one in paths.values() for path in of_one})
        would = f"; {permission} would decide it" if permission else ""
        verb = "is" if len(what) == 1 else "are"
        yield f"{_joined(what)} of {_counted(names)} {verb} not known: {reason}{would} ({_listed(names)})"


def _quarrel(repository: Repository) -> str:
    """Return what the sources disagree about, "" if they do not; groups above the team are no other team."""
    ownership = repository.ownership
    teams: dict[str, list[str]] = {}
    for claim in ownership.claims:
        if claim.team not in ownership.part_of:
            teams.setdefault(claim.team, []).append(claim.source)
    if len(teams) < 2:
        return ""
    claims = " and ".join(f"{team} ({', '.join(sources)})" for team, sources in teams.items())
    return f"{repository.name} is claimed by {claims}: {repository.team or 'nobody'} gets it"


def _capped(said: Sequence[str]) -> Iterator[str]:
    yield from said[:_LIMIT]
    if len(said) > _LIMIT:
        more = len(said) - _LIMIT
        yield f"{more} more repositories are claimed by several teams; the JSON report has all claims"


def _joined(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _counted(names: Sequence[str]) -> str:
    return f"{len(names)} {'repository' if len(names) == 1 else 'repositories'}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(sorted(names)[:_NAMED]) + more
