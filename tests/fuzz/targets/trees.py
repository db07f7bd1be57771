"""Parsers and collectors: repositories that a stranger wrote."""

from pathlib import Path
from random import Random

from tests.fuzz import judging
from tests.fuzz.corpus import hostile
from tests.fuzz.inputs import Input

_RULES = 6
_LINK, _PROGRAM = 0o120000, 0o100755


def make(random: Random) -> Input:
    """Return a repository; now and then one of its files is a link or a program."""
    files = hostile(random)
    odd = [path for path in sorted(files) if random.random() < 0.02]
    return Input(files, random.randrange(2**32), {path: random.choice((_LINK, _PROGRAM)) for path in odd})


def run(given: Input, scratch: Path) -> None:
    """Collect everything, and judge it by some of the rules."""
    seen = judging.evidence(given.files, given.modes)
    for rule in Random(given.choice).sample(judging.rules(), _RULES):
        judging.check(rule, seen)
