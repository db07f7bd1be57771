"""Digests for teams: only of what changed, and less often where something changes all the time."""

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from checker import cache
from checker.app.reports import compare
from checker.errors import TargetError, UsageError
from checker.model import encoding
from checker.model.audit import Audit
from checker.model.change import Change, Direction, Focus, GroupChange
from checker.model.digest import Digest, Subscription
from checker.render import Style
from checker.render.markdown import change as markdown_change
from checker.render.markdown.truncate import cut
from checker.render.shared import change_figures
from checker.render.shared.text import clean, number

KIND = "notices"
"""The folder of the cache in which it is remembered who was told when."""
LENGTH_LIMIT = 4000
"""Characters of one digest: what chats and mail programs show without folding."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(hours=20), timedelta(days=7)
"""How long an address is left alone after a digest: twice as long after each one that follows at once."""
_CUT = "**Cut here.** `checker compare` tells the rest."
Send = Callable[[str, str, str], bool]
"""Sends title and Markdown to an address; tells whether that worked."""


class DigestState(Struct, frozen=True):
    """When an address heard of something last, and for how long it is left alone since."""

    at: datetime
    pause: float


class Sent(Struct, frozen=True):
    """What became of the digests: sent, left for later because the last one is too fresh, or failed."""

    sent: tuple[Digest, ...] = ()
    later: tuple[Digest, ...] = ()
    failed: tuple[Digest, ...] = ()


def notices(before: Audit, after: Audit, subscriptions: Sequence[Subscription]) -> Iterator[Digest]:
    """Yield a digest for each subscription about which anything is different.

    Raises UsageError for a team that neither audit has.
    """
    for each in subscriptions:
        change = compare.compare(before, after, Focus(teams=(each.team,) if each.team else ()))
        group = _group(change, each.team)
        if group and _moved(change, group):
            yield Digest(each, _title(group), _body(change), group.level.direction is Direction.LOST)


def _group(change: Change, team: str) -> GroupChange | None:
    if not team:
        return change.organization
    return next((each for each in change.teams if each.name == team), None)


def _moved(change: Change, group: GroupChange) -> bool:
    return bool(
        any(each.outcomes for each in change.subjects)
        or round(group.score.difference or 0.0, 1)
        or group.level.direction is not Direction.SAME
        or group.came
        or group.went
    )


def _title(group: GroupChange) -> str:
    score = group.score
    ends = f"{number(score.before)} to {number(score.after)}, {change_figures.difference(score)}"
    level = "" if group.level.direction is not Direction.LOST else f", level {group.level.before} lost"
    return clean(f"{group.name or 'all repositories'}: score {ends}{level}")


def _body(change: Change) -> str:
    return cut(markdown_change.render(change, Style()), LENGTH_LIMIT, len, _CUT)


def deliver(
    found: Sequence[Digest], now: datetime, environment: Mapping[str, str], send: Send | None = None
) -> Sent:
    """Send digests to the addresses that *environment* holds, each as often as it may be disturbed.

    Raises UsageError before anything is sent when an address is not there.
    """
    for each in found:
        if not environment.get(each.subscription.to):
            raise UsageError(
                f"the environment variable {each.subscription.to} is not set",
                "it holds an address such as slack://… (https://github.com/caronc/apprise)",
            )
    send = send or _library()
    parts: dict[str, list[Digest]] = {"sent": [], "later": [], "failed": []}
    for each in found:
        parts[_delivered(each, now, environment[each.subscription.to], send)].append(each)
    return Sent(**{name: tuple(listed) for name, listed in parts.items()})


def _delivered(notice: Digest, now: datetime, address: str, send: Send) -> str:
    key = hashlib.sha256(f"{address}\0{notice.subscription.team}".encode()).hexdigest()
    told = _told(key)
    if told and not notice.urgent and now < told.at + timedelta(seconds=told.pause):
        return "later"
    if not send(address, notice.title, notice.body):
        return "failed"
    cache.put(KIND, key, encoding.encode(_next(told, now)))
    return "sent"


def _told(key: str) -> DigestState | None:
    kept = cache.get(KIND, key)
    try:
        return encoding.decode(DigestState, kept) if kept else None
    except ValueError:
        return None


def _next(told: DigestState | None, now: datetime) -> DigestState:
    """Return what to remember of a digest sent now: who keeps hearing is left alone for longer."""
    first = DigestState(now, FIRST_PAUSE.total_seconds())
    if told is None or now > told.at + timedelta(seconds=2 * told.pause):
        return first
    return replace(first, pause=min(2 * told.pause, LONGEST_PAUSE.total_seconds()))


def _library() -> Send:
    try:
        import apprise
    except ImportError as error:
        raise UsageError(
            "notifications need the library apprise", f"run `{sys.executable} -m pip install apprise`"
        ) from error

    def send(address: str, title: str, body: str) -> bool:
        client = apprise.Apprise()
        if not client.add(address):
            raise TargetError("an address for notifications cannot be read", "see apprise's documentation")
        return bool(client.notify(title=title, body=body, body_format=apprise.NotifyFormat.MARKDOWN))

    return send
