"""`checker audit --shard` and `checker merge` with an organization on GitHub, and what cannot be said together."""

import json

import pytest

from tests.forge import Forge, scenario

from .golden import NOW

POLICY = ("-p", "baseline-github")


@pytest.mark.parametrize("token", ["admin", "reader"])
def test_shards_of_an_organization(run, tmp_path, token):
    """Each asks about its own repositories with its own token; teams, organization and unknowns are those of one."""
    with Forge(scenario("small")) as forge:
        environment = forge.environment(token)
        whole = run(
            "audit", "github:acme", *POLICY, "--now", NOW, "-o", "json", "--no-history", **environment
        )
        for index in (1, 2, 3):
            part = f"shard=part-{index}.json"
            words = ("--shard", f"{index}/3", "--now", NOW, "-o", part)
            done = run("audit", "github:acme", *POLICY, *words, **environment)
            assert done.returncode == 0, done.stderr
            secret = environment["GITHUB_TOKEN"]
            assert secret not in (tmp_path / f"part-{index}.json").read_text()
    parts = [f"part-{index}.json" for index in (2, 3, 1)]
    merged = run("merge", *parts, *POLICY, "-o", "json")  # asks nobody
    assert merged.stdout == whole.stdout
    assert merged.returncode == whole.returncode
    assert merged.stderr == whole.stderr
    assert len(json.loads(merged.stdout)["subjects"]) > 5


def test_what_cannot_be_said_together(run):
    """Before anything is done."""
    done = run("audit", "--executor", "dask://host:1", "--facts", "a.json")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "checker: --facts are judged here")
    done = run("audit", "--shard", "3/2", "--now", NOW, "-o", "shard=x.json")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "checker: --shard '3/2' is no part of a whole",
    )
    done = run("audit", "-o", "shard=x.json")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "checker: -o shard needs --shard")
    done = run("audit", "--executor", "host:1")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "checker: 'host:1' is no address of a Dask scheduler",
    )
    assert run("merge").returncode == 2
