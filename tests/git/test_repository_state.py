"""Whether a repository can have changed, told from its files."""

import pytest

from checker.git.repository_state import state
from tests.conftest import MakeRepository


@pytest.fixture
def made(make_repository: MakeRepository):
    return make_repository(files={"a.py": "x = 1\n"})


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.commit({"b.py": "y\n"}),
        lambda made: made.git("tag", "v1"),
        lambda made: made.git("branch", "topic"),
        lambda made: made.git("checkout", "--quiet", "--detach"),
        lambda made: made.git("remote", "add", "origin", "https://github.com/acme/pay"),
        lambda made: (made.path / ".git/info/attributes").write_text("*.py linguist-vendored\n"),
    ],
    ids=["commit", "tag", "branch", "detach", "origin", "attributes"],
)
def test_whatever_can_change_an_outcome_changes_the_state(made, change):
    before = state(str(made))
    assert before == state(str(made)) != ""
    (made.path / ".git/info").mkdir(exist_ok=True)
    change(made)
    assert state(str(made)) != before


def test_work_in_progress_changes_nothing(made):
    """Only commits are judged."""
    before = state(str(made))
    made.write({"c.py": "z\n"})
    made.git("add", "--all")
    assert state(str(made)) == before


def test_starts_no_process(made, monkeypatch):
    monkeypatch.setattr("subprocess.Popen.__init__", None)
    assert state(str(made))


def test_linked_worktrees_have_heads_of_their_own(made):
    made.git("worktree", "add", "--quiet", "-b", "topic", "../linked")
    linked = str(made.path.parent / "linked")
    before = state(linked)
    assert before != state(str(made))
    made.git("-C", "../linked", "checkout", "--quiet", "--detach")
    assert state(linked) != before


def test_partial_clones_tell_nothing(made):
    """A blob that is missing today can be there tomorrow."""
    made.git("config", "uploadpack.allowFilter", "true")
    made.git("clone", "--quiet", "--filter=blob:none", f"file://{made}", "../partial")
    assert state(str(made.path.parent / "partial")) == ""


@pytest.mark.parametrize("name", ["nothing", "folder"])
def test_no_repository(tmp_path, name):
    (tmp_path / "folder").mkdir()
    assert state(str(tmp_path / name)) == ""


def test_a_link_in_place_of_references_is_not_followed(made, tmp_path):
    """Where it leads, things can change that we do not see."""
    (tmp_path / "outside").mkdir()
    (made.path / ".git/refs/heads/link").symlink_to(tmp_path / "outside")
    assert state(str(made)) == ""
