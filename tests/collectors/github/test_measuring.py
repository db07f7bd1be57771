"""From measures to facts and problems."""

from checker.collectors import ITEM_LIMIT
from checker.collectors.github.measuring import Measures, Partial, measured, permission_of
from checker.collectors.github.reading import HiddenByPermission
from checker.errors import Cause, Unobserved
from checker.model.facts import Facts, Problem
from checker.model.json_value import Json

PERMISSIONS = {"things": "Things: read", "things.secret": "Secrets: read"}


def _failing(error: Exception) -> Json:
    raise error


MEASURES: Measures[int] = {
    "things.count": lambda count: count,
    "things.list": lambda count: [{}] * count,
    "things.part": lambda count: Partial(count, "there may be more"),
    "things.broken": lambda _: _failing(Unobserved("", "502")),
    "things.hidden": lambda _: _failing(HiddenByPermission("", "no")),
    "things.secret": lambda _: _failing(HiddenByPermission("", "no")),
    "things.told": lambda _: _failing(HiddenByPermission("", "no", "Keys: read")),
}


def of(*paths: str, count: int = 3) -> Facts:
    return measured(MEASURES, count, frozenset(paths), PERMISSIONS)


def test_only_what_is_wanted() -> None:
    """Facts of other topics are not missed."""
    assert of("things.count", "readme.words") == Facts({"things.count": 3})
    assert of() == Facts()


def test_problems() -> None:
    """Each with what would help: nothing helps against a failure."""
    assert of("things.broken", "things.hidden", "things.told", "things.count").problems == (
        Problem("things.broken", "502", cause=Cause.UNAVAILABLE),
        Problem("things.hidden", "no", "Things: read", cause=Cause.UNAVAILABLE),
        Problem("things.told", "no", "Keys: read", cause=Cause.UNAVAILABLE),
    )


def test_parts() -> None:
    """What was seen goes with the problem, also of lists that are too long."""
    assert of("things.part", "things.count").problems == (
        Problem("things.part", "there may be more", seen=3, cause=Cause.UNAVAILABLE),
    )
    (problem,) = of("things.list", count=ITEM_LIMIT + 1).problems
    assert problem.seen == [{}] * ITEM_LIMIT


def test_what_all_have_in_common_is_said_once() -> None:
    """Unless they differ, something was seen, or a part of it."""
    assert of("things.hidden").problems == (Problem("things", "no", "Things: read", cause=Cause.UNAVAILABLE),)
    assert len(of("things.hidden", "things.secret").problems) == 2
    assert of("things.hidden", "things.count").problems[0].path == "things.hidden"
    assert of("things.part").problems[0].path == "things.part"


def test_longest_prefix() -> None:
    """Prefixes end at dots."""
    assert permission_of("things.secret.name", PERMISSIONS) == "Secrets: read"
    assert permission_of("things.secrets", PERMISSIONS) == "Things: read"


def test_what_no_prefix_holds_is_said_of_each() -> None:
    """Another topic may have the same first word."""
    measures: Measures[int] = {
        "things.big.one": lambda _: _failing(Unobserved("", "502")),
        "things.small": lambda _: _failing(Unobserved("", "502")),
    }
    permissions = {"things.big": "Big: read", "things.small": "Small: read"}
    paths = [each.path for each in measured(measures, 0, frozenset(measures), permissions).problems]
    assert paths == ["things.big.one", "things.small"]
    alone = measured(measures, 0, frozenset(("things.big.one",)), permissions)
    assert [each.path for each in alone.problems] == ["things.big"]
