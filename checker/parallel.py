"""One function over many items at once, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def bounded_map(
    pool: Executor,
    function: Callable[[Item], Outcome],
    items: Iterable[Item],
    ahead: int,
    *,
    ordered: bool = False,
) -> Iterator[tuple[Item, Outcome | Exception]]:
    """Yield each item with what *function* makes of it (or its error) as it ends, or in order.

    At most *ahead* items are submitted and not yielded, and more are taken only as they are needed. What is
    no Exception, such as KeyboardInterrupt, is raised.
    """
    source = iter(items)
    running: dict[Future[Outcome], Item] = {}
    while True:
        running |= {pool.submit(function, item): item for item in islice(source, ahead - len(running))}
        if not running:
            return
        first = next(iter(running))
        for future in [first] if ordered else wait(running, return_when=FIRST_COMPLETED).done:
            item, error = running.pop(future), future.exception()
            if error is not None and not isinstance(error, Exception):
                raise error
            yield item, future.result() if error is None else error
