"""The ledger: every function call with its answer, kept so that an audit can be replayed."""

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from checker.errors import Unobserved
from checker.expressions.functions import LOOKING, Answers, BrokenDocument
from checker.model.json_value import Json


class RecordedCall(Struct, frozen=True):
    """One call and what came of it: an answer, or why there was none and which *files* were not seen.

    Where a list was seen in part, the part is the *answer* beside the reason.
    """

    name: str
    arguments: tuple[Json, ...]
    answer: Json = None
    unobserved: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    broken: Mapping[str, str | int] = field(default_factory=dict)


class CallLog:
    """Answers each call once and remembers it; *known* calls were answered before, *answers* the others."""

    def __init__(self, answers: Answers, known: Sequence[RecordedCall] = ()) -> None:
        self._answers = answers
        self._calls = {_key(call.name, call.arguments): call for call in known}
        self._known = len(self._calls)

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        """Answer one call, as Answers.call says."""
        if name not in LOOKING:  # what does not ask the repository is worked out again: it may be timed
            return self._answers.call(name, arguments)
        key = _key(name, arguments)
        if key not in self._calls:
            self._calls[key] = self._made(name, tuple(arguments))
        return _replayed(self._calls[key])

    @property
    def grew(self) -> bool:
        """Tell whether a call was made that was not known."""
        return len(self._calls) > self._known

    def calls(self) -> tuple[RecordedCall, ...]:
        """Return every call that asked the repository, in a stable order."""
        return tuple(call for _, call in sorted(self._calls.items()))

    def _made(self, name: str, arguments: tuple[Json, ...]) -> RecordedCall:
        try:
            return RecordedCall(name, arguments, self._answers.call(name, arguments))
        except Unobserved as error:
            why = {
                "path": error.path,
                "reason": error.reason,
                "permission": error.permission,
                "cause": error.cause.value,
            }
            return RecordedCall(name, arguments, error.seen, why, error.files)
        except BrokenDocument as error:
            what: dict[str, str | int] = {"path": error.path, "reason": error.reason, "line": error.line}
            return RecordedCall(name, arguments, broken=what)


def _replayed(call: RecordedCall) -> Json:
    if call.unobserved:
        seen = call.answer if isinstance(call.answer, (list, tuple)) else None
        raise Unobserved(**call.unobserved, files=call.files, seen=seen)
    if call.broken:
        broken = call.broken
        raise BrokenDocument(str(broken["path"]), str(broken["reason"]), int(broken["line"]))
    return call.answer


def _key(name: str, arguments: Sequence[Json]) -> tuple[str, ...]:
    """Return what tells a call from all others; what looks into the tree is asked with strings."""
    return (name, *(each if isinstance(each, str) else json.dumps(each) for each in arguments))
