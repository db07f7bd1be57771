"""The waivers that a repository holds itself: they count one by one, each mistake costs its own."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from checker.model.policy import Mistake, Policy, Position, Waiver
from checker.policy.access import UnreadableSettings, decoded
from checker.policy.json_schema import generate
from checker.policy.language import OWN_WAIVERS
from checker.policy.loading import build
from checker.policy.loading.gather import read
from checker.policy.loading.load import too_long
from checker.policy.rule_selection import objection, selected
from checker.policy.schema.reader import Reader, Section
from checker.policy.schema.scalars import Schema

PATH = ".checker/waivers.yml"
"""Where a repository holds its own waivers."""
PATTERN_LIMIT = 500
"""Patterns of all of them together: each is tried on every rule, and strangers write them."""


def waivers_schema() -> Schema:
    """Return the JSON Schema of the file at PATH."""
    return generate(OWN_WAIVERS, "waivers", "Standards Checker waivers of a repository")


class RepositoryWaivers(Struct, frozen=True):
    """The waivers that count, and every mistake in those that do not."""

    waivers: tuple[Waiver, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def read_own(content: bytes, policy: Policy, today: date) -> RepositoryWaivers:
    """Read what a repository holds at PATH, within what *policy* allows on a day.

    Every waiver has what one in a policy has; it may not waive locked rules nor last longer, and
    its scope is the repository.
    """
    reader = Reader(PATH)
    try:
        root = read(reader, decoded(content), OWN_WAIVERS)
    except UnreadableSettings as error:
        return RepositoryWaivers(mistakes=(Mistake(Position(PATH, 1, 1), str(error)),))
    waivers: list[Waiver] = []
    patterns = 0
    for section in () if root is None else root.get("waivers", ()):
        patterns += len(section.get("rules", ())) + len(section.get("paths", ()))
        if patterns > PATTERN_LIMIT:
            reader.mistakes.append(Mistake(section.at(), f"more than {PATTERN_LIMIT} patterns up to here"))
            break
        waivers += _counting(section, policy, today, reader)
    return RepositoryWaivers(tuple(waivers), tuple(sorted(reader.mistakes, key=_line)))


def _line(mistake: Mistake) -> tuple[int, int]:
    return mistake.position.line, mistake.position.column


def _counting(section: Section, policy: Policy, today: date, reader: Reader) -> Iterator[Waiver]:
    """Yield a waiver if it counts, else record why it does not."""
    if section.sound:
        refused = list(_refused(section, policy, today))
        reader.mistakes += refused
        if not refused:
            yield build.own_waiver(section)


def _refused(section: Section, policy: Policy, today: date) -> Iterator[Mistake]:
    """Yield why the policy does not let a waiver count."""
    ids = [*(rule.id for rule in policy.rules), *policy.off]
    patterns = section.values["rules"]
    for index, pattern in enumerate(patterns):
        if why := objection(pattern, ids):
            yield Mistake(section.at("rules", index), why)
    locked = selected(selected(ids, patterns), policy.locked)
    if locked:
        yield Mistake(section.at("rules"), f"waives {', '.join(locked)}: the policy has locked that")
    if why := too_long(section.values["until"], policy, today):
        yield Mistake(section.at("until"), why)
