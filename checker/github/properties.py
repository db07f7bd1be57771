"""The custom properties that an organization gives its repositories."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec.structs import replace

from checker.github.permissions import CUSTOM_PROPERTIES, SHOWN_BY
from checker.github.responses import Answer, AnswerState
from checker.model.json_value import Json

if TYPE_CHECKING:
    from checker.github.client import Client

PERMISSION = SHOWN_BY[CUSTOM_PROPERTIES]
_PAGES = 1000


def values(client: "Client", owner: str) -> Answer:
    """Return the properties of all repositories of an organization, by full names in lower case.

    It takes a request for a hundred repositories.
    """
    answer = client.get(f"orgs/{quote(owner, safe='')}/properties/values", pages=_PAGES)
    if not answer.seen:
        hidden = answer.state in (AnswerState.DENIED, AnswerState.ABSENT)
        return replace(answer, permission=answer.permission or (PERMISSION if hidden else ""))
    items = answer.value if isinstance(answer.value, list) else []
    return replace(answer, value={_name(each): _pairs(each) for each in items if isinstance(each, Mapping)})


def _name(item: Mapping[str, Json]) -> str:
    return str(item.get("repository_full_name")).lower()


def _pairs(item: Mapping[str, Json]) -> dict[str, Json]:
    pairs = item.get("properties")
    listed = pairs if isinstance(pairs, list) else []
    return {str(pair.get("property_name")): pair.get("value") for pair in listed if isinstance(pair, Mapping)}
