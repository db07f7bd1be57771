"""Keeps one object of what many results have in common: a report of thousands is mostly repetition."""

from typing import TypeVar

from msgspec.structs import replace

from checker.model.audit import Subject
from checker.model.result import Result

_T = TypeVar("_T")


class Sharing:
    """Remembers the texts of rules; what repositories say of themselves is shared where it is equal."""

    def __init__(self) -> None:
        self._kept: dict[object, object] = {}

    def subject(self, subject: Subject) -> Subject:
        """Return an equal subject that shares what it can with those before."""
        return replace(subject, results=tuple(map(self._result, subject.results)))

    def _result(self, result: Result) -> Result:
        return replace(
            result,
            rule=self._one(result.rule),
            title=self._one(result.title),
            pack=self._one(result.pack),
            fix=self._one(result.fix),
            level=self._one(result.level),
            objective=self._one(result.objective),
            reason=self._one(result.reason),
            needs=self._one(result.needs),
            expected=self._one(result.expected),
            unknown=self._one(result.unknown),
            findings=self._one(result.findings),
            looked_at=self._one(result.looked_at),
        )

    def _one(self, value: _T) -> _T:
        return self._kept.setdefault(value, value)  # type: ignore[return-value]  # it is equal, so it is of its type
