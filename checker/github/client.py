"""One layer over PyGithub's requester: every request ends in an answer, whatever GitHub does."""

import hashlib
import json
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

from checker.errors import TargetError
from checker.github.classify import limited, refusal, said
from checker.github.connection import Connection
from checker.github.credentials import Secret
from checker.github.etags import ETags
from checker.github.rate_limit import CONCURRENCY, Exhausted, RateLimit, WaitWatcher
from checker.github.reply import Reply, reply
from checker.github.reply import limited as limited_query
from checker.github.requester import exchange, requester
from checker.github.responses import Answer, AnswerState, TokenKind
from checker.github.retries import ATTEMPTS, FIRST_PAUSE, RetryPolicy
from checker.github.transport import Exchange, NoAnswer, session
from checker.github.usage import RequestUsage
from checker.model.json_value import Json

if TYPE_CHECKING:
    from github.Requester import Requester
    from requests import Session

_QUERY_ATTEMPTS = 2  # a query that is too much for GitHub is better asked in parts


class _Got(Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: Json


class Client:
    """Asks one GitHub with one set of credentials, from any thread.

    *first_pause* is the seconds before the first repetition; each further one takes twice as long.
    """

    def __init__(
        self,
        connection: Connection,
        max_wait: float | None = None,
        watcher: WaitWatcher | None = None,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self.connection = connection
        self.token: TokenKind = connection.credentials.kind
        self.ledger = RequestUsage()
        self._budget = RateLimit(max_wait, watcher)
        self._patience = RetryPolicy(first_pause, max_wait)
        self._lock = threading.Lock()
        self._requesters: dict[str, Requester] = {}
        self._session: Session | None = None
        self._etags = ETags(_identity(connection))

    def get(self, path: str, pages: int = 0, items: str = "") -> Answer:
        """Return the answer to a REST GET of *path*, relative to the API's root.

        With *pages*, that many pages of a hundred are read at most, and the value is the list of all
        items; *items* is the key of the list in a body that wraps it.
        """
        if not pages:
            answer, _ = self._page(path)
            return answer
        return self._pages(_with(path, per_page="100"), pages, items)

    def query(self, text: str, variables: Mapping[str, object], repositories: int = 0) -> Reply:
        """Return what a GraphQL query brought; *repositories* is how many it is about, if any."""
        payload = {"query": text, "variables": dict(variables)}
        try:
            got = self._send("graphql", "POST", self.connection.graphql, payload, attempts=_QUERY_ATTEMPTS)
        except (NoAnswer, Exhausted) as error:
            self.ledger.lose()
            return Reply(failure=Answer(AnswerState.FAILED, message=str(error)))
        if got.status != 200:
            return Reply(failure=refusal(got.status, got.headers, got.body))
        found = reply(got.body)
        self.ledger.spend(found.points, shared=not repositories)
        return found

    def write(self, verb: str, path: str, payload: Mapping[str, object]) -> Answer:
        """Return the answer to a POST or PATCH of *path*; nothing is sent twice."""
        url = f"{self.connection.api}/{path.lstrip('/')}"
        try:
            got = self._send("core", verb, url, dict(payload), attempts=1)
        except (NoAnswer, Exhausted) as error:
            self.ledger.lose()
            return Answer(AnswerState.FAILED, message=str(error))
        if got.status not in (200, 201):
            return refusal(got.status, got.headers, got.body)
        return Answer(AnswerState.SEEN, got.body)

    def secret(self, owner: str) -> Secret | None:
        """Return the token that Git needs for the repositories of *owner*; it may be short-lived.

        Raises TargetError when an App is not installed there.
        """
        credentials = self.connection.credentials
        if credentials.app is None:
            return credentials.token
        try:
            auth = self._requester(owner).auth
            return Secret(auth.token) if auth else None
        except Exception as error:
            raise TargetError(f"{owner}: GitHub gives the App no token", "check its installation") from error

    def _pages(self, path: str, pages: int, items: str) -> Answer:
        found: list[Json] = []
        following = path
        for _ in range(pages):
            answer, after = self._page(following)
            page = answer.value.get(items) if items and isinstance(answer.value, Mapping) else answer.value
            if not answer.seen or not isinstance(page, list):
                return self._torn(found, answer)
            found += page
            if not after:
                return Answer(AnswerState.SEEN, found)
            following = after
        return Answer(AnswerState.SEEN, found, message=f"more than {pages * 100} items", complete=False)

    @staticmethod
    def _torn(found: list[Json], answer: Answer) -> Answer:
        why = answer.message or "GitHub's answer is not a list"
        if not found:
            return answer if not answer.seen else Answer(AnswerState.FAILED, message=why)
        return Answer(AnswerState.SEEN, found, message=why, permission=answer.permission, complete=False)

    def _page(self, path: str) -> tuple[Answer, str]:
        """Return one answer and the path of the page after it."""
        url = f"{self.connection.api}/{path.lstrip('/')}"
        kept = self._etags.get(url)
        try:
            got = self._send("core", "GET", url, None, kept.etag if kept else "")
        except (NoAnswer, Exhausted) as error:
            self.ledger.lose()
            return Answer(AnswerState.FAILED, message=str(error)), ""
        if got.status == 304 and kept:
            return Answer(AnswerState.SEEN, kept.body), kept.following
        if got.status == 204:
            return Answer(AnswerState.SEEN, True), ""
        if got.status != 200:
            return refusal(got.status, got.headers, got.body), ""
        following = self._next(got.headers.get("link", ""))
        self._etags.put(url, got.headers, got.body, following)
        return Answer(AnswerState.SEEN, got.body), following

    def _next(self, header: str) -> str:
        """Return the path of the next page, only if it is on the same GitHub."""
        from requests.utils import parse_header_links

        for link in parse_header_links(header[:10_000]) if header else ():
            url = str(link.get("url", ""))
            if link.get("rel") == "next" and url.startswith(f"{self.connection.api}/"):
                return url.removeprefix(f"{self.connection.api}/")
        return ""

    def _send(  # noqa: PLR0913  # the parts of a request
        self,
        resource: str,
        verb: str,
        url: str,
        payload: object,
        etag: str = "",
        *,
        attempts: int = ATTEMPTS,
    ) -> _Got:
        """Send until an answer comes that is worth something.

        Raises Broken or Exhausted when none does.
        """
        why, kind = "", _kind(url)
        for _ in self._patience.attempts(kind, attempts):
            with self._budget.slot(resource):
                started = time.monotonic()
                try:
                    got = self._once(verb, url, payload, etag)
                except NoAnswer as error:
                    why = str(error)
                    continue
            counted = "free" if got.status == 304 else resource
            self.ledger.request(counted, _repository(url), time.monotonic() - started)
            self.ledger.note(resource, got.headers)
            message = said(got.body)
            if limited(got.status, got.headers, message) or (got.status == 200 and limited_query(got.body)):
                self._pause(resource, got, message)
            elif got.status < 500:
                self._patience.note(kind, answered=True)
                return got
            why = f"GitHub answers with {got.status} {message}".strip()
        self._patience.note(kind, answered=False)
        raise NoAnswer(why)

    def _pause(self, resource: str, got: _Got, message: str) -> None:
        headers = got.headers
        seconds: float | None = None
        if headers.get("retry-after", "").isdigit():
            seconds = float(headers["retry-after"])
        elif headers.get("x-ratelimit-remaining") == "0" and headers.get("x-ratelimit-reset", "").isdigit():
            seconds = float(headers["x-ratelimit-reset"]) - time.time() + 1
        self._budget.pause(resource, seconds, message or "GitHub's rate limit")

    def _once(self, verb: str, url: str, payload: object, etag: str) -> _Got:
        headers = {"If-None-Match": etag} if etag else {}
        asker = self._requester(_owner(url))
        try:
            status, raw, text = exchange(asker, self._connection(), verb, url, payload, headers)
        except NoAnswer:
            raise
        except Exception as error:  # noqa: BLE001  # PyGithub lets everything through that can happen
            raise NoAnswer(f"no answer from GitHub ({type(error).__name__})") from None
        lower = {str(name).lower(): str(value) for name, value in raw.items()}
        return _Got(status, lower, _body(status, text))

    def _connection(self) -> Exchange:
        parts = urlsplit(self.connection.api)
        server = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            self._session = self._session or session(server, CONCURRENCY)
        return Exchange(self._session, server)

    def _requester(self, owner: str) -> "Requester":
        app = self.connection.credentials.app
        key = owner if app and not app.installation else ""
        with self._lock:
            if key not in self._requesters:
                self._requesters[key] = requester(self.connection, key)
            return self._requesters[key]


def _body(status: int, text: str) -> Json:
    """Return the body; raises Broken when it is torn or malformed."""
    if not text or status == 304:
        return None
    try:
        body: Json = json.loads(text)
    except (ValueError, RecursionError):
        if status >= 400:
            return {"message": " ".join(text[:200].split())}
        raise NoAnswer("GitHub's answer is not JSON") from None
    return body


def _identity(connection: Connection) -> str:
    """Return who asks, without saying the token."""
    credentials = connection.credentials
    app = f"{credentials.app.identity}/{credentials.app.installation}" if credentials.app else ""
    token = credentials.token.reveal() if credentials.token else ""
    return hashlib.sha256(f"standards-checker {app} {token}".encode()).hexdigest()


def _owner(url: str) -> str:
    """Return the owner that an address is about, "" where it names none."""
    parts = urlsplit(url).path.strip("/").split("/")
    for word in ("repos", "orgs", "users"):
        if word in parts[:-1]:
            return parts[parts.index(word) + 1]
    return ""


def _repository(url: str) -> str:
    """Return the full name of the repository that an address is about, "" where it names none."""
    owner = _owner(url)
    _, found, rest = urlsplit(url).path.partition(f"/repos/{owner}/")
    return f"{owner}/{rest.partition('/')[0]}" if found and owner else ""


def _kind(url: str) -> str:
    """Return what an address asks for, whichever repository or organization it is about."""
    place = urlsplit(url).path
    _, found, rest = place.partition(f"/{_owner(url)}/")
    return rest.partition("/")[2] if found and "/repos/" in place else rest or place


def _with(path: str, **more: str) -> str:
    """Add parameters to a path that does not have them."""
    place, _, query = path.partition("?")
    return f"{place}?{urlencode({**more, **dict(parse_qsl(query, keep_blank_values=True))}, safe=':>=<.*')}"
