"""Pages of a repository."""

from checker.files import Files
from checker.files.memory import MemoryTree
from checker.prose.page import LINE_LIMIT
from checker.prose.parse import opened


def test_a_page_is_read_once() -> None:
    """Each tree has its own pages."""
    files = Files(MemoryTree({"README.md": b"# A\n"}))
    page = opened(files, "README.md")
    assert opened(files, "README.md") is page
    assert opened(Files(MemoryTree({"README.md": b"# B\n"})), "README.md").title == "B"


def test_whoever_opens_a_page_is_told_what_its_bounds_leave_out() -> None:
    """The second reader is told as the first was."""
    files = Files(MemoryTree({"README.md": b"a" * (LINE_LIMIT + 1)}))
    for _ in range(2):
        with files.watching() as gaps:
            opened(files, "README.md")
        assert gaps.files == ("README.md",)
