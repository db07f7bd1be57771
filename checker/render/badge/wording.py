"""What badges say. Green is only what was decided, and what was not decided is said."""

from collections.abc import Sequence

from msgspec import Struct

from checker.model.audit import Audit, Group, Subject
from checker.model.framework import Conformance, ControlState
from checker.model.result import UNDECIDED
from checker.render.shared import sorting
from checker.render.shared.text import clip, count, name, number, rounded

GREEN, BLUE, AMBER, RED, GREY = "1a7f37", "0969da", "9a6700", "cf222e", "57606a"
"""White text on each of them has the contrast that WCAG AA asks for."""
_GOOD, _FAIR = 80.0, 50.0
_LABEL_LIMIT = 60
_NAMELESS = "(no name)"


class Badge(Struct, frozen=True):
    """What stands left and right, the colour behind the right part, and all of it as a sentence."""

    label: str
    message: str
    colour: str
    told: str


def score(whole: Group | Subject) -> Badge:
    """Return the score, what is unknown counted as failed, beside that of what was decided."""
    certain, decided = rounded(whole.score_at_least), rounded(whole.score)
    if decided is None or certain is None:
        return _badge("standards score", "not scored", GREY)
    if certain == decided:
        return _badge("standards score", number(decided), _graded(decided))
    message = f"at least {number(certain)} · {number(decided)} of what was decided"
    return _badge("standards score", message, _graded(certain, decided))


def _graded(certain: float, decided: float | None = None) -> str:
    """Return the colour of a score: a good one is green only where everything was decided."""
    if decided is None:
        return GREEN if certain >= _GOOD else AMBER if certain >= _FAIR else RED
    if decided < _GOOD:
        return AMBER if decided >= _FAIR else RED
    return BLUE if certain >= _FAIR else GREY


def coverage(whole: Group | Subject) -> Badge:
    """Return the share of the weight that could be decided."""
    value = rounded(whole.coverage)
    if value is None:
        return _badge("standards coverage", "nothing judged", GREY)
    colour = GREEN if value == 100 else BLUE if value >= _GOOD else AMBER
    return _badge("standards coverage", _percent(value), colour)


def level(whole: Group | Subject, levels: Sequence[str]) -> Badge:
    """Return the level that is held; where only unknowns keep the next one away, that is said."""
    if whole.score is None:
        return _badge("standards level", "not scored", GREY)
    held = clip(name(whole.level) or _NAMELESS, _LABEL_LIMIT) if whole.level else "no level yet"
    upcoming = _undecided(whole, levels)
    colour = GREEN if whole.level == levels[-1] else BLUE if whole.level else GREY if upcoming else AMBER
    return _badge("standards level", " · ".join((held, *upcoming)), colour)


def _undecided(whole: Group | Subject, levels: Sequence[str]) -> list[str]:
    if not isinstance(whole, Subject):
        return []
    upcoming, blockers = sorting.blocking(whole, levels)
    if not blockers or any(each.outcome not in UNDECIDED for each in blockers):
        return []
    return [f"{clip(name(upcoming) or _NAMELESS, _LABEL_LIMIT)} not decided"]


def framework(found: Conformance) -> Badge:
    """Return how many controls of a framework are met, not met, and neither."""
    label = clip(name(found.framework.title) or _NAMELESS, _LABEL_LIMIT)
    applying = len(found.assessments) - found.count(ControlState.NOT_APPLICABLE)
    met, accepted, failed = map(
        found.count, (ControlState.MET, ControlState.RISK_ACCEPTED, ControlState.NOT_MET)
    )
    undecided = applying - met - accepted - failed
    if not applying:
        return _badge(label, "not applicable", GREY)
    if undecided == applying:
        return _badge(label, f"none of {count(applying, 'control')} decided", GREY)
    rest = {"not met": failed, "risk accepted": accepted, "not decided": undecided}
    said = " · ".join((f"{met} of {applying} met", *(f"{n} {word}" for word, n in rest.items() if n)))
    return _badge(label, said, _conforming(failed, accepted, undecided))


def _conforming(failed: int, accepted: int, undecided: int) -> str:
    return RED if failed else AMBER if accepted else GREY if undecided else GREEN


def without(badge: Badge, missing: int) -> Badge:
    """Return a badge of a whole of which some targets could not be audited at all."""
    if not missing:
        return badge
    message = f"{badge.message} · {count(missing, 'target')} not audited"
    return _badge(badge.label, message, BLUE if badge.colour == GREEN else badge.colour)


def judged(audit: Audit) -> str:
    """Return by what and when an audit judged."""
    policy = audit.policy
    return f"policy {name(policy.id)} {name(policy.version)}, judged as of {name(audit.started_at)}"


def _percent(value: float | None) -> str:
    return f"{number(value)} %"


def _badge(label: str, message: str, colour: str) -> Badge:
    return Badge(label, message, colour, f"{label} {message}")
