"""Policies of other repositories, and what they may reach."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.errors import TargetError
from checker.policy.loading.load import Loaded, load

COMMIT = "0123456789abcdef0123456789abcdef01234567"
URL = "https://git.example.org:8443/platform/group/policies"
RULE = "title: T\n    why: W\n    severity: high\n    fix: {text: F}\n    assert: a.b"
Write = Callable[..., Path]


def remote(files: dict[str, str]) -> Callable[[str, str, str], bytes]:
    """Return a fetcher that knows one commit of one repository."""

    def fetch(url: str, commit: str, path: str) -> bytes:
        if (url, commit) != (URL, COMMIT) or path not in files:
            raise TargetError(f"{path} is not there")
        return files[path].encode()

    return fetch


def extend(write: Write, name: str, files: dict[str, str] | None = None) -> Loaded:
    """Load a policy that extends *name*."""
    root = write({"p.yml": f"policy: p\nextends: [{name!r}]\n", "secret.yml": "policy: secret\n"})
    return load(["p.yml"], root, None if files is None else remote(files))


def printed(loaded: Loaded) -> list[str]:
    return [str(each) for each in loaded.mistakes]


def test_a_commit_of_another_repository(write: Write) -> None:
    """Files there extend each other and our packs; positions name repository, commit and file."""
    files = {
        "acme/base.yml": f"policy: base\nextends: [../more.yml, common]\nrules:\n  - id: a/b\n    {RULE}\n    level: x\n",
        "more.yml": "policy: more\n",
    }
    loaded = extend(write, f"git+{URL}@{COMMIT}#acme/base.yml", files)
    assert printed(loaded) == [
        f"git+{URL}@{COMMIT}#acme/base.yml:10:12: unknown level 'x'; there are bronze, silver, gold"
    ]
    again = extend(write, f"git+{URL}@{COMMIT}#acme/base.yml", {**files, "acme/base.yml": "policy: base\n"})
    assert again.files == ("p.yml", f"git+{URL}@{COMMIT}#acme/base.yml")


def test_a_commit_is_fetched_once(write: Write) -> None:
    """What a commit holds never changes, so the cache answers without asking again."""
    name = f"git+{URL}@{COMMIT}#base.yml"
    first = extend(write, name, {"base.yml": "policy: base\n"})
    assert first.mistakes == ()
    assert extend(write, name, {}).policy == first.policy


def test_nothing_is_fetched_without_leave(write: Write) -> None:
    """Without a fetcher the policy says that it cannot be had."""
    name = f"git+{URL}@{COMMIT}#base.yml"
    assert printed(extend(write, name)) == [
        f"{name}:1:1: policies of other repositories cannot be fetched here"
    ]


def test_what_cannot_be_fetched(write: Write) -> None:
    """The fetcher's reason is passed on."""
    name = f"git+{URL}@{COMMIT}#base.yml"
    assert printed(extend(write, name, {})) == [f"{name}:1:1: cannot be fetched: base.yml is not there"]


@pytest.mark.parametrize(
    "name",
    [
        f"git+{URL}@main#base.yml",
        f"git+{URL}@{COMMIT[:12]}#base.yml",
        f"git+{URL}@{COMMIT}",
        f"git+http://example.org/a/b@{COMMIT}#base.yml",
        f"git+https://user:secret@example.org/a/b@{COMMIT}#base.yml",
        f"git+file:///tmp/a@{COMMIT}#base.yml",
        f"git+ssh://example.org/a/b@{COMMIT}#base.yml",
        "https://example.org/base.yml",
    ],
)
def test_only_commits_over_https(write: Write, name: str) -> None:
    """Branches, short commits, other protocols and credentials are refused."""
    (found,) = printed(extend(write, name, {}))
    assert found.endswith(
        "is not of the form git+https://host/owner/name@<the 40 digits of a commit>#path.yml"
    )


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../../x.yml", "leads out of the repository"),
        ("a/../../x.yml", "leads out of the repository"),
        ("/etc/x.yml", "leads out of the repository"),
        ("a\\..\\x.yml", "leads out of the repository"),
        ("folder", "is not a .yml file"),
    ],
)
def test_files_of_a_repository_stay_in_it(write: Write, path: str, why: str) -> None:
    """Neither the name nor what a fetched policy extends reaches anything else, local files least."""
    (found,) = printed(extend(write, f"git+{URL}@{COMMIT}#{path}", {}))
    assert why in found
    loaded = extend(write, f"git+{URL}@{COMMIT}#base.yml", {"base.yml": f"policy: b\nextends: [{path!r}]\n"})
    assert [each for each in printed(loaded) if why in each]


def test_a_fetched_policy_does_not_see_local_files(write: Write) -> None:
    """`secret.yml` beside the child is not what a fetched parent means by that name."""
    loaded = extend(
        write, f"git+{URL}@{COMMIT}#base.yml", {"base.yml": "policy: b\nextends: [./secret.yml]\n"}
    )
    assert printed(loaded) == [
        f"git+{URL}@{COMMIT}#secret.yml:1:1: cannot be fetched: secret.yml is not there"
    ]
