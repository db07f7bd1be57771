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


def test_a_broken_clone_is_said_though_our_own_repository_lies_around_it(tmp_path, library):
    library.git("clone", "--quiet", ".", str(tmp_path / "clones"))
    (tmp_path / "clones/ada/tool").mkdir(parents=True)
    head = library.git("rev-parse", "HEAD")
    with pytest.raises(Missing, match="is no Git repository"):
        Store(tmp_path / "cache", tmp_path / "clones").repository(Subject("ada/tool", head))


def test_a_shallow_clone_is_said(tmp_path, library):
    clone = tmp_path / "clones/ada/tool"
    library.git("clone", "--quiet", "--depth=1", f"file://{library.path}", str(clone))
    head = library.git("rev-parse", "HEAD")
    with pytest.raises(Missing, match="is shallow"):
        Store(tmp_path / "cache", tmp_path / "clones").repository(Subject("ada/tool", head))


def test_no_hook_of_anybody_is_run(tmp_path, library, monkeypatch):
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (hooks / "post-checkout").chmod(0o755)
    (tmp_path / ".gitconfig").write_text(f"[core]\n  hooksPath = {hooks}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    library.git("clone", "--quiet", "--bare", ".", str(tmp_path / "clones/ada/tool"))
    head = library.git("rev-parse", "HEAD")
    Store(tmp_path / "cache", tmp_path / "clones").work_tree(Subject("ada/tool", head))
    assert not (tmp_path / "ran").exists()
