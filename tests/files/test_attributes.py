"""`.gitattributes`: heard where little hangs on it, and never to silence an audit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.files import Files, MemoryTree
from checker.files.attributes import LINE_LIMIT, classified
from checker.model.tree import PathClass

OTHERS = [f"src/other{number}.py" for number in range(20)]


def path_class(path: str, text: str) -> PathClass:
    """Return the class of one path among others."""
    paths = sorted([path, *OTHERS])
    return classified(paths, text)[paths.index(path)]


@pytest.mark.parametrize(
    "line",
    [
        "lib/** linguist-vendored",
        "lib/a/b.py linguist-vendored",
        "/lib/** linguist-vendored=true",
        "lib/** text linguist-vendored eol=lf",
        "b.py linguist-vendored",
        '"lib/a/*.py" linguist-vendored',
        "lib/a/[ab].py\tlinguist-vendored",
        "# comment\n\n*.rs linguist-vendored\nb.* linguist-vendored",
        "b.py -linguist-vendored\nb.py linguist-vendored",
    ],
)
def test_a_project_may_name_what_it_did_not_write(line: str) -> None:
    """In the patterns of gitattributes(5)."""
    assert path_class("lib/a/b.py", line) is PathClass.VENDORED


@pytest.mark.parametrize(
    "line",
    [
        "lib/* linguist-vendored",
        "lib/ linguist-vendored",
        "c.py linguist-vendored",
        "lib/{a,c}/b.py linguist-vendored",
        "lib/** linguist-documentation",
        "lib/** linguist-vendored=false",
        "lib/** not-linguist-vendored",
        "lib/** linguist-vendoredness",
        "lib/** linguist-vendored\nlib/** -linguist-vendored",
        "lib/** linguist-vendored\nlib/** !linguist-vendored",
        "#lib/** linguist-vendored",
        "lib/**linguist-vendored",
        "[lib linguist-vendored",
    ],
)
def test_what_is_not_said_does_not_count(line: str) -> None:
    """Other patterns, other attributes, and words taken back."""
    assert path_class("lib/a/b.py", line) is PathClass.SOURCE


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "pyproject.toml",
        ".github/workflows/ci.yml",
        ".circleci/config.yml",
        "service/.husky/pre-commit",
        "service/package-lock.json",
        "service/uv.lock",
        "service/go.sum",
        "service/yarn.lock",
        "service/pnpm-lock.yaml",
    ],
)
def test_configuration_cannot_be_hidden(path: str) -> None:
    """An audited repository does not take from its auditor what policies look for."""
    assert path_class(path, f"{path} linguist-generated\n{path} linguist-vendored") is PathClass.SOURCE


@pytest.mark.parametrize(
    "line",
    ["* linguist-vendored", "** linguist-generated", "*.py linguist-vendored", "src/** linguist-vendored"],
)
def test_a_word_that_would_take_most_away_is_not_heard(line: str) -> None:
    """Who declares their own code foreign is still judged by it."""
    assert set(classified(OTHERS, line)) == {PathClass.SOURCE}


def test_files_may_always_be_brought_back() -> None:
    """Being judged by more than one's name suggests is nobody's loss."""
    assert path_class("vendor/own/a.go", "vendor/own/** -linguist-vendored") is PathClass.SOURCE
    assert path_class("dist/a.js", "dist/** linguist-generated=false") is PathClass.SOURCE
    both = "src/** linguist-vendored\nvendor/own/** -linguist-vendored"
    assert path_class("vendor/own/a.go", both) is PathClass.SOURCE


def test_a_tree_hears_its_own_attributes() -> None:
    """Files leave `files()` and stay in `all_files()`."""
    files = Files(
        MemoryTree(
            {".gitattributes": "lib/** linguist-vendored\n", "lib/a.py": "", **dict.fromkeys(OTHERS, "")}
        )
    )
    assert files.glob("lib/**") == ()
    assert files.glob("lib/**", everything=True) == ("lib/a.py",)


@given(
    st.text()
    | st.lists(
        st.sampled_from(["*", "a", "/", "[", "{", "\\", '"', " ", "linguist-vendored", "\n", "=", "-"])
    ).map("".join)
)
def test_any_text_is_read(text: str) -> None:
    """A broken file says nothing."""
    assert len(classified(OTHERS, text + "linguist-")) == len(OTHERS)


def test_hostile_attributes_cost_little() -> None:
    """Only so many lines are heard, and no line is too long."""
    text = (
        "".join(f"{'*a' * 100}{n} linguist-vendored\n" for n in range(10 * LINE_LIMIT))
        + "x" * 1_000_000
        + " linguist-vendored"
    )
    paths = sorted(f"{'a' * 100}/{'a' * 100}{n}" for n in range(100))
    assert set(classified(paths, text)) == {PathClass.SOURCE}
