"""One function over many items at once, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
_PATIENCE = 1.0  # seconds without anything that ends, after which somebody may look why


def bounded_map(
    submit: Callable[[Item], Future[Outcome]],
    items: Iterable[Item],
    ahead: int,
    *,
    ordered: bool = False,
    tick: Callable[[], None] | None = None,
) -> Iterator[tuple[Item, Outcome | Exception]]:
    """Yield each item with what comes of it (or its error) as it ends, or in order.

    *submit* begins one item; at most *ahead* are begun and not yielded, and more are taken only as they are
    needed. *tick* is called whenever nothing has ended for a second. What is no Exception, such as
    KeyboardInterrupt, is raised.
    """
    source = iter(items)
    running: dict[Future[Outcome], Item] = {}
    while True:
        running |= {submit(item): item for item in islice(source, ahead - len(running))}
        if not running:
            return
        awaited = [next(iter(running))] if ordered else running
        ended = wait(awaited, timeout=_PATIENCE if tick else None, return_when=FIRST_COMPLETED).done
        # `wait` overlooks what was cancelled before anybody began it.
        ended = ended or {future for future in awaited if future.done()}
        if tick and not ended:
            tick()
        for future in ended:
            item = running.pop(future)
            try:
                outcome: Outcome | Exception = future.result()
            except Exception as error:  # noqa: BLE001  # one broken item never stops the rest
                outcome = error
            yield item, outcome
