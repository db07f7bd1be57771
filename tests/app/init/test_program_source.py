"""Where workflows and hooks get the program from."""

import json

import pytest

from checker.app.init import program_source as module
from checker.app.init.program_source import Home, home
from checker.errors import UsageError

COMMIT = "0123456789abcdef" * 2 + "01234567"


class Installed:
    """What pip noted of an installation."""

    def __init__(self, noted):
        self.noted = noted

    def read_text(self, name):
        assert name == "direct_url.json"
        return self.noted


def git(url, commit=COMMIT):
    return json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": commit}})


@pytest.mark.parametrize(
    ("noted", "expected"),
    [
        (git("https://github.com/acme/standards-checker.git"), Home("acme/standards-checker", COMMIT)),
        (git("https://github.com/acme/fork"), Home("acme/fork", COMMIT)),
        (git("https://gitlab.com/acme/fork"), Home()),
        (git("https://github.com/acme/fork", "main"), Home()),
        (json.dumps({"url": "file:///src", "dir_info": {"editable": True}}), Home()),
        (None, Home()),
        ("nonsense", Home()),
    ],
)
def test_an_installation_from_git_tells_its_home(monkeypatch, noted, expected):
    """Only an address on GitHub at a whole commit can be named by workflows."""
    monkeypatch.setattr(module, "distribution", lambda _: Installed(noted))
    assert home() == expected
    assert expected.known is (expected != Home())


def test_what_is_said_wins():
    """And says how workflows and hooks name it."""
    found = home(f"acme/checker@{COMMIT}")
    assert (found.uses, found.address) == (f"acme/checker@{COMMIT}", "https://github.com/acme/checker")


@pytest.mark.parametrize(
    "said", ["acme/checker", "acme/checker@main", f"checker@{COMMIT}", f"a/b@{COMMIT}\n", f"a/b/c@{COMMIT}"]
)
def test_what_could_move_is_refused(said):
    """A branch, a tag, half an address."""
    with pytest.raises(UsageError):
        home(said)
