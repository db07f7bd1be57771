"""CODEOWNERS as GitHub reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.files.owners import load, owners


def files(text: str, path: str = "CODEOWNERS") -> Files:
    return Files(MemoryTree({path: text, "src/a b.py": "", "src/x/y.py": "", "docs/a.md": ""}))


def test_the_last_matching_pattern_decides() -> None:
    """A later line takes what an earlier one gave."""
    tree = files("* @all\n/src/ @acme/devs a@b.io\n")
    assert owners(tree, "src/x/y.py") == ("@acme/devs", "a@b.io")
    assert owners(tree, "docs/a.md") == ("@all",)


def test_a_pattern_without_owners_leaves_its_paths_unowned() -> None:
    """That is how GitHub excludes a folder."""
    assert owners(files("* @all\n/docs/\n"), "docs/a.md") == ()


def test_one_star_stays_in_its_folder() -> None:
    """`src/*` does not reach into subfolders, `*.py` matches anywhere."""
    tree = files("*.py @py\nsrc/* @src\n")
    assert owners(tree, "src/x/y.py") == ("@py",)
    assert owners(tree, "src/a b.py") == ("@src",)


def test_spaces_can_be_escaped_and_comments_follow_owners() -> None:
    """A backslash keeps a space in a pattern; # ends the line."""
    assert owners(files("src/a\\ b.py @x # not @y\n"), "src/a b.py") == ("@x",)


def test_githubs_folder_comes_first() -> None:
    """Of several files only the first place counts."""
    tree = Files(MemoryTree({"CODEOWNERS": "* @root\n", ".github/CODEOWNERS": "* @github\n"}))
    assert owners(tree, "x") == ("@github",)


@pytest.mark.parametrize("line", ["!a @x", "\\#a @x", "[ab].py @x", "* x", "* @", "* @-x", "/ @x", "a @x y"])
def test_unsupported_lines_are_errors_and_do_not_count(line: str) -> None:
    """GitHub skips them, so they own nothing."""
    found = load(files(f"\n{line}\n"))
    assert [error.line for error in found.errors] == [2]
    assert found.rules == ()


def test_gitlabs_sections_are_no_patterns() -> None:
    """A section is kept apart, with or without default owners."""
    found = load(files("[Docs][2] @acme/writers\n^[Optional]\n*.md @x\n"))
    assert found.sections == (1, 2)
    assert [rule.pattern for rule in found.rules] == ["*.md"]


def test_a_file_that_is_too_large_is_an_error_not_an_exception() -> None:
    """GitHub does not load more than 3 MB."""
    assert "3 MB" in load(files("# x\n" * 1_000_000)).errors[0].reason


def test_a_link_is_not_followed() -> None:
    """What a link leads to is not known."""
    tree = Files(MemoryTree({"CODEOWNERS": "elsewhere"}, {"CODEOWNERS": 0o120000}))
    with pytest.raises(Unobserved):
        owners(tree, "x")


def test_hostile_patterns_take_no_time() -> None:
    """Many stars cannot make the match run away."""
    assert owners(files("a*" * 400 + "b @x\n"), "a" * 4000) == ()


@given(st.text(max_size=200), st.text(min_size=1, max_size=30))
def test_any_text_is_read(text: str, path: str) -> None:
    """No content raises, and an owner is a word of the file."""
    assert set(owners(files(text), path)) <= set(text.split())
