"""Text of strangers and numbers."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from checker.render.shared import text


@given(st.text(alphabet=st.characters(), max_size=60))
def test_clean_text_is_one_inert_line(value: str) -> None:
    """No control, direction, format or line-breaking character is left, and nothing grows."""
    clean = text.clean(value)
    assert not {unicodedata.category(char) for char in clean} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert len(clean) <= len(value)
    assert text.clean(clean) == clean


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), max_size=60))
def test_plain_text_is_kept(value: str) -> None:
    """Letters, digits and signs of any script stay as they are."""
    assert text.clean(value) == value


def test_hidden_characters_are_shown() -> None:
    """Direction marks and escapes leave a visible trace; line breaks become spaces."""
    assert text.clean("a\u202eb\x1b[0m\nc\u200bd") == "a\ufffdb\ufffd[0m cd"


def test_long_text_is_cut() -> None:
    """Names are cut at their limit, with a sign."""
    assert text.name("n" * 10_000) == "n" * (text.NAME_LIMIT - 1) + "…"


def test_numbers_and_counts() -> None:
    """One decimal, a dash for nothing, and English plurals."""
    assert [text.number(value) for value in (None, 0.0, 83.333, 100.0)] == ["–", "0.0", "83.3", "100.0"]
    said = [(1, "rule"), (3, "repository"), (0, "rule"), (2, "day"), (2, "fix")]
    assert [text.count(*each) for each in said] == [
        "1 rule",
        "3 repositories",
        "0 rules",
        "2 days",
        "2 fixes",
    ]


def test_values_read_like_prose() -> None:
    """Observed values are written as people would."""
    values: tuple[object, ...] = (True, 1.50, ["a", "b"], [], None, {"b": 1, "a": False}, "x")
    shown = ["yes", "1.5", "a, b", "nothing", "nothing", "a: no, b: 1", "x"]
    assert [text.shown(value) for value in values] == shown


def test_sentences_are_joined() -> None:
    """Empty parts are left out, and full stops inside the line too."""
    assert text.sentence(("One.", "", "two.")) == "One; two."


def test_no_ci_server_takes_text_for_a_command() -> None:
    """GitHub's runner and Azure's agent read these from whatever a step prints."""
    assert text.clean("a ##[error]b ##vso[task.complete]") == "a .#[error]b .#vso[task.complete]"
    assert text.clean("#\u200b#[error]b") == ".#[error]b"
    assert text.clean("## a [b] ##") == "## a [b] ##"
    assert text.quiet("a\n  ::add-mask::b\n::error::c") == "a\n  .:add-mask::b\n.:error::c"
    assert text.quiet("std::vec ::x") == "std::vec ::x"
