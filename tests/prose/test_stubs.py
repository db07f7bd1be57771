"""Pages that somebody has still to write."""

import pytest

from checker.prose.stubs import says_nothing


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "TODO\n"),
        ("a.md", "# Changelog\n"),
        ("a.md", "# Contributing\n\nComing soon.\n"),
        ("a.rst", "Conduct\n=======\n\nTo be written.\n"),
        ("a.adoc", "= Support\n\nTBD\n"),
        ("a.txt", " \n\n"),
    ],
)
def test_a_note_to_write_it_says_nothing(path: str, text: str) -> None:
    """Nor does a heading alone."""
    assert says_nothing(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "# Changes\n\n- Lifts more\n"),
        ("a.md", "See [the guide](docs/guide.md).\n"),
        ("a.md", "# Contributing\n\n    make test\n"),
        ("CONTRIBUTING", "Send patches.\n"),
        ("a.md", "Open an issue, run the tests and send a pull request. TODO: say how to run the tests.\n"),
    ],
)
def test_what_says_something_is_no_stub(path: str, text: str) -> None:
    """However short it is."""
    assert not says_nothing(path, text)
