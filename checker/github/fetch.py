"""From repositories and questions to observations: side by side, in bounded memory."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from itertools import islice
from urllib.parse import quote

from msgspec.structs import replace

from checker.github import batches
from checker.github.client import Client
from checker.github.date_ranges import dates, variables
from checker.github.queries import Ask, Endpoint, GraphQLField, Listing, Scope
from checker.github.responses import Answer, AnswerState, Listed, Observation
from checker.model.json_value import Json
from checker.parallel import bounded_map
from checker.patterns import lazy

_BATCHES = 4  # at once; each sends several requests side by side
_REQUESTS = 16  # threads for the requests of single repositories; the budget decides how many go
_ROUNDS = 3
_IN_ADDRESS = lazy(r"/repos/([^/]+/[^/]+)/")
More = Callable[[Observation], Iterable[Endpoint]]


def observe(
    client: Client, repositories: Iterable[Listed], asks: Sequence[Ask], more: More, at: datetime
) -> Iterator[Observation]:
    """Yield what GitHub says about each repository, batch by batch, in the order given.

    *more* names the requests that follow from the answers about a repository; it is asked again when
    they are answered, a few times, and names only what is new. Nothing that
    happens to one repository keeps the others from being observed.
    """
    source = iter(repositories)
    parts = iter(lambda: list(islice(source, batches.SETTINGS)), [])
    with ThreadPoolExecutor(_BATCHES) as pool, ThreadPoolExecutor(_REQUESTS) as requests:
        fetcher = _Fetcher(client, asks, more, at, requests)
        for _, seen in bounded_map(
            lambda part: pool.submit(fetcher.batch, part), parts, 2 * _BATCHES, ordered=True
        ):
            if isinstance(seen, Exception):
                raise seen
            yield from seen


def queries(asks: Sequence[Ask], repositories: int, organizations: int) -> int:
    """Return how many queries `observe` sends about so many repositories, if all are answered at once."""
    fields = [ask for ask in asks if isinstance(ask, GraphQLField)]
    of_owner = organizations if any(field.scope is Scope.OWNER for field in fields) else 0
    own = [field for field in fields if field.scope is Scope.REPOSITORY]
    whole, rest = divmod(repositories, batches.SETTINGS)
    settings = whole + bool(rest) if any(not field.heavy for field in own) else 0
    parts = whole * -(-batches.SETTINGS // batches.ACTIVITY) + -(-rest // batches.ACTIVITY)
    return of_owner + settings + (parts if any(field.heavy for field in own) else 0)


class _Fetcher:
    """State shared by the batches of one run."""

    def __init__(
        self, client: Client, asks: Sequence[Ask], more: More, at: datetime, requests: ThreadPoolExecutor
    ) -> None:
        fields = [ask for ask in asks if isinstance(ask, GraphQLField)]
        self._client = client
        self._more = more
        self._at = at
        self._requests = requests
        self._settings = [f for f in fields if f.scope is Scope.REPOSITORY and not f.heavy]
        self._activity = [f for f in fields if f.scope is Scope.REPOSITORY and f.heavy]
        self._listings = [ask for ask in asks if isinstance(ask, Listing)]
        self._endpoints = [a for a in asks if isinstance(a, Endpoint) and a.scope is Scope.REPOSITORY]
        self._owners = _Owners(client, asks, at)

    def batch(self, repositories: list[Listed]) -> list[Observation]:
        """Observe one batch."""
        windows = variables(self._at)
        answers = batches.ask(self._client, repositories, self._settings, windows)
        for start in range(0, len(repositories), batches.ACTIVITY):
            part = repositories[start : start + batches.ACTIVITY]
            found = batches.ask(self._client, part, self._activity, windows)
            for offset, each in enumerate(found):
                answers[start + offset].update(each)
        seen = [self._first(*pair) for pair in zip(repositories, answers, strict=True)]
        for _ in range(_ROUNDS):
            waiting = [self._further(each) for each in seen]
            if not any(waiting):
                break
            seen = [self._joined(*pair) for pair in zip(seen, waiting, strict=True)]
        return seen

    def _first(self, repository: Listed, answers: dict[str, Answer]) -> Observation:
        """Return what is known before anything is asked for this repository alone."""
        owner = self._owners.answers(repository)
        lists = {each.name: self._owners.listed(repository, each) for each in self._listings}
        answers.update({name: answer for name, answer in lists.items() if answer is not None})
        administers = answers.pop(batches.ADMINISTERS, Answer(AnswerState.FAILED)).value
        known = administers if isinstance(administers, bool) else None
        return Observation(
            repository=repository,
            token=self._client.token,
            at=self._at,
            answers=answers,
            owner=owner,
            administers=known,
        )

    def _further(self, seen: Observation) -> dict[str, Future[Answer]]:
        """Send what is left to be asked about one repository."""
        wanted = {each.name: each for each in self._endpoints}
        lists = [each for each in self._listings if each.everywhere]
        wanted |= {each.name: replace(each.instead, name=each.name) for each in lists}
        # A collector's mistake costs what it would have asked for, never the repository.
        with suppress(Exception):
            wanted |= {each.name: each for each in self._more(seen)}
        left = [each for name, each in wanted.items() if name not in seen.answers]
        return {each.name: self._requests.submit(self._asked, each, seen.repository) for each in left}

    def _asked(self, endpoint: Endpoint, repository: Listed) -> Answer:
        return self._client.get(filled(endpoint.path, repository, self._at), endpoint.pages, endpoint.items)

    @staticmethod
    def _joined(seen: Observation, further: Mapping[str, Future[Answer]]) -> Observation:
        found = {name: future.result() for name, future in further.items()}
        return replace(seen, answers={**seen.answers, **found})


class _Owners:
    """What is asked once for each owner, by whichever batch comes first."""

    def __init__(self, client: Client, asks: Sequence[Ask], at: datetime) -> None:
        self._client = client
        self._at = at
        self._fields = [a for a in asks if isinstance(a, GraphQLField) and a.scope is Scope.OWNER]
        self._endpoints = [a for a in asks if isinstance(a, Endpoint) and a.scope is Scope.OWNER]
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._answers: dict[str, Mapping[str, Answer]] = {}
        self._lists: dict[tuple[str, str], Mapping[str, list[Json]] | None] = {}

    def answers(self, repository: Listed) -> Mapping[str, Answer]:
        """Return the answers about the owner of a repository; users are not asked about."""
        if not repository.organization:
            return {}
        login = repository.owner.lower()
        with self._locks[login]:
            if login not in self._answers:
                self._answers[login] = self._asked(repository)
            return self._answers[login]

    def listed(self, repository: Listed, listing: Listing) -> Answer | None:
        """Return the items of a repository, None where the owner's list does not tell."""
        if not repository.organization:
            return None
        key = (repository.owner.lower(), listing.name)
        with self._locks[f"{key}"]:
            if key not in self._lists:
                self._lists[key] = self._grouped(repository, listing)
            found = self._lists[key]
        return (
            None if found is None else Answer(AnswerState.SEEN, found.get(repository.full_name.lower(), []))
        )

    def _asked(self, repository: Listed) -> Mapping[str, Answer]:
        found = dict(batches.of_owner(self._client, repository.owner, self._fields, variables(self._at)))
        for each in self._endpoints:
            found[each.name] = self._client.get(
                filled(each.path, repository, self._at), each.pages, each.items
            )
        return found

    def _grouped(self, repository: Listed, listing: Listing) -> Mapping[str, list[Json]] | None:
        """Return the items by repository; None for a list that is refused or cut off."""
        path = filled(listing.path, repository, self._at)
        answer = self._client.get(path, listing.pages, listing.items)
        if not answer.seen or not answer.complete or not isinstance(answer.value, list):
            return None
        groups: defaultdict[str, list[Json]] = defaultdict(list)
        for item in answer.value:
            groups[_at(item, listing.key).lower()].append(item)
        return groups


def filled(path: str, repository: Listed, at: datetime | None) -> str:
    """Return a path with its placeholders filled, each part of it quoted."""
    values = {
        "owner": quote(repository.owner, safe=""),
        "repository": f"{quote(repository.owner, safe='')}/{quote(repository.name, safe='')}",
        "branch": quote(repository.branch, safe=""),
        "head": quote(repository.head, safe=""),
        **(dates(at) if at else {}),
    }
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def _at(item: Json, key: str) -> str:
    """Return the full name of the repository that an item is about; an address holds it too."""
    for part in key.split("."):
        item = item.get(part) if isinstance(item, Mapping) else None
    text = item if isinstance(item, str) else ""
    match = _IN_ADDRESS.search(text)
    return match[1] if match else text
