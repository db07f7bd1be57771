"""Addresses of files."""

import pytest

from checker.model.audit import Repository
from checker.render.shared import links

COMMIT = "9f2c1e07b4d85a3c6e1f0a9d8b7c6e5f4a3b2c1d"


def place(web: str, path: str = "a b/c#.py", line: int = 7, commit: str = COMMIT) -> str:
    return links.place(Repository("x", "x", web=web), commit, path, line)


def test_each_forge_has_its_own_addresses() -> None:
    """GitHub and the like, GitLab and Bitbucket each spell the line of a file differently."""
    assert place("https://github.com/a/b") == f"https://github.com/a/b/blob/{COMMIT}/a%20b/c%23.py#L7"
    assert place("https://gitlab.com/a/b/c", "x", 0) == f"https://gitlab.com/a/b/c/-/blob/{COMMIT}/x"
    assert place("https://bitbucket.org/a/b", "x") == f"https://bitbucket.org/a/b/src/{COMMIT}/x#lines-7"


@pytest.mark.parametrize(
    "web",
    [
        "",
        "http://github.com/a/b",
        "javascript:alert(1)",
        "https://github.com/a/b?x=<y>",
        "https://user:pass@github.com/a/b",
        "https://github.com/a b",
    ],
)
def test_other_addresses_make_no_link(web: str) -> None:
    """Only plain https pages are linked; a password never gets into a report."""
    assert place(web) == ""


def test_without_commit_or_path_there_is_no_link() -> None:
    """An index has no address, nor has a repository as a whole."""
    assert place("https://github.com/a/b", commit="") == ""
    assert place("https://github.com/a/b", path="") == ""


def test_relative_references_have_no_scheme() -> None:
    """A colon in a path never reads as a scheme."""
    assert links.uri("javascript:alert(1)") == "javascript%3Aalert(1)"
