"""Two audits compared: where they come from, what is told of them, and whether they got worse."""

import sys
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct

from checker.app.audit.exit_code import COMPLIANT, NOT_COMPLIANT, UNCHECKED, ExitVerdict
from checker.app.audit.history_recorder import HistoryLocation
from checker.app.audit.series import SeriesChoice
from checker.app.reports.history import find, open_place
from checker.engine import comparison as engine
from checker.engine.display_names import called
from checker.errors import Unobserved, UsageError
from checker.files.globs import matches
from checker.filesystem.probe import exists
from checker.model.audit import Audit
from checker.model.change import Change, ChangeState, Direction, Focus, ScoreChange
from checker.render.machine import json

_STDIN = "-"
_HINT = "give what `checker audit -o json=FILE` wrote"
_HISTORY = "give the path of a JSON report, or say where the history is: --history, or checker.yml"
_NAMED = 10
_RELATIVE = ("latest", "previous")
_NOISE = 1e-9
"""What rounding may take from a score; less is no fall."""


class ReferenceSource(Struct, frozen=True):
    """Where references lead that are no files: a history, None for none, and a series of audits in it."""

    place: HistoryLocation | None = None
    series: SeriesChoice = SeriesChoice()


def load(before: str, after: str, source: ReferenceSource) -> tuple[Audit, Audit]:
    """Return the audits that two references mean.

    A reference is the path of a JSON report, - for stdin, or one that the history knows: an id, `latest`,
    `previous`, -N, or a date. Raises UsageError when it leads nowhere, or to no audit.
    """
    if before == after == _STDIN:
        raise UsageError("both audits would come from stdin", "give the path of one of them")
    found = audits((before, after), source)
    return found[before], found[after]


def audits(references: Collection[str], source: ReferenceSource) -> dict[str, Audit]:
    """Return the audits that references mean, as `load` says, by the references."""
    kept = dict.fromkeys(each for each in references if not is_file(each))
    found = _kept(kept, source) if kept else {}
    found.update({each: _read(each) for each in references if each not in kept})
    return found


def is_file(reference: str) -> bool:
    """Tell whether a reference is a path: it is one if it leads to something, or looks like one."""
    looks = reference == _STDIN or reference.endswith(".json") or "/" in reference or "\\" in reference
    return looks or exists(Path(reference))


def _read(reference: str) -> Audit:
    where = "stdin" if reference == _STDIN else reference
    try:
        return json.read(_text(reference))
    except OSError as error:
        raise UsageError(f"{where}: cannot be read: {error.strerror}", _HINT) from error
    except ValueError as error:
        raise UsageError(f"{where}: {error}", _HINT) from error


def _text(reference: str) -> str:
    if reference == _STDIN:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    return Path(reference).read_text(encoding="utf-8-sig")


def _kept(names: Collection[str], source: ReferenceSource) -> dict[str, Audit]:
    """Return audits of the history by what they were called."""
    if source.place is None:
        name = next(iter(names))
        relative = name in _RELATIVE or name.startswith("-")  # nobody takes these for files
        where = "no history to find it in" if relative else "no such file, and no history"
        raise UsageError(f"{name}: there is {where}", _HISTORY)
    with open_place(source.place) as history:
        meant = [find(history, name, source.series).id for name in names]
        audits = history.pair(*meant) if len(meant) > 1 else (history.load(meant[0]),)
    return dict(zip(names, audits, strict=True))


def compare(before: Audit, after: Audit, focus: Focus) -> Change:
    """Return what is different between two audits, as far as it is in focus.

    Raises UsageError for teams, repositories or rules that are in neither audit.
    """
    _check(before, after, focus)
    return engine.compare(before, after, focus)


def _check(before: Audit, after: Audit, focus: Focus) -> None:
    """Raise UsageError when something asked for is in neither audit: a typing error tells nothing."""
    audits = (before, after)
    teams = {team.name for audit in audits for team in audit.teams}
    subjects = [each for audit in audits for each in audit.subjects if each.kind == "repository"]
    for team in focus.teams:
        if team not in teams:
            raise UsageError(f"no team of these audits is called {team!r}", _advice(team, teams))
    repositories = {name for each in subjects for name in (each.subject, called(each))}
    for glob in focus.repositories:
        _matching("repository", glob, repositories)
    for glob in focus.rules:
        _matching("rule", glob, {rule.id for audit in audits for rule in audit.policy.rules})


def _matching(what: str, glob: str, names: Collection[str]) -> None:
    try:
        if any(matches(name, glob) for name in names):
            return
    except Unobserved as error:
        raise UsageError(f"{glob!r}: {error.reason}") from error
    raise UsageError(f"no {what} of these audits matches {glob!r}", _advice(glob, names))


def _advice(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, known, 1)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(sorted(known)[:_NAMED])}"


def verdict(change: Change) -> ExitVerdict:
    """Say whether anything in focus got worse.

    Worse is a lower score of what the comparison is about (the organization, else the teams or the
    repositories asked for), and a level that anybody in focus lost. A score that is not there any more
    could not be checked.
    """
    found = [*_scores(change), *_levels(change)]
    codes = {code for code, _ in found}
    code = NOT_COMPLIANT if NOT_COMPLIANT in codes else UNCHECKED if codes else COMPLIANT
    return ExitVerdict(code, tuple(why for _, why in sorted(found)))


def _scores(change: Change) -> Iterator[tuple[int, str]]:
    for name, score in _about(change):
        if score.difference is not None and score.difference < -_NOISE:
            digits = 1 if score.difference <= -0.05 else 6
            ends = f"{score.before:.{digits}f} to {score.after:.{digits}f}"
            yield NOT_COMPLIANT, f"{name}: the score fell from {ends}"
        elif score.state is ChangeState.NO_LONGER_SCORED:
            yield UNCHECKED, f"{name}: there is no score any more"


def _about(change: Change) -> Iterator[tuple[str, ScoreChange]]:
    """Yield the names and scores that a comparison is about."""
    focus = change.focus
    if focus.repositories:
        yield from ((each.name, each.score) for each in change.subjects)
    elif focus.teams:
        yield from ((team.name, team.score) for team in change.teams if team.name in focus.teams)
    else:
        yield change.organization.name or "all repositories", change.organization.score


def _levels(change: Change) -> Iterator[tuple[int, str]]:
    groups = (*change.teams, *(() if _narrow(change.focus) else (change.organization,)))
    told = [(each.name, each.level) for each in groups] if not change.focus.repositories else []
    for name, level in (*told, *((each.name, each.level) for each in change.subjects)):
        if level.direction is Direction.LOST:
            fell = f"the level fell from {level.before} to {level.after or 'none'}"
            yield NOT_COMPLIANT, f"{name or 'all repositories'}: {fell}"


def _narrow(focus: Focus) -> bool:
    return bool(focus.teams or focus.repositories)
