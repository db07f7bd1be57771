"""What was not seen, in order."""

from checker.files.gaps import UnseenFile, UnseenFiles


def test_gaps_are_gone_through_once_each() -> None:
    """In the order in which they were noted."""
    first, second = UnseenFile("a", "x"), UnseenFile("b", "y")
    gaps = UnseenFiles([first, second])
    gaps.add(first)
    assert list(gaps) == [first, second]
