"""Which local repositories an audit's filters mean, by what the catalog says of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise

from checker.app.audit.context import Context
from checker.app.audit.identity import Owning
from checker.app.audit.repository import RepositoryJudge, identify
from checker.app.audit.targets import AuditTask
from checker.engine.ownership import forest, line, slug
from checker.errors import Unobserved, UsageError
from checker.executors import Processes, Work
from checker.files.globs import matches
from checker.github.inventory import Filters
from checker.model.audit import Repository
from checker.model.team import Team

_NAMED = 10
_FIND = "state it in checker.yml, or leave out the filter"


def check(filters: Filters) -> None:
    """Raise UsageError for a filter that only GitHub can answer: local repositories are among the targets."""
    asked = {"--forks": filters.fork, "--topic": filters.topics, "--property": filters.properties}
    for option, value in asked.items():
        if value not in (None, (), {}):
            raise UsageError(
                f"{option} is answered by GitHub alone, and there are local targets",
                "leave it out, or name github: targets only",
            )


def selected(
    tasks: Sequence[AuditTask], context: Context, filters: Filters, *, jobs: int, alone: bool
) -> list[AuditTask]:
    """Return the local repositories that the filters mean, and those that may be meant but could not be read.

    *alone*: there are no other targets, so that a team or a name that none of them has is a mistake.
    Raises UsageError for such a mistake, for a filter that only GitHub can answer, and for an attribute that
    nobody states.
    """
    if filters == Filters() or not tasks:
        return list(tasks)
    check(filters)
    owning = Owning(context.configuration, context.root)
    work = Work(identify, RepositoryJudge, context)
    found: dict[str, Repository] = {}
    lost: set[str] = set()
    for task, outcome in Processes(jobs, hosted=context.hosted).run(work, tasks):
        if isinstance(outcome, Repository):
            found[task.target] = outcome
        else:
            found[task.target] = owning.unread(task.target, str(outcome))
            lost.add(task.target)
    parents = _parents(found.values(), context.teams)
    if alone:
        _named(found.values(), filters, parents)
    return [task for task in tasks if _meant(found[task.target], filters, parents, task.target in lost)]


def _parents(repositories: Collection[Repository], teams: Sequence[Team]) -> Mapping[str, str]:
    """Return every team that is known with what it is part of, "" for nothing."""
    stated = {team.team: team.part_of for team in teams}
    lines = ((each.team, *each.ownership.part_of) for each in repositories if each.team)
    parents = forest(stated, *(dict(pairwise(groups)) for groups in lines))
    named = {each.team for each in repositories} | set(parents.values()) | stated.keys()
    return {**dict.fromkeys(sorted(named - {""}), ""), **parents}


def _named(repositories: Iterable[Repository], filters: Filters, parents: Mapping[str, str]) -> None:
    """Raise UsageError for teams and names that there are not: a typing error selects nothing."""
    for team in filters.teams:
        if slug(team) not in map(slug, parents):
            raise UsageError(f"no team is called {team!r}", _advice(team, parents))
    names = {name for each in repositories for name in _names(each)}
    for glob in filters.names:
        if not any(_fits(name, glob) for name in names):
            raise UsageError(f"no repository matches --name {glob!r}", _advice(glob, names))


def _advice(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, known, 1)
    listed = ", ".join(sorted(known)[:_NAMED]) or "none"
    return f"did you mean {close[0]}?" if close else f"there are: {listed}"


def _meant(repository: Repository, filters: Filters, parents: Mapping[str, str], unread: bool) -> bool:
    """Tell whether all filters hold; what is not known of an *unread* one does not rule it out."""
    if filters.names and not any(_fits(name, glob) for glob in filters.names for name in _names(repository)):
        return False
    if filters.teams and not _is_of(repository, filters.teams, parents, unread):
        return False
    if unread:
        return True
    if filters.visibility and _stated(repository, "visibility") not in filters.visibility:
        return False
    return filters.archived in (None, _is_archived(repository))


def _is_of(repository: Repository, teams: Sequence[str], parents: Mapping[str, str], unread: bool) -> bool:
    """Tell whether a repository is of one of these teams, or of one that is part of them."""
    hidden = repository.ownership.unknown
    if hidden and not repository.team:
        if unread:
            return True
        raise UsageError(f"--team: whose {repository.name} is cannot be told: {hidden.reason}", _FIND)
    own = {slug(name) for name in line(repository.team, parents)}
    return not own.isdisjoint(map(slug, teams))


def _is_archived(repository: Repository) -> bool:
    """Tell whether a repository is archived; where no source could say so, it is assumed not to be."""
    if any(each.path == "repo.archived" for each in repository.ownership.hidden):
        _stated(repository, "archived")
    return repository.attributes.get("archived") is True


def _stated(repository: Repository, name: str) -> str | bool:
    if name not in repository.attributes:
        raise UsageError(f"--{name}: the settings do not state it of {repository.name}", _FIND)
    return repository.attributes[name]


def _names(repository: Repository) -> frozenset[str]:
    """Return what a repository may be called: its id, its name, its path, and their last parts."""
    return repository.names | {name.rsplit("/", 1)[-1] for name in repository.names}


def _fits(name: str, glob: str) -> bool:
    try:
        return matches(name, glob)
    except Unobserved as error:
        raise UsageError(f"--name {glob!r}: {error.reason}") from error
