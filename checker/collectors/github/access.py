"""Who may do what in a repository."""

from collections.abc import Callable, Iterator, Mapping

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import HiddenByPermission, Item, cut, every, item, items, text, value
from checker.errors import Unobserved
from checker.github.queries import Ask, Endpoint, GraphQLField
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {
    "access": "Metadata: read, with the right to push",
    "access.invitations": "Administration: read",
    "access.teams": "Administration: read",
}

_INT, _STRING = FactType.INT, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
    FactSpec("access.admins", _INT, "How many people can administer the repository."),
    FactSpec("access.writers", _INT, "How many people can write to the repository."),
    FactSpec(
        "access.outside",
        FactType.RECORDS,
        "The outside collaborators and their permission.",
        item={"name": _STRING, "permission": _STRING},
    ),
    FactSpec(
        "access.teams",
        FactType.RECORDS,
        "The teams with access and their permission.",
        item={"name": _STRING, "permission": _STRING},
    ),
    FactSpec("access.invitations", _INT, "How many invitations are pending."),
)

EVERYBODY = GraphQLField(
    "everybody",
    "everybody: collaborators(first: 100) { totalCount pageInfo { hasNextPage } edges { permission } }",
)
OUTSIDE = GraphQLField(
    "outsiders",
    """outsiders: collaborators(affiliation: OUTSIDE, first: 100) {
      pageInfo { hasNextPage } edges { permission node { login } }
    }""",
)
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "access": (),
    "access.admins": (EVERYBODY,),
    "access.writers": (EVERYBODY,),
    "access.outside": (OUTSIDE,),
}
_NEEDS = {
    "access.teams": Endpoint("teams", "repos/{repository}/teams", pages=1),
    "access.invitations": Endpoint("invitations", "repos/{repository}/invitations", pages=1),
}
_NAMES = {"pull": "read", "push": "write"}
_ADMINISTER = frozenset(("ADMIN",))
_WRITE = frozenset(("ADMIN", "MAINTAIN", "WRITE"))


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Ask for teams and invitations, where a rule reads them; a user has no teams."""
    for path, endpoint in _NEEDS.items():
        if path in wanted and (view.repository.organization or path != "access.teams"):
            yield endpoint


def _edges(view: Observation, field: GraphQLField) -> list[Item]:
    found = value(view[field.name], whole=True)
    if found is None:
        raise HiddenByPermission("", "GitHub shows the collaborators to those who may push only")
    if cut(found, field.name):
        raise Unobserved("", "there are more than 100 collaborators")
    return list(items(item(found, field.name).get("edges"), field.name))


def _number(permissions: frozenset[str]) -> Callable[[Observation], Json]:
    return lambda view: sum(text(edge, "permission") in permissions for edge in _edges(view, EVERYBODY))


def _outside(view: Observation) -> Json:
    if not view.repository.organization:
        return []  # a user's repository has collaborators, but nobody is outside of anything
    return [
        {
            "name": text(item(edge.get("node"), "node"), "login"),
            "permission": text(edge, "permission").lower(),
        }
        for edge in _edges(view, OUTSIDE)
    ]


def _permission(team: Item) -> str:
    """Return a permission by the name that GitHub's pages give it."""
    named = text(team, "permission")
    return _NAMES.get(named, named)


def _teams(view: Observation) -> Json:
    if not view.repository.organization:
        return []
    return [
        {"name": text(team, "slug"), "permission": _permission(team)}
        for team in every(view["teams"], "teams")
    ]


_MEASURES: Measures[Observation] = {
    "access.admins": _number(_ADMINISTER),
    "access.writers": _number(_WRITE),
    "access.outside": _outside,
    "access.teams": _teams,
    "access.invitations": lambda view: len(every(view["invitations"], "invitations")),
}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return who may do what."""
    return measured(_MEASURES, view, wanted, PERMISSIONS)
