"""Benchmarks find a repository in any layout of clones, and read it at the listed commit."""

import pytest

from benchmarks.subjects import Missing, Store, Subject, read
from tests.repositories import Made


@pytest.fixture
def library(tmp_path):
    """Return a repository with two commits."""
    folder = tmp_path / "library"
    folder.mkdir()
    repository = Made(folder)
    repository.git("init", "--quiet")
    repository.commit({"README.md": "one"})
    repository.commit({"README.md": "two"})
    return repository


def test_a_list_keeps_what_it_says_of_each(tmp_path):
    path = tmp_path / "subjects.yml"
    path.write_text("- {name: a/b, commit: 0123, group: good}\n", encoding="utf-8")
    assert read(path) == [Subject("a/b", "0123", {"group": "good"})]


@pytest.mark.parametrize("layout", ["ada/tool", "ada/tool.git", "ada+tool/repo"])
def test_a_clone_is_found_in_each_layout(tmp_path, library, layout):
    clone = tmp_path / "clones" / layout
    library.git("clone", "--bare", ".", str(clone))
    first = library.git("rev-parse", "HEAD~1")
    store = Store(tmp_path / "cache", tmp_path / "clones")
    subject = Subject("ada/tool", first)
    assert store.repository(subject) == clone
    tree = store.work_tree(subject)
    assert (tree / "README.md").read_text() == "one"
    assert Made(tree).git("remote", "get-url", "origin") == "https://github.com/ada/tool"


def test_what_is_missing_is_said(tmp_path, library):
    store = Store(tmp_path / "cache", tmp_path / "clones")
    with pytest.raises(Missing, match="no clone"):
        store.repository(Subject("ada/tool", "0" * 40))
    library.git("clone", "--bare", ".", str(tmp_path / "clones/ada/tool"))
    with pytest.raises(Missing, match="does not hold commit"):
        store.repository(Subject("ada/tool", "0" * 40))
