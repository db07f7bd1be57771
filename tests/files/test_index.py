"""Groups of a tree's entries hold all that could be meant."""

from checker.files import Files, MemoryTree
from checker.files.index import Index
from checker.model.tree import LINK_MODE, SUBMODULE_MODE, PathClass

TREE = MemoryTree(
    {
        "README": "",
        "a/b/c/Cargo.toml": "",
        "a/cargo.TOML": "",
        ".env": "",
        "src/x.tar.gz": "",
        "src/x.": "",
        "src/y.py": "",
        "tests/test_y.py": "",
        "vendor/z.py": "",
        "link": "src",
        "sub": "",
    },
    {"link": LINK_MODE, "sub": SUBMODULE_MODE},
)
INDEX = Index(TREE.entries)


def named(*names: str, endings: tuple[str, ...] = ()) -> list[str]:
    """Return paths."""
    return [entry.path for entry in INDEX.named(*names, endings=endings)]


def test_files_make_one() -> None:
    """All who ask share it."""
    files = Files(TREE)
    assert files.index is files.index
    assert len(files.index.files) + len(files.index.others) == len(TREE.entries)


def test_by_name_in_any_case() -> None:
    """In the order of the paths, each once."""
    assert named("Cargo.toml", "y.py") == ["a/b/c/Cargo.toml", "a/cargo.TOML", "src/y.py"]
    assert named("y.py", endings=("py",)) == ["src/y.py", "tests/test_y.py", "vendor/z.py"]
    assert named("none") == []


def test_by_ending() -> None:
    """The last one; what is only an ending has it, and has none."""
    assert named(endings=("gz",)) == ["src/x.tar.gz"]
    assert named(endings=("env",)) == [".env"]
    assert named(endings=("TOML",)) == ["a/b/c/Cargo.toml", "a/cargo.TOML"]
    assert named(endings=("",)) == [".env", "README", "link", "src/x.", "sub"]
    assert set(INDEX.endings) == {"toml", "env", "", "gz", "py"}


def test_by_class() -> None:
    """Of several classes in the order of the paths."""
    assert [entry.path for entry in INDEX.of(PathClass.VENDORED)] == ["vendor/z.py"]
    both = [entry.path for entry in INDEX.of(PathClass.TEST, PathClass.VENDORED)]
    assert both == ["tests/test_y.py", "vendor/z.py"]


def test_kinds_and_folders() -> None:
    """Links and submodules are no files; the top is a folder too."""
    assert [entry.path for entry in INDEX.others] == ["link", "sub"]
    assert INDEX.folders == {"", "a", "a/b", "a/b/c", "src", "tests", "vendor"}
