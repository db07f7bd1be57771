"""What is to be done with many tasks, whoever does it: a value that can be sent to where it is done."""

from collections.abc import Callable, Generator, Iterable
from functools import partial
from typing import Any, Generic, NoReturn, Protocol, TypeVar

Prepared = TypeVar("Prepared")
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class Work(Generic[Prepared, Task, Outcome]):
    """A function of what `prepare(*arguments)` returns, and of a task.

    Each worker prepares once, and nothing of it is kept anywhere else: work that is done side by side in one
    process does not mix. Both functions must be importable by name, and the arguments picklable.
    """

    def __init__(
        self,
        function: Callable[[Prepared, Task], Outcome],
        prepare: Callable[..., Prepared],
        *arguments: object,
    ) -> None:
        self._function = function
        self._prepare = prepare
        self._arguments = arguments

    def begin(self) -> Callable[[Task], Outcome]:
        """Prepare, and return what does one task; it raises for each task what went wrong here."""
        try:
            return partial(self._function, self._prepare(*self._arguments))
        except Exception as error:  # noqa: BLE001  # a worker that ended here would be started over and over
            return partial(_fail, error)


def _fail(error: Exception, _task: object) -> NoReturn:
    raise error


class Executor(Protocol):
    """Does work somewhere."""

    def run(
        self, work: Work[Any, Task, Outcome], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Outcome | Exception]]:
        """Yield each task with its outcome (or its error) as it ends; tasks are taken as they are needed."""
