"""Where pages lie."""

import re

from hypothesis import given
from hypothesis import strategies as st

from checker.render.html import address


def test_plain_names_stay_legible() -> None:
    """People see in the address where they are."""
    assert address.repository("github.com/acme/payments") == "repositories/github.com~acme~payments.html"
    assert address.rule("docs/readme") == "rules/docs~readme.html"
    assert address.team("developer-tools") == "teams/developer-tools.html"


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_two_names_share_a_page(one: str, other: str) -> None:
    """Not even on file systems that take A for a."""
    if one != other:
        assert address.slug(one).lower() != address.slug(other).lower()


@given(st.text(max_size=300))
def test_every_name_can_be_a_file_everywhere(name: str) -> None:
    """Short, of harmless signs, no hidden file, no way out of the folder, no device of Windows."""
    found = address.slug(name)
    assert re.fullmatch(r"[a-z0-9_][a-z0-9._~-]{0,99}", found)
    assert ".." not in found.split("~")
    assert found.split(".")[0] not in ("con", "nul", "aux", "prn", "com1", "lpt9")


def test_hostile_names_get_a_digest() -> None:
    """Names that would be others' files, hidden, too long or devices are told by a digest."""
    for name in ("../../etc/passwd", "..", ".git", "", "con", "CON", "A", "a" * 300, "a~b", "x/../y", "a/"):
        assert "~~" in address.slug(name), name


def test_lists_have_numbered_pages() -> None:
    """The first page has the plain name, so that links to it stay good as the list grows."""
    assert address.numbered("rules.html", 1) == "rules.html"
    assert address.numbered("rules.html", 3) == "rules,3.html"
