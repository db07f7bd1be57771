"""The same inputs at every run, few of each kind; `make fuzz` runs as many others as there is time for."""

import pytest

from tests.fuzz import inputs
from tests.fuzz.inputs import Input, Wrong
from tests.fuzz.runner import TARGETS, Runner, attempt

COUNTS = {"parsers": 40, "trees": 40, "settings": 12, "histories": 8, "reports": 15, "gates": 3}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", COUNTS)
def test_nothing_that_is_read_breaks_a_reader(name, tmp_path):
    """Whatever a stranger writes is judged, is unknown, or is refused by an error that says why."""
    failures = []
    runner = Runner(0, tmp_path, lambda place, why: failures.append(why))
    runner.run({name: COUNTS[name]})
    assert not failures, failures[0]
    assert runner.tallies[name].inputs == COUNTS[name]


def test_what_fails_is_kept_and_fails_again(tmp_path, monkeypatch):
    """An exception that no reader may raise is told, and its input runs again from its file."""

    class Broken:
        def make(self, random):
            return Input({"a": bytes([0, 255, random.randrange(256)])}, 7, {"a": 0o120000})

        def run(self, given, scratch):
            raise Wrong(f"{given}")

    monkeypatch.setitem(TARGETS, "trees", Broken())
    told = []
    Runner(3, tmp_path, lambda place, why: told.append((place, why))).run({"trees": 1})
    [(place, why)] = told
    assert [place] == list(tmp_path.iterdir())
    assert attempt(*inputs.kept(place), tmp_path).splitlines()[-1] == why.splitlines()[-1]


def test_the_same_seed_makes_the_same_inputs():
    """A failure of yesterday can be found again."""
    from random import Random

    for name, target in TARGETS.items():
        assert target.make(Random(f"1 {name}")) == target.make(Random(f"1 {name}"))
