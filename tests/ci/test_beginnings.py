"""Names of actions by how they begin."""

import pytest

from checker.ci.beginnings import Beginnings

_KNOWN = Beginnings([("a/scan", 1), ("a/scan-fs", 2), ("a/scan", 3), ("b/", 4), ("c/run-", 5), ("d/*", 6)])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/scan", [1, 3]),
        ("a/scan/fs", [1, 3]),
        ("a/scan-image", [1, 3]),
        ("a/scan-fs", [2, 1, 3]),
        ("a/scan-fs/x", [2, 1, 3]),
        ("a/scanner", []),
        ("a/sca", []),
        ("b/anything", [4]),
        ("b", []),
        ("c/run-tests", [5]),
        ("c/running", []),
        ("d/*x", [6]),
        ("d/x", []),
        ("", []),
        ("-" * 1_000_000, []),
    ],
)
def test_a_beginning_ends_with_a_part_of_the_name(name: str, expected: list[int]) -> None:
    """The longest beginning comes first; of one beginning, values keep their order."""
    assert list(_KNOWN.find(name)) == expected


def test_without_beginnings_nothing_begins() -> None:
    """An empty table knows no name."""
    assert list(Beginnings[int]([]).find("a/scan")) == []
