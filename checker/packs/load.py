"""Policies from their names: read, united, adjusted and checked, with every mistake found at once."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from checker.model.codec import encode
from checker.model.policy import Mistake, Policy, Position, Rule
from checker.packs import cached, checks
from checker.packs.adjust import Locks, adjust
from checker.packs.gather import Gathered, gather
from checker.packs.merge import Draft, merge
from checker.packs.sources import Library, Remote

_DEFAULT_DAYS = 365


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the policies that were named.

    *policy* holds what could be read (None where nothing could), and is in force only when there
    are no *mistakes*. *files* are the names of the files that were read, parents first.
    """

    policy: Policy | None
    mistakes: tuple[Mistake, ...]
    files: tuple[str, ...]


def load(
    sources: Sequence[str], root: Path, remote: Remote | None = None, today: date | None = None
) -> Loaded:
    """Load policies as if one without a name extended them; relative names start at *root*.

    *remote* fetches files of other repositories. Waivers may not end more than max_waiver_days
    after *today*; without it their length is not judged.
    """
    library = Library(root, remote)
    kept = cached.get(library, sources)
    if kept is None:
        loaded, folders = _load(library, sources)
        if loaded.policy is not None and not loaded.mistakes:
            cached.put(library, sources, folders, loaded.policy, loaded.files)
    else:
        loaded = Loaded(kept.policy, (), kept.files)
    return _judged(loaded, today)


def _judged(loaded: Loaded, today: date | None) -> Loaded:
    """Add the mistakes that depend on the day."""
    if loaded.policy is None or today is None:
        return loaded
    late = [Mistake(position, why) for position, why in checks.too_long(loaded.policy, today)]
    return replace(loaded, mistakes=_sorted([*loaded.mistakes, *late], loaded.files)) if late else loaded


def _load(library: Library, sources: Sequence[str]) -> tuple[Loaded, list[str]]:
    gathered, named = gather(library, sources)
    draft = merge(gathered)
    policy = _finished(draft, gathered, named) if gathered.parts else None
    files = tuple(place.name for place in library.contents)
    return Loaded(policy, _sorted(draft.mistakes, files), files), gathered.folders


def _finished(draft: Draft, gathered: Gathered, named: Sequence[str]) -> Policy:
    """Check and adjust a draft and make the policy of it."""
    locks = Locks(draft, gathered.ancestors)
    longest = draft.scalars.get("max_waiver_days", _DEFAULT_DAYS)
    if not gathered.lost:
        checks.check_names(draft)
    checks.check_circles(draft)
    checks.check_days(draft, longest)
    checks.check_locked(draft, locks)
    conditional = adjust(draft, locks, gathered.lost)
    policy = Policy(
        **_names(gathered, named),
        rules=tuple(_in_force(draft)),
        objectives=tuple(draft.objectives.values()),
        locked=tuple(dict.fromkeys(lock.value[0] for lock in draft.locks)),
        adjustments=conditional,
        waivers=tuple(said.value for said in draft.waivers),
        initiatives=tuple(said.value for said in draft.initiatives),
        tiers=draft.tiers,
        origins=draft.origins,
        off=draft.off,
        **draft.scalars,
    )
    return replace(policy, digest=digest(policy))


def _in_force(draft: Draft) -> Iterable[Rule]:
    """Yield the rules that are not off; what is off is required no more."""
    for rule in draft.rules.values():
        if rule.id not in draft.off:
            yield replace(rule, requires=tuple(name for name in rule.requires if name not in draft.off))


def _names(gathered: Gathered, named: Sequence[str]) -> dict[str, Any]:
    headers = {part.unit: part.section for part in gathered.parts if part.section.file == part.unit}
    roots = [headers[name] for name in named if name in headers]

    def joined(key: str, default: str, mark: str) -> str:
        return mark.join(root.get(key, root.get(default, "")) for root in roots)

    versions = [version for root in roots if (version := root.get("version"))]
    return {
        "id": joined("policy", "", "+"),
        "title": joined("title", "policy", " + "),
        "version": "+".join(versions),
    }


def digest(policy: Policy) -> str:
    """Return what identifies the content of a policy, wherever it was said."""
    content = _unplaced(encode(replace(policy, digest="", origins={})))
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _unplaced(value: Any) -> Any:
    """Leave the positions out of an encoded policy."""
    if isinstance(value, dict):
        return {key: _unplaced(item) for key, item in value.items() if key not in ("position", "positions")}
    return [_unplaced(item) for item in value] if isinstance(value, list) else value


def _sorted(mistakes: Iterable[Mistake], files: Sequence[str]) -> tuple[Mistake, ...]:
    """Put mistakes in the order of files and lines, each once."""
    order = {name: index for index, name in enumerate(files)}

    def key(mistake: Mistake) -> tuple[int, str, int, int, str]:
        place: Position = mistake.position
        return order.get(place.file, -1), place.file, place.line, place.column, mistake.message

    return tuple(sorted(dict.fromkeys(mistakes), key=key))
