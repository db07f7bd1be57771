"""Who is told what became of their repositories."""

from msgspec import Struct


class Subscription(Struct, frozen=True):
    """One address and what it hears of. *team* "" is the whole organization.

    *to* names the environment variable that holds the address: addresses hold passwords, so that they
    do not belong into files.
    """

    to: str
    team: str = ""


class Digest(Struct, frozen=True):
    """One digest: Markdown, what it is about, and whether it can wait: only a lost level cannot."""

    subscription: Subscription
    title: str
    body: str
    urgent: bool = False
