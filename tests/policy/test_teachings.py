"""`recognize:` in policies and in checker.yml: each pattern with the place that teaches it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.model.teaching import Teaching
from checker.policy.settings.config import load
from tests.policy.conftest import Say

TAUGHT = """\
recognize:
  tests: ["./bake test", nuke *]
  publish: [./ship]
  harmless:
    - ./ci/notify.sh
  ci: ["ops/pipelines/*.yml"]
  technologies: {cobol: ["*.cbl", "*.cob"]}
"""
EXPECTED = [
    ("tests", "./bake test", 2, ""),
    ("tests", "nuke *", 2, ""),
    ("publish", "./ship", 3, ""),
    ("harmless", "./ci/notify.sh", 5, ""),
    ("ci", "ops/pipelines/*.yml", 6, ""),
    ("technologies", "*.cbl", 7, "cobol"),
    ("technologies", "*.cob", 7, "cobol"),
]


def expected(path: str, later: int = 0) -> tuple[Teaching, ...]:
    return tuple(
        Teaching(kind, pattern, path, line + later, technology)  # type: ignore[arg-type]  # the words above
        for kind, pattern, line, technology in EXPECTED
    )


def test_a_configuration_teaches(write: Callable[..., Path]) -> None:
    found, mistakes = load(write({"checker.yml": TAUGHT}) / "checker.yml")
    assert mistakes == ()
    assert found and found.recognize == expected("checker.yml")


def test_policies_teach_and_those_above_do_not_forget(say: Say) -> None:
    """What a parent teaches comes first; the place of a pattern is not in the digest, the pattern is."""
    parent = f"policy: p\n{TAUGHT}"
    child = 'policy: c\nextends: [p.yml]\nrecognize: {tests: ["make all"]}\n'
    found = say({"c.yml": child, "p.yml": parent}).policy
    assert found is not None
    assert found.recognize == (*expected("p.yml", 1), Teaching("tests", "make all", "c.yml", 3))
    moved = say({"c.yml": child, "p.yml": f"# a comment\n{parent}"}).policy
    other = say({"c.yml": child.replace("all", "none"), "p.yml": parent}).policy
    assert moved is not None
    assert other is not None
    assert found.digest == moved.digest != other.digest


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('tests: ["*"]', "expected a command such as"),
        ("tests: ['  ']", "expected a command such as"),
        ("tests: make test", "expected a list"),
        ("builds: [make]", "unknown key 'builds'"),
        ("ci: ['{1..100000}']", "is not a glob"),
        ("technologies: {COBOL: ['*.cbl']}", "a name of lower-case letters"),
        ("technologies: {cobol: []}", "list"),
    ],
)
def test_what_teaches_nothing_is_a_mistake(say: Say, said: str, told: str) -> None:
    """A pattern that would match everything is one too."""
    found = say({"p.yml": f"policy: p\nrecognize: {{{said}}}\n"}).mistakes
    assert [told in str(each) for each in found] == [True]
