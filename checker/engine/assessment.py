"""What no rule of a policy looks at: a good score says nothing about it."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from checker.engine.compile import Plan
from checker.model.audit import NotAssessed
from checker.model.facts import Facts
from checker.model.json_value import Json
from checker.model.result import Outcome, Result

LANGUAGES, TECHNOLOGIES = "languages.files", "technology_files"
MADE_OF = frozenset((LANGUAGES, TECHNOLOGIES))
"""The facts that tell what a repository is made of."""
_LEAST = 5
"""Own files from which on a language is more than an accident."""


def not_assessed(
    plan: Plan, results: Iterable[Result], facts: Facts, feeds: Mapping[str, Collection[str]]
) -> tuple[NotAssessed, ...]:
    """Return the languages and technologies of a repository that no rule which applied looked at.

    *feeds* are the facts (or the beginnings of their names) that each of them feeds. A rule looked at one if
    it read such a fact.
    """
    applied = [each.rule for each in results if each.outcome is not Outcome.NOT_APPLICABLE]
    read = frozenset(path for rule in applied for path in plan.wanted_by(rule))
    return tuple(each for each in _made_of(facts) if not _reads(read, feeds.get(each.name, ())))


def _reads(read: Collection[str], prefixes: Iterable[str]) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}.") for prefix in prefixes for path in read)


def _made_of(facts: Facts) -> Iterator[NotAssessed]:
    """Yield the languages with a few files, most bytes first, and the technologies that were seen."""
    for each in _seen(facts, LANGUAGES):
        if isinstance(each, Mapping) and isinstance(files := each["files"], int) and files >= _LEAST:
            yield NotAssessed(str(each["name"]), files)
    for each in _seen(facts, TECHNOLOGIES):
        if isinstance(each, Mapping) and isinstance(files := each["files"], int):
            yield NotAssessed(str(each["name"]), files)


def _seen(facts: Facts, path: str) -> Iterable[Json]:
    problem = facts.problem(path)
    value = facts.values.get(path, problem.seen if problem else None)
    return value if isinstance(value, (list, tuple)) else ()
