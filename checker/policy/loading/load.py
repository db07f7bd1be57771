"""Policies from their names: read, united, adjusted and checked, with every mistake found at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from checker.model.policy import Mistake, Policy
from checker.policy.access import DISK, Access
from checker.policy.loading import cache
from checker.policy.loading.sources import Library, Remote, Sources


class Loaded(Struct, frozen=True):
    """What became of the policies that were named.

    *policy* holds what could be read (None where nothing could), and is in force only when there
    are no *mistakes*. *files* are the names of the files that were read, those named first.
    """

    policy: Policy | None
    mistakes: tuple[Mistake, ...]
    files: tuple[str, ...]


def load(
    sources: Sequence[str],
    root: Path,
    remote: Remote | None = None,
    today: date | None = None,
    access: Access = DISK,
) -> Loaded:
    """Load policies as if one without a name extended them; relative names start at *root*.

    *remote* fetches files of other repositories. Waivers may not end more than max_waiver_days
    after *today*; without it their length is not judged. Local files are read through *access*.
    """
    library = Library(root, remote, access=access)
    kept = cache.get(library, sources)
    if kept is not None:
        return _judged(kept.policy, [], kept.files, today)
    from checker.policy.loading.assemble import assemble

    policy, mistakes, folders = assemble(library, sources)
    files = tuple(place.name for place in library.contents)
    if policy is not None and not mistakes:
        cache.put(library, sources, folders, policy, files)
    return _judged(policy, mistakes, files, today)


def rehearse(sources: Sources, change: tuple[Path, bytes], remote: Remote | None, today: date) -> Loaded:
    """Load policies as they would be if one file held something else; nothing is kept."""
    from checker.policy.loading.assemble import assemble

    library = Library(sources.root, remote, access=sources.access)
    path, content = change
    library.contents[library.place(path)] = content
    policy, mistakes, _ = assemble(library, sources.names)
    return _judged(policy, mistakes, tuple(place.name for place in library.contents), today)


def _judged(
    policy: Policy | None, mistakes: list[Mistake], files: tuple[str, ...], today: date | None
) -> Loaded:
    """Add the mistakes that depend on the day, and put all in order."""
    late = [] if policy is None or today is None else _late(policy, today)
    return Loaded(policy, _sorted([*mistakes, *late], files), files)


def _late(policy: Policy, today: date) -> Iterator[Mistake]:
    """Yield the waivers that end later than the policy allows."""
    for waiver in policy.waivers:
        why = too_long(waiver.until, policy, today)
        if why and waiver.position is not None:
            yield Mistake(waiver.position, why)


def too_long(until: date, policy: Policy, today: date) -> str:
    """Return what is wrong with a waiver that ends on this day, "" if nothing is."""
    days, longest = (until - today).days, policy.max_waiver_days
    return f"a waiver for {days} days, more than max_waiver_days ({longest})" if days > longest else ""


def _sorted(mistakes: Iterable[Mistake], files: Sequence[str]) -> tuple[Mistake, ...]:
    """Put mistakes in the order of files and lines, each once."""
    order = {name: index for index, name in enumerate(files)}

    def key(mistake: Mistake) -> tuple[int, str, int, int, str]:
        place = mistake.position
        return order.get(place.file, -1), place.file, place.line, place.column, mistake.message

    return tuple(sorted(dict.fromkeys(mistakes), key=key))
