"""`checker cache`: what is kept is shown, and only what is ours is cleared."""

import json
import os
import time

import pytest

from checker.app.cache import KINDS
from tests.forge import Forge, scenario

from .golden import NOW, POLICY

OLD = time.time() - 40 * 24 * 3600
posix = pytest.mark.skipif(os.name != "posix", reason="there are no owners and locks elsewhere")


@pytest.fixture
def cache(tmp_path):
    """Begin with none."""
    return tmp_path / "cache"


@pytest.fixture
def filled(run, tmp_path):
    """Fill a cache by an audit of a simulated organization."""
    options = ("github:acme", "-p", POLICY, "--now", NOW, "-o", "csv")
    with Forge(scenario("small")) as forge:
        environment = forge.environment("admin")
        assert run("audit", *options, **environment).returncode == 1
        assert run("audit", *options, "--no-clone", **environment).returncode == 1
    return tmp_path / "cache"


def shown(run):
    return {
        pile["kind"]: pile for pile in json.loads(run("cache", "show", "--format", "json").stdout)["piles"]
    }


def files(place):
    return sorted(path for path in place.rglob("*") if path.is_file() and path.name != "tidied")


def test_all_that_is_kept_is_shown_and_cleared(run, filled):
    """Every folder that an audit makes is of a known kind, and nothing of it is left in the end."""
    assert {path.name for path in filled.iterdir() if path.is_dir()} <= KINDS.keys()
    piles = shown(run)
    assert piles["mirrors"]["count"] == 7
    assert min(piles[kind]["count"] for kind in ("github", "blobs", "plans", "policies", "licenses")) > 0
    whole = sum(path.stat().st_size for path in files(filled))
    assert sum(pile["size"] for pile in piles.values()) == pytest.approx(whole, rel=0.2)
    text = run("cache", "show").stdout
    assert max(map(len, text.splitlines()[1:])) <= 80
    assert str(filled) in text
    assert "mirrors                7" in text
    done = run("cache", "clear")
    assert done.returncode == 0
    assert "mirrors: removed 7" in done.stdout
    assert files(filled) == []
    assert run("cache", "clear").stdout == "there was nothing to remove\n"
    assert not any(pile["count"] for pile in shown(run).values())


def test_only_what_was_asked_for_goes(run, repository, tmp_path):
    """Some kinds, or what is old."""
    run("audit", repository("tools", {"README.md": "# tools\n"}), "-p", "small.yml")
    assert run("cache", "clear", "plans").stdout.startswith("plans: removed 1")
    assert not shown(run)["plans"]["count"]
    [*_, policy] = (tmp_path / "cache" / "policies").iterdir()
    os.utime(policy, (OLD, OLD))
    assert shown(run)["policies"]["oldest"] > 39 * 24 * 3600
    assert run("cache", "clear", "--older-than", "41").stdout == "there was nothing to remove\n"
    assert run("cache", "clear", "--older-than", "30").stdout.startswith("policies: removed 1")
    assert shown(run)["policy-files"]["count"]


def test_nothing_else_in_the_folder_is_touched(run, tmp_path):
    """Even if the cache is put where other things are."""
    place = tmp_path / "cache"
    (place / "plans").mkdir(parents=True, mode=0o700)
    (place / "letters").mkdir()
    for path in (place / "plans" / "letter.txt", place / "letters" / ("0" * 64), place / "letter.txt"):
        path.write_text("precious")
    assert run("cache", "clear").stdout == "there was nothing to remove\n"
    assert len(files(place)) == 3


@posix
def test_links_are_left_alone(run, tmp_path):
    """A folder that leads elsewhere is not ours."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (elsewhere / ("0" * 64)).write_text("precious")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "plans").symlink_to(elsewhere)
    assert shown(run)["plans"]["foreign"]
    assert "a link, or not yours alone" in run("cache", "show").stdout
    assert "left alone" in run("cache", "clear").stdout
    done = run("cache", "clear", "plans")
    assert done.returncode == 2
    assert "is a link, or not yours alone" in done.stderr
    assert (elsewhere / ("0" * 64)).read_text() == "precious"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("clear", "plan"), "did you mean plans?"),
        (("clear", "everything"), "there are: mirrors"),
        (("clear", "--older-than", "-1"), "--older-than"),
        (("remove",), "there is no command"),
    ],
)
def test_nonsense(run, arguments, said):
    done = run("cache", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
