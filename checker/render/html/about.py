"""How to read a report: what its words mean, what it was judged by, and what to be careful about."""

from msgspec import Struct

from checker.model.audit import PolicyStamp, Uncollected
from checker.model.policy import Severity
from checker.render.html.audit_index import AuditIndex
from checker.render.html.page import Cut, cut


class About(Struct, frozen=True, kw_only=True):
    """Everything on the page about the report."""

    tool: str
    judged: str
    policy: PolicyStamp
    severities: tuple[tuple[str, float], ...]
    warnings: Cut[str]
    uncollected: Cut[Uncollected]
    assumptions: Cut[tuple[str, int]]


def view(survey: AuditIndex, limit: int) -> About:
    """Return the page about the report."""
    audit = survey.audit
    return About(
        tool=audit.tool,
        judged=audit.started_at,
        policy=audit.policy,
        severities=tuple((each.value, each.weight) for each in Severity),
        warnings=cut(list(dict.fromkeys(audit.warnings)), limit),
        uncollected=cut(audit.uncollected, limit),
        assumptions=cut(_assumptions(survey), limit),
    )


def _assumptions(survey: AuditIndex) -> list[tuple[str, int]]:
    """Return what was assumed, and of how many repositories."""
    counted: dict[str, int] = {}
    for subject in survey.repositories:
        for said in subject.repository.assumptions if subject.repository else ():
            counted[said] = counted.get(said, 0) + 1
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))
