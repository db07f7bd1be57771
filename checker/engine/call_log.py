"""The ledger: every function call with its answer, kept so that an audit can be replayed offline."""

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from checker.errors import Unobserved
from checker.expressions.functions import SPECS, Answers, BrokenDocument
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


# What depends on the time and not on the repository is computed again.
_ASKING = frozenset(spec.name for spec in SPECS if spec.looks)


class CallLog:
    """Answers each call once and remembers it."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._calls: dict[str, RecordedCall] = {}

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        """Answer one call, as Answers.call says."""
        key = _key(name, arguments)
        if key not in self._calls:
            self._calls[key] = self._made(name, tuple(arguments))
        return _told(self._calls[key])

    def calls(self) -> tuple[RecordedCall, ...]:
        """Return every call that asked the repository, in a stable order."""
        return tuple(call for _, call in sorted(self._calls.items()) if call.name in _ASKING)

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


class Replay:
    """Answers from a ledger that was kept, and from *rest* what the ledger does not hold.

    *rest* knows the paths of the snapshot but no contents, so it answers what paths answer and
    raises Unobserved for everything else.
    """

    def __init__(self, calls: Sequence[RecordedCall], rest: Answers) -> None:
        self._calls = {_key(call.name, call.arguments): call for call in calls}
        self._rest = rest

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        """Answer one call, as Answers.call says."""
        kept = self._calls.get(_key(name, arguments))
        return self._rest.call(name, arguments) if kept is None else _told(kept)


def _told(call: RecordedCall) -> Json:
    if call.unobserved:
        seen = call.answer if isinstance(call.answer, (list, tuple)) else None
        raise Unobserved(**call.unobserved, files=call.files, seen=seen)
    if call.broken:
        broken = call.broken
        raise BrokenDocument(str(broken["path"]), str(broken["reason"]), int(broken["line"]))
    return call.answer


def _key(name: str, arguments: Sequence[Json]) -> str:
    return name + json.dumps(list(arguments), ensure_ascii=False, sort_keys=True, default=dict)
