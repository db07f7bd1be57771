"""The hook joins a configuration of pre-commit that people keep."""

from typing import Any

import pytest

from checker.app.init import pre_commit_hook
from checker.app.init.program_source import Home
from checker.documents import yaml
from checker.errors import UsageError

HOMES = [Home(), Home("acme/standards-checker", "ab" * 20)]
FILES = [
    "repos: []\n",
    "repos: [{repo: meta, hooks: [{id: identity}]}]  # short\n",
    "repos:\n- repo: meta\n  hooks:\n  - id: identity\n",
    "\ufeffrepos:\r\n    -   repo: meta\r\n        hooks: [{id: identity}]\r\nfail_fast: true\r\n",
    "# nothing yet\nci: {skip: [a]}\n",
    "default_stages: [commit]\nrepos:\n  - &a\n    repo: meta\n    hooks: [{id: identity}]\n\n# the end\n",
    "repos:\n  - repo: local\n    hooks: [{id: b, name: b, entry: b, language: system}]",
]


def data(text: str) -> Any:
    return yaml.parse(text.removeprefix("\ufeff")).data


@pytest.mark.parametrize("home", HOMES, ids=["local", "pinned"])
@pytest.mark.parametrize("text", FILES)
def test_the_hook_is_added_and_all_else_stays(text, home):
    """What was there is there, in its order and its bytes, and the hook is the last."""
    changed = pre_commit_hook.added(text, home)
    before, after = data(text), data(changed)
    assert after == {**before, "repos": [*before.get("repos", []), after["repos"][-1]]}
    assert pre_commit_hook.is_there(changed.removeprefix("\ufeff"))
    rest = iter(changed)
    assert all(char in rest for char in text), "bytes are only added"
    assert not pre_commit_hook.is_there(text.removeprefix("\ufeff"))


@pytest.mark.parametrize("home", HOMES, ids=["local", "pinned"])
def test_a_new_file_holds_nothing_else(home):
    """It is what one gets by adding to an empty list."""
    assert (
        yaml.parse(pre_commit_hook.new(home)).data
        == yaml.parse(pre_commit_hook.added("repos: []\n", home)).data
    )


@pytest.mark.parametrize("text", ["repos: none\n", "- repos\n", "a: [\n", "", "repos: []\n---\nrepos: []\n"])
def test_what_cannot_be_edited_is_refused(text):
    """Rather nothing than something else."""
    with pytest.raises(UsageError):
        pre_commit_hook.added(text, Home())


def test_a_hook_of_another_name_is_not_ours():
    """Only the id tells."""
    assert not pre_commit_hook.is_there("repos: [{repo: local, hooks: [{id: check, name: checker}]}]")
    assert not pre_commit_hook.is_there("repos: [checker, {hooks: {id: checker}}]")
