"""What GitHub knows of the owners of repositories, asked once for each organization."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from checker.github.permissions import CUSTOM_PROPERTIES, KEEPING_TEAMS
from checker.github.properties import values
from checker.github.responses import Answer, AnswerState, Listed
from checker.github.teams import grants
from checker.model.json_value import Json
from checker.model.team import TeamSource

if TYPE_CHECKING:
    from checker.github.client import Client


class Owners:
    """Asks for what the *sources* of teams need, and nothing for those that need nothing of GitHub."""

    def __init__(self, client: "Client", sources: Collection[str]) -> None:
        self._client = client
        self._sources = frozenset(sources)
        self._kept: dict[tuple[str, str], Answer] = {}

    def answers(self, listed: Listed) -> Mapping[str, Answer]:
        """Return the answers about one repository by their names; users have neither teams nor properties."""
        found: dict[str, Answer] = {}
        if TeamSource.GITHUB in self._sources:
            found[KEEPING_TEAMS] = self._of(listed, grants, listed.node, [])
        if TeamSource.PROPERTIES in self._sources:
            found[CUSTOM_PROPERTIES] = self._properties(listed)
        return found

    def _properties(self, listed: Listed) -> Answer:
        if listed.properties:  # the inventory asked for them
            return Answer(AnswerState.SEEN, listed.properties)
        return self._of(listed, values, listed.full_name.lower(), {})

    def _of(self, listed: Listed, ask: Callable[["Client", str], Answer], key: str, none: Json) -> Answer:
        """Return one repository's part of a list of its organization."""
        if not listed.organization:
            return Answer(AnswerState.SEEN, none)
        place = (ask.__module__, listed.owner.lower())
        if place not in self._kept:
            self._kept[place] = ask(self._client, listed.owner)
        whole = self._kept[place]
        if not isinstance(whole.value, Mapping):
            return whole
        return replace(whole, value=whole.value.get(key, none))
