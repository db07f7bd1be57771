"""The teams of an organization: what they are part of, and the repositories that they keep."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from checker.github.batches import failed, too_much
from checker.github.permissions import KEEPING_TEAMS, SHOWN_BY
from checker.github.query import COST
from checker.github.reply import Reply
from checker.github.responses import Answer, AnswerState, TokenKind
from checker.model.json_value import Json

if TYPE_CHECKING:
    from checker.github.client import Client

PERMISSION = SHOWN_BY[KEEPING_TEAMS]
OWNER = "organization owner"
SIZES = (20, 5, 1)
"""Teams a query, and fewer where that is too much for GitHub."""
_PAGES = 1000
_KEEPING = ("ADMIN", "MAINTAIN")
_GRANTS = "pageInfo { hasNextPage endCursor } edges { permission node { id } }"
TEAMS = f"""query($login: String!, $size: Int!, $after: String) {{
  {COST}
  organization(login: $login) {{
    viewerCanAdminister
    teams(first: $size, after: $after) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ slug parentTeam {{ slug }} repositories(first: 100) {{ {_GRANTS} }} }}
    }}
  }}
}}"""
MORE = f"""query($login: String!, $team: String!, $after: String) {{
  {COST}
  organization(login: $login) {{
    team(slug: $team) {{ repositories(first: 100, after: $after) {{ {_GRANTS} }} }}
  }}
}}"""


class _Lost(Exception):
    """GitHub did not show all of the list; the answer says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


def grants(client: "Client", login: str) -> Answer:
    """Return which teams administer or maintain which repositories, by the repositories' nodes.

    Each is a list of {team, permission, part_of}: slugs, ADMIN or MAINTAIN, and the teams above it, the
    nearest first. It takes a request for twenty teams and one more for each further hundred
    repositories of a team. An answer is not complete where GitHub may keep teams to itself.
    """
    found = _Found(client, login)
    try:
        found.ask()
    except _Lost as lost:
        return _hidden(lost.answer)
    return found.answer()


def _hidden(answer: Answer) -> Answer:
    permission = PERMISSION if answer.state in (AnswerState.DENIED, AnswerState.ABSENT) else ""
    return replace(answer, permission=answer.permission or permission)


class _Found(Struct):
    """What is known of the teams so far; *message* is why something is missing."""

    client: "Client"
    login: str
    parents: dict[str, str] = field(default_factory=dict)
    kept: defaultdict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    administers: bool = False
    message: str = ""

    def answer(self) -> Answer:
        value = {
            node: [
                {"team": team, "permission": permission, "part_of": self._above(team)}
                for team, permission in sorted(pairs)
            ]
            for node, pairs in self.kept.items()
        }
        if self.message:
            return Answer(AnswerState.SEEN, value, self.message, complete=False)
        if self.administers or self.client.token is TokenKind.APP:
            return Answer(AnswerState.SEEN, value)
        why = "GitHub shows secret teams only to their members and to owners of the organization"
        return Answer(AnswerState.SEEN, value, why, OWNER, complete=False)

    def ask(self) -> None:
        """Read all pages of the list; raises _Lost."""
        after: Json = None
        for _ in range(_PAGES):
            organization = self._page(after)
            self.administers = organization.get("viewerCanAdminister") is True
            teams = _mapping(organization.get("teams"))
            for team in _mappings(teams.get("nodes")):
                self._team(team)
            after = _following(teams)
            if after is None:
                return
        raise _Lost(Answer(AnswerState.FAILED, message=f"more than {_PAGES} pages of teams"))

    def _page(self, after: Json) -> Mapping[str, Json]:
        """Return a page of teams, a smaller one where GitHub cannot answer."""
        for size in SIZES:
            reply = self._asked(TEAMS, size=size, after=after)
            if not too_much(reply):
                break
        return self._checked(reply, "teams")

    def _asked(self, text: str, **variables: object) -> Reply:
        self.client.ledger.list()
        return self.client.query(text, {"login": self.login, **variables})

    def _checked(self, reply: Reply, field: str) -> Mapping[str, Json]:
        """Return the organization of a reply that has the field; raises _Lost for one that has not."""
        if reply.failure:
            raise _Lost(reply.failure)
        organization = _mapping(_mapping(reply.data).get("organization"))
        if not isinstance(organization.get(field), Mapping):
            missing = Answer(AnswerState.ABSENT, message="GitHub does not show the teams")
            raise _Lost(failed(reply.errors) if reply.errors else missing)
        if reply.errors:
            self.message = failed(reply.errors).message
        return organization

    def _team(self, team: Mapping[str, Json]) -> None:
        slug = str(team.get("slug"))
        self.parents[slug] = str(_mapping(team.get("parentTeam")).get("slug") or "")
        for node, permission in self._grants(slug, _mapping(team.get("repositories"))):
            if permission in _KEEPING:
                self.kept[node].append((slug, permission))

    def _grants(self, slug: str, first: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
        page = first
        for _ in range(_PAGES):
            for edge in _mappings(page.get("edges")):
                yield str(_mapping(edge.get("node")).get("id")), str(edge.get("permission"))
            after = _following(page)
            if after is None:
                return
            team = self._checked(self._asked(MORE, team=slug, after=after), "team").get("team")
            page = _mapping(_mapping(team).get("repositories"))
        raise _Lost(
            Answer(AnswerState.FAILED, message=f"{slug} has more than {_PAGES} pages of repositories")
        )

    def _above(self, team: str) -> list[Json]:
        found: list[Json] = []
        above = self.parents.get(team, "")
        while above and above not in found:
            found.append(above)
            above = self.parents.get(above, "")
        return found


def _following(connection: Mapping[str, Json]) -> Json:
    """Return where the next page begins, None after the last; raises _Lost for what is no list."""
    page = _mapping(connection.get("pageInfo"))
    after = page.get("endCursor")
    if page.get("hasNextPage") is False:
        return None
    if page.get("hasNextPage") is not True or not isinstance(after, str):
        raise _Lost(Answer(AnswerState.FAILED, message="GitHub's list of teams cannot be read"))
    return after


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: Json) -> Sequence[Mapping[str, Json]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
