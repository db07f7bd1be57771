"""What GitHub is asked for an audit, and the tasks that come of it."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from checker.app.audit import snapshot_cache
from checker.app.audit.context import Context, Snapshots
from checker.app.audit.organization import Organization, is_whole, organization_of
from checker.app.audit.targets import GITHUB, AuditTask, uncollected
from checker.collectors import github as topics
from checker.engine.groups import matches
from checker.engine.ownership import line, slug
from checker.errors import CheckerError
from checker.git.origin import normalize
from checker.github.inventory import Filters
from checker.github.responses import Answer, Listed, Observation
from checker.model.audit import Repository, Uncollected
from checker.model.facts import Facts
from checker.parallel import bounded_map

if TYPE_CHECKING:
    from checker.github.client import Client
    from checker.github.owners import Owners

_TIDIED = 500  # clones, after which there may be too many; to see that takes looking at all of them
_SPARED = 200  # the last ones, which may be waiting to be judged
CLONES = 4
"""Clones at once: Git compresses, so more would only wait for each other."""


class GitHubWatcher(Protocol):
    """Is told when GitHub makes us wait."""

    def waiting(self, until: datetime, why: str) -> None:
        """Hear that nothing happens until a time, and why."""


class Options(Struct, frozen=True):
    """How GitHub is asked. *max_wait* is in seconds, for one wait; None waits as long as it takes."""

    filters: Filters = field(default_factory=Filters)
    clone: bool = True
    max_wait: float | None = None

    @property
    def filtered(self) -> bool:
        """Tell whether any repository may be left out."""
        return self.filters != Filters()


class GitHubTargets:
    """Turns github: targets into tasks. Nothing is asked, nor PyGithub imported, before there are any."""

    def __init__(self, context: Context, options: Options, watcher: GitHubWatcher | None = None) -> None:
        self._context = context
        self._options = options
        self._watcher = watcher
        self._owners: dict[str, Mapping[str, Answer]] = {}
        self._whole = False
        self._client: Client | None = None
        self.filters = options.filters
        self.jobs = 0 if options.clone else 1
        """How many processes judge, 0 for as many as there are processors: files come over the network."""
        self.clones = options.clone and context.reads_files
        self.missing: list[Uncollected] = []
        self.count = 0
        self.seconds: list[float] = []
        """How long the files of each repository took to come."""

    @property
    def client(self) -> "Client":
        """Who asks; made when it is first needed."""
        if self._client is None:
            from checker.github.client import Client
            from checker.github.connection import connect

            self._client = Client(connect(os.environ), self._options.max_wait, self._watcher)
        return self._client

    def tasks(self, targets: Sequence[str], resume: bool = False) -> Iterator[AuditTask]:
        """Yield a task a repository, in the order in which GitHub answers.

        With *resume* nothing is asked about those that this run has collected, but for one of each owner:
        that is how owners are asked about. What cannot be listed or cloned goes to `missing`.
        """
        if not targets:
            return
        collected: list[Listed] = []
        pending: list[Listed] = []
        for each in self.listed(targets):
            (collected if resume and self._collected(_name(each)) else pending).append(each)
        asked_about = {each.owner for each in pending}
        for each in collected:
            if each.owner in asked_about:
                yield AuditTask(_name(each), unchanged=True)
            else:
                asked_about.add(each.owner)
                pending.append(each)
        yield from self.asked(pending)

    def _collected(self, target: str) -> bool:
        """Tell whether this run has collected a target before it was killed."""
        head = snapshot_cache.head_of(target)
        return head is not None and head.run == self._context.run

    def listed(self, targets: Sequence[str]) -> Sequence[Listed]:
        """Return the repositories that targets stand for, each once; bad targets go to `missing`."""
        found = {each.full_name.lower(): each for target in targets for each in self._listed(target)}
        self.count = len(found)
        self._whole = is_whole(targets)
        return list(found.values())

    def asked(self, repositories: Iterable[Listed]) -> Iterator[AuditTask]:
        """Yield a task for each of these repositories."""
        from checker.github.fetch import observe
        from checker.github.owners import Owners

        wanted, now = self._context.wanted, self._context.now
        seen = observe(self.client, repositories, topics.asks(wanted), lambda v: topics.more(v, wanted), now)
        owners = Owners(self.client, self._context.configuration.catalog.sources)
        bring = self._bringer()
        noted = (self._noted(each, owners) for each in seen)
        with ThreadPoolExecutor(CLONES) as pool:
            made = bounded_map(
                lambda each: pool.submit(lambda: self._known(each) or bring(each)), noted, 2 * CLONES
            )
            for number, (observation, outcome) in enumerate(made, 1):
                if self.clones and number % _TIDIED == 0:
                    _tidy(_SPARED)
                if isinstance(outcome, Exception):
                    self.missing.append(uncollected(_name(observation.repository), outcome))
                else:
                    yield outcome

    def tidy(self) -> None:
        """Make room for other clones, now that all is judged."""
        if self.clones and self.count:
            _tidy(0)

    def _known(self, observation: Observation) -> AuditTask | None:
        """Return a task that needs nothing to be brought, None if the repository may have to be read.

        It may where it has changed, where rules or options have, and where its snapshot does not hold all
        that another day can ask for.
        """
        context = self._context
        if context.refresh or not context.collecting:
            return None
        clone = self._clone(observation)
        task = AuditTask(_name(observation.repository), observation, clone, unchanged=True)
        head = snapshot_cache.head_of(task.target)
        if head is None or head.judging != context.judging:
            return None
        asks_more = context.plan.looks_later or not head.complete
        lacks_index = context.snapshots is not Snapshots.NONE and not head.sizes[2]
        if lacks_index or (asks_more and not clone):
            return None
        return task if head.state == snapshot_cache.state_of(task, context.collecting) else None

    def _clone(self, observation: Observation) -> str:
        """Return the clone of a repository that is here, "" if there is none or none is made."""
        if not self.clones:
            return ""
        from checker.git.mirror import kept

        return str(kept(_address(observation.repository)) or "")

    def owners(self) -> Mapping[str, Facts | None]:
        """Return what is known of each owner whose repositories were asked about; None for users."""
        wanted = self._context.wanted
        return {
            login: topics.of_owner(answers, wanted) if answers else None
            for login, answers in self._owners.items()
        }

    def organization(self) -> Organization | None:
        """Return the organization that was audited as a whole, or is configured; None without one."""
        return organization_of(self.owners(), self._whole, self._context.configuration.organization)

    def _listed(self, target: str) -> Iterator[Listed]:
        from checker.github.inventory import inventory

        own, asked = self._teams()
        ways = [(replace(self.filters, teams=()), own)] if own else []
        ways += [(replace(self.filters, teams=asked), ())] if asked or not own else []
        try:
            for filters, teams in ways:
                found = inventory(self.client, target, filters)
                yield from (each for each in found if not teams or matches(_plain(each), teams))
        except CheckerError as error:
            self.missing.append(uncollected(target, error))

    def _teams(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the globs of the teams that the settings list, and the other teams: GitHub knows those."""
        teams = self._context.teams
        parents = {team.team: team.part_of for team in teams}
        globs: list[str] = []
        asked: list[str] = []
        for name in self.filters.teams:
            own = [team for team in teams if slug(name) in map(slug, line(team.team, parents))]
            listed = [glob for team in own for glob in team.repositories]
            globs += listed
            asked += [] if listed else [name]
        return tuple(globs), tuple(asked)

    def _noted(self, observation: Observation, owners: "Owners") -> Observation:
        self._owners[observation.repository.owner] = observation.owner
        return replace(observation, answers={**observation.answers, **owners.answers(observation.repository)})

    def _bringer(self) -> Callable[[Observation], AuditTask]:
        """Return what makes a task of an observation, with the files where rules read some."""
        if not self._context.reads_files:
            return _bare
        bring = partial(_cloned, self.client, self._context)
        return self._timed(bring if self._options.clone else partial(_browsed, self.client))

    def _timed(self, bring: Callable[[Observation], AuditTask]) -> Callable[[Observation], AuditTask]:
        def timed(observation: Observation) -> AuditTask:
            started = time.monotonic()
            task = bring(observation)
            self.seconds.append(time.monotonic() - started)
            return task

        return timed


def _tidy(spared: int) -> None:
    from checker.git.mirror import prune

    prune(spared=spared)


def is_here(listed: Listed) -> bool:
    """Tell whether a clone of a repository is in the cache."""
    from checker.git.mirror import kept

    return kept(_address(listed)) is not None


def _address(listed: Listed) -> str:
    return f"{listed.url}.git"


def _plain(listed: Listed) -> Repository:
    return Repository(normalize(listed.url), listed.full_name)


def _bare(observation: Observation) -> AuditTask:
    return AuditTask(_name(observation.repository), observation)


def _cloned(client: "Client", context: Context, observation: Observation) -> AuditTask:
    from checker.git.mirror import sync

    listed = observation.repository
    secret = client.secret(listed.owner)
    token = secret.reveal() if secret else ""
    own = context.plan.policy.repository_waivers
    folder = sync(_address(listed), listed.branch, listed.head, token, context.at, also_tip=own)
    return AuditTask(_name(listed), observation, str(folder))


def _browsed(client: "Client", observation: Observation) -> AuditTask:
    from checker.github.contents import contents

    return AuditTask(
        _name(observation.repository), observation, tree=contents(client, observation.repository)
    )


def _name(listed: Listed) -> str:
    return f"{GITHUB}{listed.full_name}"
