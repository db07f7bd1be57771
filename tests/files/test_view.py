"""What is asked of a tree and not seen is told to those who watch."""

import pytest

from checker.documents import Malformed
from checker.errors import Cause, Unobserved
from checker.files import Files, MemoryTree
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.tree import BLOB_LIMIT, LINK_MODE

LINK, SUBMODULE = 0o120000, 0o160000


def made(files: dict[str, str], **modes: int) -> Files:
    return Files(MemoryTree(files, {path: modes[path] for path in files if path in modes}))


def test_links_are_not_empty_files() -> None:
    """Neither as text nor as data nor for a search; a submodule has no text."""
    files = made({"a": "b", "m": "x"}, a=LINK, m=SUBMODULE)
    for ask in (files.text, files.document):
        with pytest.raises(Unobserved, match="symbolic link") as caught:
            ask("a")
        assert caught.value.files == ("a",)
    with pytest.raises(Unobserved):
        files.grep("a", "x")
    assert files.text("m") == ""
    assert files.document("m").data == {}


def test_a_link_to_what_is_searched_hides_nothing() -> None:
    """The file is read under its own name."""
    files = Files(MemoryTree({"docs/a.md": "x", "docs/b.md": "./a.md"}, {"docs/b.md": LINK}))
    assert [line.path for line in files.grep("**/*.md", "x")] == ["docs/a.md"]
    assert [line.path for line in files.grep("docs/b.md", "x")] == ["docs/b.md"]


def test_a_link_is_read_where_it_leads() -> None:
    """Within the repository, also through folders that are links; never out of it, and not in circles."""
    links = {
        "docs/a.md": "../A.md",
        "b": "docs/a.md",
        "out": "../../etc/passwd",
        "c": "d",
        "d": "c",
        "f": "docs",
        "g": "f/a.md",
        "h": "A.md/below",
    }
    files = Files(MemoryTree({"A.md": "text", **links}, dict.fromkeys(links, LINK)))
    assert [files.text(path) for path in ("docs/a.md", "b", "g")] == ["text"] * 3
    for path in ("out", "c", "f", "h"):
        with pytest.raises(Unobserved, match="leads to no file"):
            files.text(path)


def test_anchors_are_those_of_lines() -> None:
    files = made({"pubspec.yaml": "name: a\nversion: 1\n"})
    assert [line.line for line in files.grep("pubspec.yaml", "^version:")] == [2]


def test_everything_refused_is_noted() -> None:
    """Sizes, links, parsers, bounds and limits, by those who watch, as long as they do."""
    files = Files(
        MemoryTree(
            {
                "large": "x" * (BLOB_LIMIT + 1),
                "link": "x",
                "broken.json": "{",
                "deep.json": "[" * 150 + "]" * 150,
                "long": "a\nb\nc",
            },
            {"link": LINK},
        )
    )
    with files.watching() as all_, files.watching() as some:
        files.texts(["large", "link", "none"])
        with pytest.raises(Malformed):
            files.document("broken.json")
        with pytest.raises(Unobserved):
            files.document("deep.json")
        assert files.lines("long", 2) == ["a", "b"]
        assert files.beginning("long", 3) == "a\nb"
        assert files.within(["a", "b", "c"], 2) == ["a", "b"]
    files.texts(["large"])
    assert all_.files == ("broken.json", "c", "deep.json", "large", "link", "long")
    assert all_.reason == some.reason
    assert all_.unread.files == ("c", "deep.json", "large", "link", "long")
    assert all_.cause is Cause.UNREADABLE


def test_gaps_tell_the_first_and_how_many_more() -> None:
    """Files with the same reason are told together; what is not understood is told if all else was read."""
    limit = [UnseenFile(f"f{n}", "not read") for n in range(7)]
    puzzle = UnseenFile("ci.yml", "calls a/b", Cause.NOT_UNDERSTOOD, line=3)
    assert UnseenFiles(limit).reason == "f0, f1, f2, f3, f4: not read; and 2 more"
    assert UnseenFiles([puzzle]).reason == "ci.yml:3 calls a/b"
    assert (UnseenFiles([puzzle]).cause, UnseenFiles([puzzle]).files) == (Cause.NOT_UNDERSTOOD, ("ci.yml",))
    both = UnseenFiles([puzzle]) | UnseenFiles(limit[:1])
    assert (both.cause, both.files, both.reason) == (Cause.UNREADABLE, ("f0",), "f0: not read")
    assert not UnseenFiles()


@pytest.mark.parametrize(
    ("links", "leads"),
    [
        ({"a": "b"}, "b"),
        ({"a": "x/c", "x/c": "../b"}, "b"),
        ({"a": "./x/../b"}, "b"),
        ({"a": "../b"}, ""),
        ({"a": "/b"}, ""),
        ({"a": "nowhere"}, ""),
        ({"a": "c", "c": "a"}, ""),
        ({f"l{n}": f"l{n + 1}" for n in range(20)} | {"a": "l0", "l20": "b"}, ""),
    ],
)
def test_links_are_followed_within_the_tree(links: dict[str, str], leads: str) -> None:
    """A few of them, never out of it, and never for ever."""
    files = Files(MemoryTree({**links, "b": "text"}, dict.fromkeys(links, LINK_MODE)))
    entry = files.entry("a")
    assert entry is not None
    target = files.follow(entry)
    assert (target.path if target else "") == leads


def test_a_pointer_of_git_lfs_is_not_the_file() -> None:
    """Its content is elsewhere, so nobody saw it."""
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12345\n"
    files = Files(MemoryTree({"main.tf": pointer, "a.txt": "version https://example.org\n"}))
    with files.watching() as gaps:
        assert files.texts(["main.tf", "a.txt"]) == {"a.txt": "version https://example.org\n"}
    assert [gap.path for gap in gaps] == ["main.tf"]
