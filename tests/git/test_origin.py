"""One identity for all the ways to write the address of a repository."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.git import origin


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/acme/pay.git",
        "https://github.com/acme/pay",
        "https://GitHub.com/acme/pay/",
        "https://www.github.com/acme/pay.git/",
        "https://ada:secret@github.com/acme/pay.git",
        "https://x-access-token:ghs_1@github.com:443/acme/pay",
        "git@github.com:acme/pay.git",
        "github.com:acme/pay.git",
        "git@github.com:/acme/pay.git",
        "ssh://git@github.com/acme/pay.git",
        "ssh://git@ssh.github.com:443/acme/pay.git",
        "git://github.com/acme/pay",
        "git+ssh://git@github.com/acme/pay.git",
        "  https://github.com/acme/pay.git\n",
    ],
)
def test_all_spellings_are_the_same_repository(address: str) -> None:
    """Scheme, user, password, port, `www.` and `.git` do not tell repositories apart."""
    assert origin.normalize(address) == "github.com/acme/pay"


@pytest.mark.parametrize(
    ("address", "identity"),
    [
        ("https://gitlab.com/group/sub/name.git", "gitlab.com/group/sub/name"),
        ("ssh://git@git.acme.example:7999/team/tool.git", "git.acme.example/team/tool"),
        ("git@ssh.dev.azure.com:v3/org/project/repo", "dev.azure.com/org/project/repo"),
        ("https://org@dev.azure.com/org/project/_git/repo", "dev.azure.com/org/project/repo"),
        ("https://github.com/acme/.github.git", "github.com/acme/.github"),
        ("https://host/~ada/tool.git", "host/~ada/tool"),
    ],
)
def test_forges_have_their_own_shapes(address: str, identity: str) -> None:
    """Subgroups stay, and what only the way of transport adds goes."""
    assert origin.normalize(address) == identity


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/srv/git/pay.git",
        "../pay",
        "./a:b",
        "C:\\git\\pay",
        "C:/git/pay",
        "file:///srv/git/pay.git",
        "https://",
        "https://[::1/x/y",
        "https://host",
        "https://host/../../etc",
        "ext::sh -c touch% /tmp/x",
        "git@host:a\x1b[31m/b",
        "https://host/<script>/x",
        "https://host/" + "a/" * 300,
    ],
)
def test_paths_and_oddities_are_no_identity(address: str) -> None:
    """What is not an address on a host, or could not be printed, gives nothing."""
    assert origin.normalize(address) == ""


@given(st.text() | st.text("git@:/.\\hosp-~ \n").map(lambda text: "https://" + text))
def test_any_text_gives_something_printable(address: str) -> None:
    """A hostile configuration never breaks the report."""
    identity = origin.normalize(address)
    assert identity.isprintable()
    assert "@" not in identity.partition("/")[0]


def test_pages_are_known_for_known_forges() -> None:
    """A link is only made where its shape is certain."""
    assert origin.page("github.com/acme/pay") == "https://github.com/acme/pay"
    assert origin.page("gitlab.acme.example/a/b/c") == "https://gitlab.acme.example/a/b/c"
    assert origin.page("git.acme.example/a/b") == ""
    assert origin.page("") == ""


def test_the_only_remote_serves_as_origin() -> None:
    """Among several remotes only `origin` can be the one."""
    upstream = {"remote.upstream.url": ("u",)}
    assert origin.remote(upstream) == "u"
    assert origin.remote({**upstream, "remote.fork.url": ("f",)}) == ""
    assert origin.remote({**upstream, "remote.origin.url": ("o", "second")}) == "o"
    assert origin.remote({}) == ""
