"""Who did something on GitHub: a person, a bot, a member. People are compared and never named."""

from functools import lru_cache

from checker.collectors.github.reading import Item, item, text
from checker.patterns import lazy

WHO = "author { __typename login }"
"""The selection that tells a person from a bot."""
_MEMBERS = frozenset(("OWNER", "MEMBER", "COLLABORATOR"))
_BOT = lazy(
    r"\[bot\]$|(?:^|[-_])(?:bot|robot)$"
    r"|^(?:dependabot(?:-preview)?|renovate|greenkeeper|depfu|snyk|pyup|scala-steward|github-actions|mergify"
    r"|imgbot|all-?contributors|semantic-release|pre-commit-ci|travis-ci|circleci|jenkins|weblate|crowdin)$"
)
_UPDATE_BOT = lazy(
    r"(?:^|[-_])(dependabot|renovate|pyup|greenkeeper|depfu|snyk|scala-steward|pre-commit-ci)(?:$|[-_\[])"
)


def login(found: Item, key: str = "author") -> str:
    """Return the lower-case login of whoever did it, "" for an account that is gone."""
    return _who(found, key)[0]


def is_bot(found: Item, key: str = "author") -> bool:
    """Tell whether a program did it: by the kind of its account or, for machine users, its name."""
    name, kind = _who(found, key)
    return kind == "Bot" or is_machine(name)


def is_other_person(found: Item, author: str, key: str = "author") -> bool:
    """Tell whether a person other than *author* did it; two accounts that are gone may be two people."""
    name, kind = _who(found, key)
    return (name != author or not author) and kind != "Bot" and not is_machine(name)


def update_bot(found: Item) -> str:
    """Return which of the bots that update dependencies did it, "" if none did."""
    match = _UPDATE_BOT.search(login(found)) if is_bot(found) else None
    return match[1] if match else ""


def is_member(found: Item) -> bool:
    """Tell whether the author belongs to the team, as far as the token can see."""
    return text(found, "authorAssociation") in _MEMBERS and not is_bot(found)


def _who(found: Item, key: str) -> tuple[str, str]:
    """Return the login and the kind of an actor, empty for an account that is gone."""
    if key in found and found[key] is None:
        return "", ""
    who = item(found.get(key), key)
    return text(who, "login").lower(), text(who, "__typename")


@lru_cache(maxsize=10_000)
def is_machine(name: str) -> bool:
    """Tell whether a name, in lower case, is one of a program."""
    return bool(_BOT.search(name))
