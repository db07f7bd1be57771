"""Repositories of one name on several hosts."""

from msgspec.structs import replace

from checker.render.shared import homonyms
from tests.render import example


def test_they_are_called_by_their_ids() -> None:
    """The others keep their short names."""
    whole = example.audit()
    first, second, *others = whole.subjects
    assert first.repository
    assert second.repository
    twin = replace(
        second,
        subject="gitlab.com/acme/payments",
        repository=replace(second.repository, name=first.repository.name),
    )
    shown = homonyms.audit(replace(whole, subjects=(first, twin, *others)))
    names = [each.repository.name for each in shown.subjects if each.repository]
    assert names[:2] == [first.subject, "gitlab.com/acme/payments"]
    assert names[2:] == [each.repository.name for each in others if each.repository]


def test_nothing_else_changes() -> None:
    assert homonyms.audit(example.audit()) == example.audit()
