"""Which rulesets protect the tags of releases."""

from collections.abc import Callable, Sequence

from checker.collectors.github.reading import (
    HiddenByPermission,
    Item,
    cut,
    item,
    nodes,
    text,
    unreadable,
    value,
)
from checker.errors import Unobserved
from checker.files.globs import matches
from checker.github.queries import GraphQLField
from checker.github.responses import Observation
from checker.model.json_value import Json

TAGS = GraphQLField(
    "tag_rulesets",
    """tag_rulesets: rulesets(first: 50, includeParents: true, targets: [TAG]) {
      pageInfo { hasNextPage }
      nodes {
        enforcement
        conditions { refName { include exclude } }
        rules(first: 50) { nodes { type } }
      }
    }""",
)
_VERSIONS = ("refs/tags/v1.2.3", "refs/tags/1.2.3")


def under(kind: str) -> Callable[[Observation], bool]:
    """Return whether versions' tags are under an active rule of this type.

    That is so if one of the usual names is under it and none is left out.
    """

    def measure(view: Observation) -> bool:
        listed = value(view[TAGS.name], whole=True)
        if listed is None:
            raise HiddenByPermission("", "GitHub does not show the rulesets", "Metadata: read")
        active = [each for each in nodes(listed, "rulesets") if text(each, "enforcement") == "ACTIVE"]
        found = any(_covers(each) for each in active if kind in _types(each))
        if not found and cut(listed, "rulesets"):
            raise Unobserved("", "there are more than 50 rulesets for tags")
        return found

    return measure


def _types(ruleset: Item) -> set[str]:
    return {text(rule, "type") for rule in nodes(ruleset.get("rules"), "rules")}


def _covers(ruleset: Item) -> bool:
    names = item(item(ruleset.get("conditions"), "conditions").get("refName"), "refName")
    included, excluded = _patterns(names, "include"), _patterns(names, "exclude")
    return _any_matches(included) and not _any_matches(excluded)


def _patterns(found: Item, key: str) -> Sequence[str]:
    listed: Json = found.get(key)
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise unreadable(key)
    return listed


def _any_matches(patterns: Sequence[str]) -> bool:
    """Match names as rulesets do: whole, `*` stopping at a slash, braces meaning themselves."""
    return any(
        pattern == "~ALL" or ("{" not in pattern and matches(name, pattern))
        for pattern in patterns
        for name in _VERSIONS
    )
