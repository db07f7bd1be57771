"""Teams and the organization: judged after their repositories. (The lead's placeholder: SUBJECTS replaces this file.)"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from checker.engine.compile import Plan
from checker.model.audit import Subject
from checker.model.facts import Facts
from checker.model.team import Team


def wanted_of_groups(plan: Plan) -> frozenset[str]:
    del plan
    return frozenset()


def judge_groups(
    plan: Plan,
    subjects: Iterable[Subject],
    kept: Mapping[str, Facts],
    owner: Facts,
    teams: Sequence[Team],
    organization: str,
    now: datetime,
) -> tuple[Subject, ...]:
    return ()
