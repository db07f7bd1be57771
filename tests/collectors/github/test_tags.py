"""Protection of the tags of releases."""

from typing import Any

import pytest

from checker.collectors.github.reading import HiddenByPermission
from checker.collectors.github.tags import under
from checker.errors import Unobserved
from checker.github.responses import Answer, AnswerState
from tests.collectors.github.settings import tags
from tests.collectors.github.views import connection, view


def protected(*rulesets: Any, kind: str = "UPDATE", more: bool = False) -> bool:
    return under(kind)(view({"tag_rulesets": connection(*rulesets, more=more)}))


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["~ALL"], [], True),
        (["refs/tags/v*"], [], True),
        (["refs/tags/*"], [], True),
        (["refs/tags/**/*"], [], True),
        (["refs/tags/[0-9]*"], [], True),
        (["refs/tags/v1.2.3"], [], True),
        (["refs/tags/release-*", "refs/tags/v?.*"], [], True),
        ([], [], False),
        (["v*"], [], False),
        (["refs/*"], [], False),
        (["refs/heads/**/*"], [], False),
        (["refs/tags/release-*"], [], False),
        (["refs/tags/{v,}*"], [], False),
        (["~DEFAULT_BRANCH"], [], False),
        (["~ALL"], ["refs/tags/v*"], False),
        (["~ALL"], ["~ALL"], False),
        (["~ALL"], ["refs/tags/nightly"], True),
        (["refs/tags/v*"], ["refs/tags/*-rc*"], True),
    ],
)
def test_conditions(include: list[str], exclude: list[str], expected: bool) -> None:
    """As rulesets match: whole names, a star stopping at a slash, exclusions going first."""
    assert protected(tags("UPDATE", include=include, exclude=exclude)) is expected


@pytest.mark.parametrize("enforcement", ["DISABLED", "EVALUATE", "TOMORROW"])
def test_enforcement(enforcement: str) -> None:
    """A ruleset that is off, or only tried out, protects nothing."""
    assert not protected(tags("UPDATE", enforcement=enforcement))


def test_kinds() -> None:
    """Moving a tag and deleting it are two things, which two rulesets may forbid."""
    assert not protected(tags("DELETION"))
    assert protected(tags("DELETION"), kind="DELETION")
    assert protected(tags("DELETION"), tags("UPDATE"))
    assert not protected()


def test_more_than_were_asked_for() -> None:
    """One that protects is enough; none of the first ones proves nothing."""
    assert protected(tags("UPDATE"), more=True)
    with pytest.raises(Unobserved, match="more than 50"):
        protected(tags("DELETION"), more=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {**tags("UPDATE"), "conditions": {"refName": None}},
        {**tags("UPDATE"), "conditions": None},
        {**tags("UPDATE"), "conditions": {"refName": {"include": ["~ALL"]}}},
        {**tags("UPDATE"), "conditions": {"refName": {"include": [7], "exclude": []}}},
        {**tags("UPDATE"), "rules": None},
        {**tags("UPDATE"), "enforcement": None},
    ],
)
def test_unreadable(wrong: Any) -> None:
    """Nothing is guessed."""
    with pytest.raises(Unobserved, match="cannot be read"):
        protected(wrong)


def test_a_glob_that_is_none() -> None:
    """An endless pattern is refused, not matched."""
    with pytest.raises(Unobserved, match="longer than"):
        protected(tags("UPDATE", include=["*" * 2000]))


def test_hidden() -> None:
    """Null, and a list of which a part was refused, are not none."""
    refused = Answer(AnswerState.SEEN, connection(), message="no", complete=False)
    for answer in (None, refused):
        with pytest.raises(HiddenByPermission):
            under("UPDATE")(view({"tag_rulesets": answer}))
