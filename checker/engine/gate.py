"""Holds a change against what it is based on: only what it made worse counts against it.

It is judged by result, base → head:

- pass or not-applicable → fail, and a finding that a failing rule did not have before: worse. A finding is
  the same if rule, path and evidence are, whatever the line or version, wherever the change moved the file.
- pass or not-applicable → unknown or error, and a part unseen that was seen before in a rule that fails on
  both sides: worse, "can no longer be judged", where something cannot be read, or where the change took away
  the file that decided and only GitHub could tell now. Where something is read and not understood, it is
  told and does not decide. Where a permission, the network or the history is missing: nothing.
- unknown or error → fail: worse by the findings in files that the change touches.
- fail → unknown or not-applicable: neither worse nor better.
- unknown on both sides: told where the change touches what is not read.

What a rule says by itself is compared, too: a failure of what it requires hides nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from checker.engine import debt, finding_changes
from checker.engine.rule_verdict import few
from checker.errors import Cause
from checker.expressions.functions import SPECS
from checker.model.audit import Subject
from checker.model.gate import Gate, RegressionKind, Remaining, Turned
from checker.model.result import Enforcement, Finding, Outcome, Result, Unseen

_FINE = (Outcome.PASS, Outcome.NOT_APPLICABLE)
_UNJUDGED = (Outcome.UNKNOWN, Outcome.ERROR)
_BAD = (Outcome.FAIL, *_UNJUDGED)
_ABOUT_VALUES = frozenset(spec.name for spec in SPECS if not spec.looks)
_REASONS = 3
"""Parts that a sentence says are not seen."""


class ChangedPaths(Struct, frozen=True):
    """What a change does to files.

    *touched* are all paths that differ, *renamed* leads from the old to the new path of each file that
    moved, *same* are the new paths of those that did not change otherwise. *takes*: it changes, moves or
    removes files, and does not only add some.
    """

    touched: Collection[str] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    same: Collection[str] = ()
    takes: bool = True


class Movable(Struct, frozen=True):
    """What a change of files can move.

    *rules* may come out otherwise, *unmoved* of them apply or not whatever the files are. *github* are the
    facts that only GitHub tells, which are the same on both sides.
    """

    rules: Collection[str]
    github: Collection[str]
    unmoved: Collection[str] = ()


def gate(base: Subject, head: Subject, movable: Movable, paths: ChangedPaths) -> Gate:
    """Return what the change from *base* to *head* did; both are judged by one policy at one time."""
    before = {result.rule: finding_changes.moved(result, paths.renamed) for result in base.results}
    results = {result.rule: result for result in head.results}
    pairs = [(before.get(after.rule), after) for after in head.results]
    known = [_Pair(old, new, movable, paths, results) for old, new in pairs if old is not None]
    worse = tuple(turned for pair in known for turned in pair.worse)
    open_ = tuple(turned for pair in known for turned in pair.not_understood)
    blamed = {each.rule for each in (*worse, *open_)}
    return Gate(
        base=base.commit,
        head=head.commit,
        score_before=base.score,
        score_after=head.score,
        level_before=base.level,
        level_after=head.level,
        worse=worse,
        better=tuple(turned for pair in known for turned in pair.better),
        remaining=tuple(each for pair in known for each in pair.remaining),
        unclear=tuple(
            new.rule
            for old, new in pairs
            if finding_changes.fails(new)
            and (old is None or old.outcome in _UNJUDGED)
            and new.rule not in blamed
        ),
        not_understood=open_,
        neither=tuple(turned for pair in known for turned in pair.neither if turned.rule not in blamed),
        unjudged=tuple(turned for pair in known for turned in pair.unjudged if turned.rule not in blamed),
    )


class _Worse(Struct, frozen=True):
    """By what one result is worse: findings, or what is not seen any more, and why that counts."""

    findings: tuple[Finding, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    fails: bool = False
    why: str = ""


class _Pair:
    """One rule on both sides."""

    def __init__(
        self, old: Result, new: Result, movable: Movable, paths: ChangedPaths, results: Mapping[str, Result]
    ) -> None:
        self._old = old
        self._new = new
        self._movable = movable
        self._paths = paths
        self._results = results
        self._views = [(old, new)]
        if new.outcome in _BAD and (old.own or new.own):
            self._views.append((finding_changes.by_itself(old), finding_changes.by_itself(new)))

    @property
    def worse(self) -> Iterator[Turned]:
        """Yield the rule if it fails now, has new findings, or can no longer be judged."""
        for old, new in self._views:
            found = self._failed(old, new) or self._lost(old, new)
            if found:
                kind = RegressionKind.FAILURE if found.fails else RegressionKind.UNJUDGED
                yield self._turned(old, new, found, kind)
                return

    @property
    def not_understood(self) -> Iterator[Turned]:
        """Yield the rule if it can no longer be judged because of what nobody understands."""
        if any(self.worse):
            return
        for old, new in self._views:
            unseen: Iterable[Unseen] = ()
            if old.outcome in _FINE and new.outcome in _UNJUDGED:
                unseen = self._unseen(new)
            elif finding_changes.fails(old) and finding_changes.fails(new):
                unseen = (each for part in new.unknown for each in finding_changes.unseen_before(old, part))
            misread = tuple(each for each in unseen if each.cause is Cause.NOT_UNDERSTOOD)
            if misread:
                yield self._turned(old, new, _Worse(unseen=misread), RegressionKind.UNJUDGED)
                return

    @property
    def better(self) -> Iterator[Turned]:
        """Yield the rule if it passes now, or has fewer findings."""
        old, new = self._old, self._new
        if not finding_changes.fails(old):
            return
        if new.outcome is Outcome.PASS:
            yield self._turned(old, new, _Worse(old.findings), RegressionKind.FAILURE)
        elif finding_changes.fails(new):
            gone = tuple(
                each
                for each in finding_changes.fresh(new, old)
                if not finding_changes.may_hide(new, each.path)
            )
            if gone:
                yield self._turned(old, new, _Worse(gone), RegressionKind.FAILURE)

    @property
    def neither(self) -> Iterator[Turned]:
        """Yield the rule if it failed, and nobody can tell now, or it does not apply."""
        old, new = self._old, self._new
        if finding_changes.fails(old) and new.outcome in (*_UNJUDGED, Outcome.NOT_APPLICABLE):
            kind = (
                RegressionKind.FAILURE if new.outcome is Outcome.NOT_APPLICABLE else RegressionKind.UNJUDGED
            )
            unseen = self._unseen(new) if new.outcome in _UNJUDGED else ()
            yield self._turned(old, new, _Worse(unseen=unseen), kind)

    @property
    def unjudged(self) -> Iterator[Turned]:
        """Yield the rule if it could not be judged before, and cannot where the change is at work."""
        for old, new in self._views:
            before = old.outcome in _UNJUDGED or (finding_changes.fails(old) and finding_changes.fails(new))
            if before and new.outcome in (Outcome.UNKNOWN, Outcome.FAIL):
                unseen = tuple(
                    each
                    for part in finding_changes.unread(self._unseen(new))
                    for each in self._at_work(old, part)
                )
                if unseen:
                    yield self._turned(old, new, _Worse(unseen=unseen), RegressionKind.UNJUDGED)
                    return

    @property
    def remaining(self) -> Iterator[Remaining]:
        """Yield the rule if it failed before and does still in files that the change touches."""
        new = self._new
        if finding_changes.fails(self._old) and finding_changes.fails(new):
            fresh = set(finding_changes.fresh(self._old, new))
            found = tuple(
                each for each in new.findings if each.path in self._paths.touched and each not in fresh
            )
            if found:
                yield Remaining(new.rule, new.title, new.severity, found)

    def _failed(self, old: Result, new: Result) -> _Worse | None:
        """Return by which findings a rule is worse that fails now, None if it is not."""
        if not finding_changes.fails(new):
            return None
        if old.outcome in _FINE:
            return _Worse(new.findings, fails=True)
        if finding_changes.fails(old):
            touched = self._paths.touched
            fresh = tuple(
                each
                for each in finding_changes.fresh(old, new)
                if each.path in touched or not finding_changes.may_hide(old, each.path)
            )
            unseen = tuple(
                each
                for part in finding_changes.unread(new.unknown)
                for each in finding_changes.unseen_before(old, part)
            )
            return _Worse(fresh, unseen, fails=bool(fresh)) if fresh or unseen else None
        blamed = self._blamed(old, new) if old.outcome in _UNJUDGED else ()
        return _Worse(blamed, fails=True) if blamed else None

    def _blamed(self, old: Result, new: Result) -> tuple[Finding, ...]:
        """Return the findings that are the change's own where the base could not be judged.

        Findings without a place lie in what could not be read before.
        """
        touched = self._paths.touched
        found = tuple(each for each in new.findings if each.path in touched)
        placed = any(each.path for each in new.findings)
        unread = any(file in touched for part in finding_changes.unread(old.unknown) for file in part.files)
        return found or (new.findings if unread and not placed else ())

    def _lost(self, old: Result, new: Result) -> _Worse | None:
        """Return why a rule can no longer be judged that was fine, None where the change is not to blame."""
        if old.outcome not in _FINE or new.outcome not in _UNJUDGED:
            return None
        unseen = self._unseen(new)
        if unread := finding_changes.unread(unseen):
            return _Worse(unseen=unread)
        taken = old.outcome is Outcome.PASS and self._paths.takes
        if taken and unseen and all(self._is_of_github(each.path) for each in unseen):
            return _Worse(unseen=unseen, why="the change took away what decided it")
        return None

    def _unseen(self, result: Result) -> tuple[Unseen, ...]:
        """Return what is not seen of a result, and of the rules that it requires."""
        if result.outcome is Outcome.ERROR:
            return (Unseen("", result.reason or "an error of the rule"),)
        return tuple(dict.fromkeys(self._expanded(result.unknown, {result.rule})))

    def _expanded(self, unknown: Iterable[Unseen], met: set[str]) -> Iterator[Unseen]:
        for each in unknown:
            required = self._results.get(each.path)
            if required is None or required.rule in met or required.outcome is not Outcome.UNKNOWN:
                yield each
            else:
                yield from self._expanded(required.unknown, met | {required.rule})

    def _is_of_github(self, path: str) -> bool:
        return any(fact == path or fact.startswith(f"{path}.") for fact in self._movable.github)

    def _at_work(self, old: Result, part: Unseen) -> Iterator[Unseen]:
        """Yield what the change touches of what is not read; a file that it only moved is as it was."""
        if not part.files:
            # What is wrong with a value is said with the value itself.
            same = part.path in _ABOUT_VALUES and part.reason in {each.reason for each in old.unknown}
            yield from () if same else (part,)
            return
        before = finding_changes.hidden_files(old)
        moved = {file for file in part.files if file in before and file in self._paths.same}
        files = tuple(
            file
            for file in part.files
            if (file in self._paths.touched and file not in moved) or (before and file not in before)
        )
        if files:
            yield replace(part, files=files)

    def _is_moved(self, old: Result) -> bool:
        """Tell whether files may have moved the rule: not where it only began to apply, whatever they are."""
        rule = self._new.rule
        began = old.outcome is Outcome.NOT_APPLICABLE and rule in self._movable.unmoved
        return rule in self._movable.rules and not began

    def _turned(self, old: Result, new: Result, found: _Worse, kind: RegressionKind) -> Turned:
        result = self._new
        # Recorded debt covers the findings that are seen, not what is hidden.
        blocks = result.enforcement is Enforcement.BLOCK or bool(found.unseen and debt.is_owed(result))
        return Turned(
            rule=result.rule,
            title=result.title,
            severity=result.severity,
            before=old.outcome,
            after=new.outcome,
            findings=found.findings,
            fix=result.fix,
            enforcement=Enforcement.BLOCK if blocks else result.enforcement,
            enforcement_reason="" if blocks else result.enforcement_reason,
            decides=blocks and self._is_moved(old),
            kind=kind,
            unseen=few(found.unseen),
            reason="; ".join(filter(None, (found.why, *_told(found.unseen)))),
        )


def _told(unseen: Iterable[Unseen]) -> Iterator[str]:
    """Yield why a few of the parts are not seen, and how many more there are."""
    reasons = list(dict.fromkeys(map(_said, unseen)))
    yield from reasons[:_REASONS]
    if len(reasons) > _REASONS:
        yield f"and {len(reasons) - _REASONS} more"


def _said(part: Unseen) -> str:
    """Return what is not seen and why, in words that begin with what people know: the file."""
    if part.files and not any(file in part.reason for file in part.files):
        return f"{part.files[0]}: {part.reason}"
    return part.reason if part.files or not part.path else f"{part.path}: {part.reason}"
