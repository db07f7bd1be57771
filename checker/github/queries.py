"""What can be asked of GitHub, described before anything is sent.

A field is a piece of GraphQL that is asked for many repositories at once, a listing one REST list
of the owner that answers for all of its repositories, an endpoint one REST request of its own.
"""

from enum import StrEnum

from msgspec import Struct


class Scope(StrEnum):
    """Whom a question is about."""

    REPOSITORY = "repository"
    OWNER = "owner"


class GraphQLField(Struct, frozen=True):
    """One field of GraphQL's Repository (or Organization) with its selection.

    *name* is the field's response key and the name of the answer. *text* may use the variables
    that `checker.github.query` declares. *heavy* fields go into the activity query, whose batches
    are smaller than those of the settings query.
    """

    name: str
    text: str
    heavy: bool = False
    scope: Scope = Scope.REPOSITORY


class Endpoint(Struct, frozen=True):
    """One REST GET.

    *path* has the placeholders {owner} and {repository} (owner/name) and is relative to the API's
    root. *pages* is how many pages of 100 are read at most; 0 means that the body is no list.
    *items* is the key of the list in a body that wraps it.
    """

    name: str
    path: str
    pages: int = 0
    items: str = ""
    scope: Scope = Scope.REPOSITORY


class Listing(Struct, frozen=True):
    """A REST list of an owner whose items belong to repositories.

    *key* is the dotted place in an item of the repository's full name, or of an address that holds
    it. Where the owner is a user, or the list is denied, *instead* is asked of each repository; of
    those that a collector names, if not *everywhere*. The answer of a repository under *name* is the
    list of its items, or what *instead* brought.
    """

    name: str
    path: str
    key: str
    instead: Endpoint
    pages: int = 100
    items: str = ""
    everywhere: bool = True


Ask = GraphQLField | Endpoint | Listing
