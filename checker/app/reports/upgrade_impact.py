"""What an upgrade of this program will change: kept facts judged anew, against recorded results."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from checker.app.audit.snapshots import judge_snapshots, read
from checker.app.reports import compare as reports_compare
from checker.app.reports.history import find, open_place
from checker.engine.comparison import compare
from checker.engine.compile import Plan
from checker.engine.snapshot import Snapshot, load
from checker.errors import UsageError
from checker.model.audit import Audit, Group, PolicyStamp
from checker.model.change import Change
from checker.policy.settings.configuration import Configuration

_KEEP = "audit with --keep-facts, or name files of `checker collect` by --facts"
_FACTS = (
    "facts are as they were collected then: what this version would see otherwise in a repository is not told"
)


def impact(  # noqa: PLR0913  # one argument a question
    reference: str,
    files: Sequence[Path],
    source: reports_compare.ReferenceSource,
    *,
    plan: Plan,
    configuration: Configuration,
    today: date,
) -> Change:
    """Return what the installed program makes of kept facts, compared with a recorded audit.

    The facts are those that the history keeps with the audit, or those of *files*. What another policy or
    other waivers change is told apart. Raises UsageError where there is no such audit, or there are no facts
    of it.
    """
    recorded = reports_compare.audits([reference], source)[reference]
    kept = [read(path) for path in files] if files else _kept(reference, source, recorded)
    known = {each.subject for each in recorded.subjects if each.kind == "repository"}
    usable = [each for each in kept if each.repository.id in known]
    if not usable:
        raise UsageError(f"no facts are kept of the repositories of {reference}", _KEEP)
    judged = judge_snapshots(usable, plan, configuration, today)
    told = {each.repository.id for each in usable}
    change = compare(_only(recorded, told, "recorded"), _only(judged, told, "installed"))
    missing = len(known) - len(told)
    lacking = (
        (f"{missing} of {len(known)} repositories have no facts kept and are left out",) if missing else ()
    )
    return replace(change, notes=(*lacking, _FACTS))


def _kept(reference: str, source: reports_compare.ReferenceSource, recorded: Audit) -> list[Snapshot]:
    """Return the snapshots that a history keeps of an audit's repositories."""
    if reports_compare.is_file(reference) or source.place is None:
        raise UsageError(f"{reference} keeps no facts", _KEEP)
    with open_place(source.place) as history:
        number = find(history, reference, source.series).id
        names = [each.subject for each in recorded.subjects if each.kind == "repository"]
        texts = [(name, history.facts(number, name)) for name in names]
    commits = {each.subject: each.commit for each in recorded.subjects}
    found = [load(text, name) for name, text in texts if text]
    # Facts of an older commit say nothing of the results that are recorded.
    return [each for each in found if each.commit == commits.get(each.repository.id)]


def _only(audit: Audit, names: Collection[str], program: str) -> Audit:
    """Return an audit of some repositories alone, judged by a program that alone may have moved a result."""
    return replace(
        audit,
        policy=_settled(audit.policy),
        organization=_narrowed(audit.organization, names),
        teams=tuple(_narrowed(each, names) for each in audit.teams),
        subjects=tuple(
            each for each in audit.subjects if each.subject in names and each.kind == "repository"
        ),
        uncollected=(),
        tool_digest=program,
    )


def _settled(policy: PolicyStamp) -> PolicyStamp:
    return replace(policy, rules=tuple(replace(rule, of_commit=True) for rule in policy.rules))


def _narrowed(group: Group, names: Collection[str]) -> Group:
    return replace(group, repositories=tuple(each for each in group.repositories if each in names), unread=())
