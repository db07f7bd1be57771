"""The waivers that a repository holds itself, and what to warn of about them."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from checker.engine.snapshot import ABSENT, Held
from checker.engine.waivers import WaiverScope, warnings
from checker.errors import Unobserved
from checker.git import GitSource
from checker.model.policy import Policy, Waiver
from checker.policy.access import SIZE_LIMIT
from checker.policy.repository_waivers import PATH, RepositoryWaivers, read_own

_LIMIT = 10
"""Warnings about the waivers of one repository: strangers write them."""


class Excused(Struct, frozen=True):
    """The waivers that count in one repository, and what to warn of."""

    waivers: tuple[Waiver, ...] = ()
    warnings: tuple[str, ...] = ()


def held(source: GitSource, policy: Policy) -> Held:
    """Return what stands at PATH on the default branch, if the policy lets it count."""
    if not policy.repository_waivers:
        return Held()
    try:
        content = source.default.read(PATH)
    except Unobserved as error:
        wanted = any(entry.path == PATH for entry in source.tree.entries)
        return Held(unseen=str(error) if wanted else "", asked=True)
    text = None if content is None else content[: SIZE_LIMIT + 1].decode("utf-8", "surrogateescape")
    return Held(text, asked=True)


def excused(found: Held, policy: Policy, place: WaiverScope, now: datetime, today: date | None) -> Excused:
    """Return the waivers of what was found that count; they are measured from *today*, else from *now*."""
    if not policy.repository_waivers:
        return Excused()
    own = RepositoryWaivers()
    if found.text is not None:
        content = found.text.encode("utf-8", "surrogateescape")
        own = read_own(content, policy, today or now.date())
    said = list(_said(found, own, policy, place, now.date()))
    more = [f"and {len(said) - _LIMIT} more about {PATH}"] if len(said) > _LIMIT else []
    name = place.name or place.repository
    return Excused(own.waivers, tuple(f"{name}: {each}" for each in (*said[:_LIMIT], *more)))


def _said(
    found: Held, own: RepositoryWaivers, policy: Policy, place: WaiverScope, today: date
) -> Iterator[str]:
    unseen = found.unseen if found.asked else f"{PATH}: {ABSENT}"
    if unseen:
        yield f"its own waivers do not count: {unseen}"
    for mistake in own.mistakes:
        yield f"{mistake}; this waiver does not count"
    yield from warnings(own.waivers, policy.rules, (place,), today)
