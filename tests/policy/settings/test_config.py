"""checker.yml: where it is found, what it says, and what is wrong with it."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.errors import UsageError
from checker.model.audit import Repository
from checker.model.team import Team
from checker.policy.settings.config import find, trusted
from checker.policy.settings.configuration import Configuration, RepositoryEntry

Write = Callable[..., Path]

WHOLE = """\
organization: acme
targets: [github:acme, ../tools, "git@github.com:acme/x.git", https://example.org/a/b]
policy: [baseline, ./policies/acme.yml]
teams:
  - {team: payments, repositories: [acme/pay-*, ../tools/ledger], tier: critical, part_of: commerce}
  - {team: commerce}
history: sqlite:///history.db
outputs: {html: site, sarif: out.sarif}
repositories:
  - {repositories: ["*/*"], visibility: private, inherits: false}
  - {repositories: [acme/site], visibility: public, kind: website}
"""


def test_everything_it_can_say(write: Write) -> None:
    """Every key arrives; local targets are ready for use from any folder."""
    root = write({"checker.yml": WHOLE})
    found = find(root)
    tools = str(root.parent / "tools")
    assert found == Configuration(
        folder=root,
        organization="acme",
        targets=("github:acme", tools, "git@github.com:acme/x.git", "https://example.org/a/b"),
        policy=("baseline", "./policies/acme.yml"),
        teams=(
            Team("payments", ("acme/pay-*", "../tools/ledger"), "commerce", {"tier": "critical"}),
            Team("commerce"),
        ),
        history="sqlite:///history.db",
        outputs={"html": "site", "sarif": "out.sarif"},
        repositories=(
            RepositoryEntry(("*/*",), {"visibility": "private", "inherits": False}),
            RepositoryEntry(("acme/site",), {"visibility": "public", "kind": "website"}),
        ),
    )
    assert pickle.loads(pickle.dumps(found)) == found


def test_attributes_of_a_repository(write: Write) -> None:
    """Entries match id, name or path; later entries win key by key."""
    found = find(write({"checker.yml": WHOLE}))
    site = Repository("github.com/acme/site", "acme/site", "site")
    assert found.attributes_of(site) == {"visibility": "public", "inherits": False, "kind": "website"}
    other = Repository("github.com/acme/api", "acme/api", "api")
    assert found.attributes_of(other) == {"visibility": "private", "inherits": False}
    assert found.attributes_of(Repository("lonely", "lonely", "lonely")) == {}


def test_the_nearest_one_above_counts(write: Write) -> None:
    """From a folder below, the nearest configuration upwards; its folder is where names start."""
    root = write({"checker.yml": "organization: far\n", "a/checker.yml": "policy: docs\n", "a/b/c/x": ""})
    found = find(root / "a/b/c")
    assert (found.folder, found.organization, found.policy) == (root / "a", "", ("docs",))


def test_without_one_nothing_is_said(tmp_path: Path) -> None:
    """No file, no opinion: everything is empty and names start where one stands."""
    assert find(tmp_path) == Configuration(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
def test_what_strangers_may_have_put_there_is_refused(write: Write) -> None:
    """Below a folder that everyone may write to too: it is neither believed nor passed over."""
    root = write({"checker.yml": "organization: planted\n", "home/x": ""})
    root.chmod(0o777)
    for folder in (root, root / "home"):
        with pytest.raises(UsageError, match="everybody may write"):
            find(folder)
    assert trusted(root / "checker.yml").organization == "planted"


def test_inside_a_work_tree_it_is_confined(write: Write) -> None:
    """What leads out is left out, and refused where it is asked for."""
    root = write(
        {".git/HEAD": "", "a/checker.yml": "targets: [../b]\ndebt: d.yml\n", "a/d.yml": "debt: []\n"}
    )
    found = find(root / "a")
    assert (found.confined, found.targets, set(found.leaks)) == (True, (), {"targets"})
    found.check("debt", "history", "outputs")
    with pytest.raises(UsageError, match="targets: '../b' leads out of"):
        found.check("targets")
    assert trusted(root / "a/checker.yml").targets == (str(root / "b"),)


WRONG = """\
organisation: acme
policy: 3
teams:
  - {team: payments, repositories: ["{a,b}{c,d}{e,f}{g,h}{i,j}{k,l}{m,n}{o,p}"]}
  - {team: a, part_of: b}
  - {team: b, part_of: a}
  - {team: a}
  - {team: c, part_of: c}
outputs: {HTML: site}
repositories:
  - {repositories: [x], visibility: privat}
  - {repositories: [x]}
"""


def test_all_mistakes_are_found_in_one_go(write: Write) -> None:
    """They come in one error, one a line, with place, cause and likely meaning."""
    root = write({"checker.yml": WRONG})
    with pytest.raises(UsageError) as caught:
        find(root)
    assert str(caught.value).split("\n") == [
        "checker.yml:1:1: unknown key 'organisation' in a configuration; did you mean 'organization'?",
        "checker.yml:2:9: expected a text, found the number 3; put it in quotes",
        "checker.yml:4:37: '{a,b}{c,d}{e,f}{g,h}{i,j}{k,l}{m,n}{o,p}' is not a glob: Brace expansion has exceeded the limit of 200",
        "checker.yml:5:24: the team 'a' is part of itself",
        "checker.yml:6:24: the team 'b' is part of itself",
        "checker.yml:7:12: the team 'a' is there already, at checker.yml:5:12",
        "checker.yml:8:24: the team 'c' is part of itself",
        "checker.yml:9:11: expected the name of a format, found 'HTML'",
        "checker.yml:11:37: expected one of public, internal, private, found 'privat'; did you mean 'private'?",
        "checker.yml:12:5: this entry says nothing about its repositories",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("teams: gone.yml\n", "checker.yml:1:8: there is no teams file 'gone.yml'"),
        ("teams: [\n", "checker.yml:2:1: not valid YAML: did not find expected node content"),
        ("", "checker.yml:1:1: the file is empty"),
    ],
)
def test_what_cannot_be_read(write: Write, text: str, message: str) -> None:
    """Files that are not there or do not parse are mistakes as well."""
    with pytest.raises(UsageError) as caught:
        find(write({"checker.yml": text}))
    assert str(caught.value) == message
