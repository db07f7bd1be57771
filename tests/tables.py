"""One test of a whole table, where a test of its own for each of hundreds of rows costs more than what it asks."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

Test = Callable[..., None]


def every(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Callable[[Test], Test]:
    """Run a test with each row; all rows that fail are told, with what they hold.

    Rows share what fixtures give.
    """
    table = [dict(zip(names, row, strict=True)) for row in rows]

    def decorate(test: Test) -> Test:
        @wraps(test)
        def run(**given: Any) -> None:
            assert table
            failures = [error for row in table if (error := _error(test, {**given, **row})) is not None]
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(table)} rows fail", failures)

        signature = inspect.signature(test)
        left = [each for each in signature.parameters.values() if each.name not in names]
        run.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return run

    return decorate


def _error(test: Test, given: dict[str, Any]) -> Exception | None:
    try:
        test(**given)
    except Exception as error:  # noqa: BLE001  # it is told beside those of other rows
        error.add_note(f"with {given!r:.500}")
        return error
    return None
