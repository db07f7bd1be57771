"""Any key of any file of ours may hold any YAML: what does not fit is a mistake at its place, never an error."""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import count
from typing import Any

import pytest

from checker.errors import UsageError
from checker.policy.cases import CASES
from checker.policy.debt import DEBT
from checker.policy.language import OWN_WAIVERS, POLICY, Off
from checker.policy.schema.containers import ListKind, MappingKind, UnionKind
from checker.policy.schema.records import Excludes, RecordKind
from checker.policy.schema.scalars import (
    AnyKind,
    ChoiceKind,
    DayKind,
    FlagKind,
    GlobKind,
    NumberKind,
    ParameterKind,
    TextKind,
)
from checker.policy.settings.catalog import CONFIGURATION
from checker.policy.settings.teams import TEAMS_FILE
from tests.policy.test_structures import LOADERS

RECORDS = {
    "policy": POLICY,
    "cases": CASES,
    "config": CONFIGURATION,
    "teams": TEAMS_FILE,
    "waivers": OWN_WAIVERS,
    "debt": DEBT,
}
TEXTS = ("true", "a/b", "a", "x.y", "https://x.org/y", "README.md:1", "ADDRESS", "tier", "1")
SHAPES = (
    ("null", "true", "3", "-1", "1.5", "1e400", ".nan", "0x1F", f"{10**30}", "x", "''", "'*'", "'\\0'"),
    ("[]", "[a]", "[null]", "[[1], {a: b}]", "2026-13-45", "0001-01-01", "9999-12-31", "*nowhere"),
    ("{}", "{a: b}", "{a: {b: [1]}}", "{1: 2, true: 3}", "{null: 1}", "{? [a] : b}", "{<<: {a: b}}"),
    ("!!binary aGk=", "!!set {a}", "!unknown x", "{a: [], b: [1]}"),
)
"""YAML to stand in the place of any value, by its shape."""


def sample(kind: Any, variant: int) -> Any:
    """Return a value of a kind with all that it can hold; *variant* chooses between keys that exclude others."""
    makers: dict[type, Callable[[], Any]] = {
        RecordKind: lambda: _mapping(kind, variant),
        MappingKind: lambda: {sample(kind.key, variant): sample(kind.value, variant)},
        UnionKind: lambda: sample(kind.table or kind.many or kind.scalar, variant),
        ListKind: lambda: [sample(kind.item, variant)],
        TextKind: lambda: next(text for text in TEXTS if re.search(kind.pattern, text)),
        ChoiceKind: lambda: kind.words[0],
        FlagKind: lambda: kind.only is not False,
        NumberKind: lambda: max(1, int(kind.least)),
        DayKind: lambda: "2027-03-31",
        GlobKind: lambda: "*",
        ParameterKind: lambda: "x",
        AnyKind: lambda: {"a": [1]},
        Off: lambda: "no need",
    }
    return makers[type(kind)]()


def _mapping(record: RecordKind, variant: int) -> dict[str, Any]:
    found = {key: sample(field.kind, variant) for key, field in record.fields.items()}
    for each in record.constraints:
        if isinstance(each, Excludes):
            for key in (each.key,) if variant else each.others:
                found.pop(key, None)
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value within one."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def replaced(document: Any, path: tuple[Any, ...], shape: str) -> str:
    """Return a document as text, with YAML of another shape at a place."""
    if not path:
        return shape
    changed = deepcopy(document)
    place = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = "@HERE@"
    return json.dumps(changed).replace('"@HERE@"', shape)


@pytest.mark.parametrize("variant", [0, 1])
@pytest.mark.parametrize("kind", RECORDS)
def test_any_value_in_any_place_is_taken_or_is_a_mistake_with_its_line(kind, variant, tmp_path):
    """One value of a whole document at a time, by one of each shape in turn."""
    document = sample(RECORDS[kind], variant)
    turn = count()
    for path in places(document):
        for shapes in SHAPES:
            shape = shapes[next(turn) // len(SHAPES) % len(shapes)]
            text = replaced(document, path, shape)
            try:
                for mistake in LOADERS[kind](tmp_path, text):
                    assert re.search(r":\d+:\d+: .", str(mistake)), (path, shape, mistake)
            except UsageError as error:
                assert error.message, (path, shape)
            except Exception as error:
                raise AssertionError(f"{shape} at {path}: {error!r}\n{text}") from error


@pytest.mark.parametrize("value", ["[a]", "x", "3", "[{a: b}]"])
@pytest.mark.parametrize("kind", ["rules", "adjust"])
def test_parameters_that_are_no_mapping_are_a_mistake_at_their_place(value, kind, tmp_path):
    """They are looked through for places before it is known that they are sound."""
    rule = "id: a/b, title: t, why: w, severity: low, fix: {text: x}, assert: 'true'"
    more = {"rules": f"- {{{rule}, params: {value}}}", "adjust": f"- {{rules: [a/b], params: {value}}}"}
    text = f"policy: own\n{kind}:\n{more[kind]}\n"
    mistakes = [str(each) for each in LOADERS["policy"](tmp_path, text)]
    assert any(re.match(r"own.yml:\d+:\d+: expected a mapping", each) for each in mistakes), mistakes


def test_a_sample_holds_every_key():
    """So that no key is left out of the test above."""
    for record in RECORDS.values():
        both = [sample(record, variant) for variant in (0, 1)]
        assert {*both[0], *both[1]} == set(record.fields)
