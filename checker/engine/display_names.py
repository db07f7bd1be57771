"""The names by which people know repositories, as far as these tell them apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from checker.model.audit import Subject


def shared(subjects: Iterable[Subject]) -> frozenset[str]:
    """Return the names that repositories of several ids have, as those of one name on two hosts."""
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        if subject.repository:
            ids[subject.repository.name].add(subject.subject)
    return frozenset(name for name, found in ids.items() if len(found) > 1)


def called(subject: Subject, shared_names: Collection[str] = ()) -> str:
    """Return the name of a subject, or its id where others have the same name."""
    name = subject.repository.name if subject.repository else ""
    return subject.subject if not name or name in shared_names else name
