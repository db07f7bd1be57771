"""Globs: the answers of wcmatch, which knows them best, in linear time."""

import re
import warnings

import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st
from wcmatch import glob
from wcmatch._wcparse import PatternLimitException

from checker.errors import Unobserved
from checker.files import globs

FLAGS = glob.GLOBSTAR | glob.DOTGLOB | glob.BRACE | glob.CASE | glob.FORCEUNIX
NAME_PIECES = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        ".a",
        "src",
        "*",
        "**",
        "?",
        "[ab]",
        "[!a]",
        "[a-b]",
        "[]a]",
        "[.]",
        "{a,b}",
        "{a,*.b}",
        "\\*",
        "\\[",
        "[",
        "]",
        "!",
        "é",
        "-",
        "+",
        "$",
        "^",
        "(",
        "|",
    ]
)
GLOBS = st.lists(
    st.lists(NAME_PIECES, min_size=1, max_size=4).map("".join) | st.just("**"), min_size=1, max_size=4
).map("/".join)
NAMES = st.lists(
    st.sampled_from(["a", "b", ".", "*", "[", "]", "!", "é", "-", "src", "\n", "\\", "^"]),
    min_size=1,
    max_size=4,
).map("".join)
# No file is called `.` or `..`, and wcmatch takes a line's end after them for the end of the name.
PATHS = st.lists(NAMES.filter(lambda name: not set(name) <= {".", "\n"}), min_size=1, max_size=4).map(
    "/".join
)


@given(PATHS, GLOBS)
@example("a/b", "a/**")
@example("a", "a/**")
@example("x/a", "**/a")
@example("a/b/c", "a/**/**/c")
@example("a/b", "*")
@example("a\nb", "a?b")
@example(".a", "*")
@example("a.b.c", "*.c")
@example("ab", "*a*b*")
@example("aXbXb", "a*b")
@example("a", "[a]/")
@example("a/b", "/a/b")
@example("a/b", "a//b")
def test_the_answers_are_those_of_wcmatch(path: str, pattern: str) -> None:
    """Braces, sets, escapes and stars mean what they mean in a shell."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            accepted, _ = glob.translate(pattern, flags=FLAGS, limit=200)
            theirs = glob.globmatch(path, pattern, flags=FLAGS, limit=200)
        except (PatternLimitException, re.error):
            reject()
        assert accepted
    assert globs.matches(path, pattern) == theirs


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 200 + "b",
        "**/a/" * 100 + "b",
        "*" * 500 + "b",
        "[ab]*" * 100 + "c",
        "?*" * 300 + "/",
        "**/*a*/" * 50 + "x",
        "{*a*,*b*}" * 7,
    ],
)
def test_no_glob_runs_away(pattern: str) -> None:
    """What would take a backtracking matcher forever takes no time."""
    paths = ("c" * 300, "a/" * 200 + "a", "ab" * 200 + "/" + "a" * 50)
    assert not any(globs.matches(path, pattern) for path in paths)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_a_glob_or_refused(path: str, pattern: str) -> None:
    """Nothing else ever happens."""
    try:
        assert globs.matches(path, pattern) in (True, False)
    except Unobserved as error:
        assert "glob" in error.reason


@pytest.mark.filterwarnings("error")
def test_dashes_in_a_set_are_those_of_globs() -> None:
    """Two in a row are a range from or to a dash, and nothing that `re` warns of."""
    assert [char for char in "*+,-./" if globs.matches(char, "[+--]")] == ["+", ",", "-"]
    assert [char for char in ",-.0ab" if globs.matches(char, "[a-b--.]")] == ["-", ".", "a", "b"]


@pytest.mark.parametrize("pattern", ["[b-a]", "{1..100}{1..100}", "a" * (globs.GLOB_LIMIT + 1)])
def test_what_is_no_glob_is_refused(pattern: str) -> None:
    """With the reason."""
    with pytest.raises(Unobserved, match="glob"):
        globs.matches("a", pattern)
