"""The gate: a repository and what a change makes of it."""

from pathlib import Path
from random import Random

from checker.collectors import github
from checker.engine.gate import ChangedPaths, Movable, gate
from checker.model.audit import Subject
from tests.fuzz import judging
from tests.fuzz.corpus import changed_file, hostile, trees
from tests.fuzz.inputs import Input, Wrong

_PACK = "baseline"
_GITHUB = frozenset(spec.path for spec in github.FACTS)


def make(random: Random) -> Input:
    """Return both sides of a change, below `base/` and `head/`."""
    base = dict(hostile(random) if random.random() < 0.3 else random.choice(trees()))
    head = dict(base)
    for path in random.sample(sorted(base), min(len(base), 2)):
        kind = random.randrange(5)
        if kind == 0:
            del head[path]
        elif kind == 1:
            head[f"moved/{path}"] = head.pop(path)
        else:
            head[path] = changed_file(path, head[path], random)
    if random.random() < 0.3:
        head |= hostile(random)
    sides = {"base": base, "head": head}
    return Input({f"{side}/{path}": text for side, tree in sides.items() for path, text in tree.items()})


def run(given: Input, scratch: Path) -> None:
    """Hold the head against the base, and each side against itself: that is never worse."""
    base, head = (_side(given, side) for side in ("base/", "head/"))
    before, after = (judging.judged(judging.evidence(side, {}), _PACK) for side in (base, head))
    touched = {path for path in base.keys() | head.keys() if base.get(path) != head.get(path)}
    renamed = {path: f"moved/{path}" for path in base if f"moved/{path}" in head}
    same = {new for old, new in renamed.items() if base[old] == head[new]}
    movable = Movable(frozenset(rule.id for rule in judging.plan(_PACK).policy.rules), _GITHUB)
    gate(before, after, movable, ChangedPaths(touched, renamed, same, bool(base.keys() - head.keys())))
    for side, subject in ((base, before), (head, after)):
        _unchanged(subject, frozenset(side), movable)


def _side(given: Input, start: str) -> dict[str, bytes]:
    return {path.removeprefix(start): text for path, text in given.files.items() if path.startswith(start)}


def _unchanged(subject: Subject, paths: frozenset[str], movable: Movable) -> None:
    """Raise Wrong where a side held against itself is different, also if every file were touched."""
    told = gate(subject, subject, movable, ChangedPaths())
    everything = gate(subject, subject, movable, ChangedPaths(paths))
    if told.worse or told.better or everything.worse or everything.better:
        raise Wrong(f"different from itself: {told.worse or told.better or everything.worse}")
