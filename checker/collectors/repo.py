"""Who a repository is: identity and attributes, which have a value where nobody states one."""

from collections.abc import Mapping

from checker.collectors import Checkout
from checker.errors import Cause
from checker.git.origin import on_github, whose
from checker.model.facts import Facts, FactSpec, FactType, Problem

_S, _B = FactType.STRING, FactType.BOOL
FACTS = (
    FactSpec("repo.id", _S, "Host, owner and name of the origin, else the path of the repository."),
    FactSpec(
        "repo.name", _S, "The origin without its host, as in acme/pay-api; else the path of the repository."
    ),
    FactSpec("repo.slug", _S, "The last part of the name: pay-api of acme/pay-api."),
    FactSpec("repo.owner", _S, 'Who owns the origin, "" without one.'),
    FactSpec("repo.host", _S, 'The host of the origin, such as github.com, "" without one.'),
    FactSpec("repo.on_github", _B, "Whether it is on GitHub, as its host or GitHub itself says."),
    FactSpec("repo.team", _S, 'The accountable team, "" if none is.'),
    FactSpec("repo.archived", _B, "Whether the repository is declared closed; false unless stated."),
    FactSpec("repo.visibility", _S, 'public, internal or private, "" unless stated.'),
    FactSpec("repo.kind", _S, 'What the repository is (service, library, website …), "" unless stated.'),
    FactSpec("repo.tier", _S, 'How much the business depends on it, "" unless stated.'),
    FactSpec("repo.lifecycle", _S, 'Such as experimental, production or deprecated, "" unless stated.'),
    FactSpec("repo.system", _S, 'The larger thing that the repository is a part of, "" unless stated.'),
    FactSpec("repo.inherits", _B, "Whether files of OWNER/.github may apply; true unless stated."),
)
_STATED: Mapping[str, str | bool] = {
    "visibility": "",
    "kind": "",
    "tier": "",
    "lifecycle": "",
    "system": "",
    "archived": False,
    "inherits": True,
}


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the attributes, each with its default where nobody stated one, and those that are hidden."""
    del wanted  # they cost nothing
    repository = checkout.repository
    host, owner = whose(repository.id)
    stated = {f"repo.{name}": repository.attributes.get(name, default) for name, default in _STATED.items()}
    known = {
        **stated,
        "repo.id": repository.id,
        "repo.name": repository.name,
        "repo.slug": repository.name.rsplit("/", 1)[-1],
        "repo.owner": owner,
        "repo.host": host,
        "repo.on_github": checkout.observation is not None or on_github(host),
        "repo.team": repository.team,
    }
    hidden = {each.path: each for each in repository.ownership.hidden}
    problems = tuple(
        Problem(each.path, each.reason, each.permission, cause=Cause.UNAVAILABLE) for each in hidden.values()
    )
    return Facts({path: value for path, value in known.items() if path not in hidden}, problems)
