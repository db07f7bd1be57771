"""What is known about the repositories of a simulated GitHub, with all facts wanted."""

import pytest

from checker.collectors import Checkout
from checker.collectors import github as topics
from checker.errors import TargetError
from checker.files import Files, MemoryTree
from checker.github.client import Client
from checker.github.connection import connect
from checker.github.fetch import observe
from checker.github.inventory import Filters, inventory
from checker.model.audit import Repository

ALL = frozenset(spec.path for spec in topics.FACTS)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path / "cache"))


def connected(forge, token="admin"):
    """Return a client that waits for nothing."""
    return Client(connect(forge.environment(token)), max_wait=0, first_pause=0)


def collected(forge, token="admin", target="github:acme", wanted=ALL):
    """Return the facts of each repository by its full name; {} if they cannot even be listed."""
    client = connected(forge, token)
    try:
        listed = list(inventory(client, target, Filters()))
    except TargetError:
        return {}
    return observed(client, listed, forge.world.now, wanted)


def observed(client, listed, at, wanted=ALL):
    """Return the facts of the repositories that were listed."""
    seen = observe(client, listed, topics.asks(wanted), lambda view: topics.more(view, wanted), at)
    return {view.repository.full_name: topics.collect(_checkout(view), wanted) for view in seen}


def _checkout(view):
    name = view.repository.full_name
    return Checkout(
        Repository(f"github.com/{name}", name, "", ""), Files(MemoryTree({})), None, view.at, view
    )
