"""PyGithub's requester: it knows the credentials and renews those of Apps."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checker._version import __version__
from checker.github.connection import Connection
from checker.github.rate_limit import CONCURRENCY
from checker.github.transport import TIMEOUT, Exchange

if TYPE_CHECKING:
    from github.Requester import Requester

_API_VERSION = "2022-11-28"


def requester(connection: Connection, owner: str) -> "Requester":
    """Return PyGithub's requester without its own waiting and repeating, which know no limits.

    *owner* is whose installation an App acts as where none is given.
    """
    import github

    github.set_log_level(logging.CRITICAL)  # else it writes what GitHub says to stderr as it stands
    return github.Github(
        base_url=connection.api,
        auth=_auth(connection, owner),
        timeout=TIMEOUT,
        user_agent=f"standards-checker/{__version__}",
        retry=None,
        pool_size=CONCURRENCY,
        seconds_between_requests=None,
        seconds_between_writes=None,
        api_version=_API_VERSION,
    ).requester


def _auth(connection: Connection, owner: str) -> Any:
    from github import Auth, GithubIntegration

    credentials = connection.credentials
    if credentials.token:
        return Auth.Token(credentials.token.reveal())
    if credentials.app is None:
        return None
    auth = Auth.AppAuth(credentials.app.identity, credentials.app.key.reveal())
    number = credentials.app.installation
    if not number:
        integration = GithubIntegration(auth=auth, base_url=connection.api)
        number = integration.get_org_installation(owner).id
    return auth.get_installation_auth(number)


def exchange(  # noqa: PLR0913, PLR0917  # the parts of a request
    asker: "Requester",
    connection: Exchange,
    verb: str,
    url: str,
    payload: object,
    headers: dict[str, str],
) -> tuple[int, Mapping[str, Any], str]:
    """Send through PyGithub, which adds the credentials; *connection* stands for its own."""
    cnx: Any = connection
    status, raw, text = asker.requestJson(verb, url, None, headers, payload, cnx)
    return status, raw, str(text or "")
