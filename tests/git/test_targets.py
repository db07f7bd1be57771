"""Targets: a repository, a folder of them, or an address."""

from pathlib import Path

import pytest

from checker.errors import TargetError
from checker.git import discover, targets
from checker.git.repository import enclosing
from tests.conftest import MakeRepository


def names(found: list[str], top: Path) -> list[str]:
    return [str(Path(each).relative_to(top)) for each in found]


def test_a_repository_is_itself(make_repository: MakeRepository) -> None:
    """A work tree, a bare repository and a Git folder each stand for themselves."""
    made = make_repository(files={"a": "1"})
    made.git("clone", "--quiet", "--bare", ".", "../bare.git")
    for target in (made.path, made.path.parent / "bare.git", made.path / ".git"):
        assert discover(str(target)) == [str(target)]


def test_a_folder_is_every_repository_below_it(make_repository: MakeRepository, tmp_path: Path) -> None:
    """Bare and hidden ones too, sorted, and none that lies inside another."""
    for name in ("all/zeta", "all/group/alpha", "all/.github", "all/zeta/vendored/inner"):
        made = make_repository(name)
    made.git("init", "--quiet", "--bare", str(tmp_path / "all/mirror.git"))
    assert names(discover(str(tmp_path / "all")), tmp_path / "all") == [
        ".github",
        "group/alpha",
        "mirror.git",
        "zeta",
    ]


def test_linked_worktrees_are_not_judged_twice(make_repository: MakeRepository, tmp_path: Path) -> None:
    """Below one folder a worktree is the same repository; alone it stands for itself."""
    made = make_repository("all/main", {"a": "1"})
    made.git("worktree", "add", "--quiet", "--detach", "../linked")
    assert names(discover(str(tmp_path / "all")), tmp_path) == ["all/main"]
    linked = str(tmp_path / "all" / "linked")
    assert discover(linked) == [linked]


def test_a_git_file_leads_to_its_repository(make_repository: MakeRepository, tmp_path: Path) -> None:
    """`git init --separate-git-dir` leaves a file where the folder would be."""
    made = make_repository("work", None, "--separate-git-dir", str(tmp_path / "apart"))
    assert (made.path / ".git").is_file()
    assert discover(str(made)) == [str(made)]


def test_links_are_not_followed(make_repository: MakeRepository, tmp_path: Path) -> None:
    """A link to a repository elsewhere, or to the folder itself, leads nowhere."""
    make_repository("elsewhere/repo")
    make_repository("all/here")
    (tmp_path / "all" / "there").symlink_to(tmp_path / "elsewhere" / "repo")
    (tmp_path / "all" / "loop").symlink_to(tmp_path / "all")
    assert names(discover(str(tmp_path / "all")), tmp_path / "all") == ["here"]


@pytest.mark.parametrize(
    "address",
    ["https://host/a/b.git", "ssh://git@host/a/b", "git@host:a/b.git", "git://host/a/b", "file:///srv/a.git"],
)
def test_an_address_is_itself(address: str) -> None:
    """Nothing is asked of the network to find that out."""
    assert targets.is_address(address)
    assert discover(address) == [address]


@pytest.mark.parametrize(
    "address", ["ext::sh -c date", "http://host/a", "ftp://host/a", "fd::17", "hg::https://host/a"]
)
def test_other_transports_are_refused(address: str) -> None:
    """Only transports that run nothing of the address's choice are used."""
    with pytest.raises(TargetError, match="not supported") as caught:
        discover(address)
    assert "https://" in caught.value.hint


def test_what_is_no_repository_says_what_to_do(make_repository: MakeRepository, tmp_path: Path) -> None:
    """Every wrong path has its own advice."""
    made = make_repository("made", {"src/a.py": "1"})
    (tmp_path / "empty").mkdir()
    cases = [
        ("missing", "no such file", "spelling"),
        ("empty", "not a Git repository", "git init"),
        ("made/src/a.py", "is a file", "folder"),
        ("made/src", "inside a repository", str(made)),
    ]
    for name, what, hint in cases:
        with pytest.raises(TargetError, match=what) as caught:
            discover(str(tmp_path / name))
        assert hint in caught.value.hint


def test_a_folder_with_the_names_of_a_repository_but_not_the_form(tmp_path: Path) -> None:
    """An empty `.git`, or one that leads nowhere, makes no repository."""
    (tmp_path / "a" / ".git").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / ".git").write_text("gitdir: /nowhere\n")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / ".git").write_bytes(b"\xff\x00" * 100)
    with pytest.raises(TargetError):
        discover(str(tmp_path))


def test_the_repository_one_stands_in(make_repository: MakeRepository) -> None:
    """From any folder in it, the top is found."""
    made = make_repository("made", {"src/deep/a.py": "1"})
    assert enclosing(made.path / "src" / "deep") == made.path
    assert enclosing(made.path) == made.path


def test_too_many_folders_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home folder is no folder of repositories; searching it would take forever."""
    monkeypatch.setattr(targets, "FOLDER_LIMIT", 5)
    for number in range(10):
        (tmp_path / str(number)).mkdir()
    with pytest.raises(TargetError, match="more than 5 folders"):
        discover(str(tmp_path))
