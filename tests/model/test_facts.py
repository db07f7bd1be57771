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


def test_some_paths_alone_keep_their_explanations():
    """Also those of lists that were seen in part, which cannot be hashed."""
    facts = Facts({"a.n": 1, "b": 2}, (Problem("a", "hidden", seen=[{}]), Problem("c", "lost")))
    assert facts.only({"a.n", "a.m", "a.o"}) == Facts({"a.n": 1}, (Problem("a", "hidden", seen=[{}]),))
