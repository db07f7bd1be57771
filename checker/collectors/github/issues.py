"""How questions are answered: issues.

Statistics span the last 90 days and never rank people. One over nothing is not a fact: guard it
with its count.
"""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {"issues": "Issues: read"}

_INT, _DOUBLE = FactType.INT, FactType.DOUBLE


def _recent(path: str, fact_type: FactType, doc: str) -> FactSpec:
    """Declare a fact of the last 90 days."""
    return FactSpec(path, fact_type, doc, timed=True)


FACTS: tuple[FactSpec, ...] = (
    FactSpec("issues.open", _INT, "How many issues are open."),
    _recent("issues.opened", _INT, "How many issues were opened in 90 days by people outside the team."),
    _recent(
        "issues.first_response_hours", _DOUBLE, "The median hours until a member first answered or labelled."
    ),
    _recent("issues.first_response_hours_p90", _DOUBLE, "Nine in ten first answers came within these hours."),
    _recent("issues.unanswered_share", _DOUBLE, "The share of them that no member has answered, 0 to 1."),
    _recent("issues.incidents", _INT, "How many issues with an incident label were opened in 90 days."),
    _recent("issues.restore_hours", _DOUBLE, "The median hours until an incident was closed."),
    _recent(
        "issues.member_activity", _INT, "How many issues a member answered, labelled or closed in 90 days."
    ),
)
