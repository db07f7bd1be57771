"""Facts and the problems that explain the missing ones."""

from checker.model.facts import Facts, Problem, merge


def test_a_problem_covers_what_lies_below_it() -> None:
    """A prefix ends at a dot: `python` says nothing about `pythonic`."""
    problem = Problem("python", "no permission")
    assert problem.covers("python")
    assert problem.covers("python.package")
    assert not problem.covers("pythonic")
    assert not Problem("python.package", "").covers("python")


def test_the_closest_problem_explains() -> None:
    """Of a general and a special reason the special one is told."""
    facts = Facts(problems=(Problem("a", "general"), Problem("a.b", "special"), Problem("x", "other")))
    found = facts.problem("a.b.c")
    assert found is not None
    assert found.reason == "special"
    assert facts.problem("y") is None


def test_merging_unites() -> None:
    """Values of all parts are there, the later one where two overlap, and every problem."""
    merged = merge([Facts({"a": 1, "b": 1}), Facts({"b": 2}, (Problem("c", "unseen"),))])
    assert merged == Facts({"a": 1, "b": 2}, (Problem("c", "unseen"),))


def test_some_facts_come_with_what_explains_the_missing() -> None:
    """Each problem once, whatever was seen of a value, and none that explains nothing."""
    partly = Problem("a.b", "cut off", seen=[{"name": "x"}])
    facts = Facts({"c": 1, "d": 2}, (Problem("e", "unseen"), partly))
    assert facts.only(["d", "a.b", "e.f", "e.g", "x"]) == Facts({"d": 2}, (partly, Problem("e", "unseen")))
