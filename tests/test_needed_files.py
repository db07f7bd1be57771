"""Over all packs: a repository without a file that a rule needs is never better off."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from checker.engine.levels import by_rank
from checker.model.audit import Subject
from checker.model.result import Outcome
from checker.policy.cases import load_cases
from checker.policy.loading.sources import packs
from tests.fuzz import judging

_SMALL = 40
_WORSE = (Outcome.FAIL, Outcome.UNKNOWN)


@cache
def _trees() -> Sequence[Mapping[str, bytes]]:
    """Return the trees of all cases that pass, each with a few files."""
    cases, _ = load_cases(packs(), Path())
    return [
        {path: content.encode() for path, content in case.files.items()}
        for case in cases
        if case.outcome == "pass" and not case.facts and 0 < len(case.files) <= _SMALL
    ]


def _judged(files: Mapping[str, bytes]) -> Subject:
    return judging.judged(judging.evidence(files, {}), "baseline")


def _outcomes(subject: Subject) -> Mapping[str, Outcome]:
    return {result.rule: result.outcome for result in subject.results}


@given(st.data())
def test_a_file_that_a_rule_needs_is_never_better_gone(data: st.DataObject) -> None:
    """Neither the score that holds for certain nor the level rises, whatever else stands in the tree.

    What fails in the file itself is mended without it, so that only files without findings are taken away.
    """
    files: dict[str, bytes] = {}
    for tree in data.draw(st.lists(st.sampled_from(_trees()), min_size=1, max_size=4)):
        files |= tree
    before = _judged(files)
    gone = data.draw(st.sampled_from(sorted(files)))
    after = _judged({path: content for path, content in files.items() if path != gone})
    was, now = _outcomes(before), _outcomes(after)
    needed = any(was[rule] is Outcome.PASS and now[rule] in _WORSE for rule in was)
    faulty = any(finding.path == gone for result in before.results for finding in result.findings)
    if not needed or faulty:
        return
    ranks = by_rank(judging.plan("baseline").policy.levels)
    assert (after.score_at_least or 0.0) <= (before.score_at_least or 0.0) + 1e-9
    assert ranks.get(after.level, -1) <= ranks.get(before.level, -1)
