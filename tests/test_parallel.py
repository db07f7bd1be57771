"""The one parallel map: bounded, with errors as values, in order if asked."""

import threading
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor

import pytest

from checker.parallel import bounded_map


def halved(number):
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number // 2


def numbers(taken):
    for number in range(100):
        taken.append(number)
        yield number


@pytest.mark.parametrize("ordered", [False, True])
def test_every_item_has_its_outcome(ordered):
    """Errors are values, and do not stop the rest."""
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(bounded_map(lambda item: pool.submit(halved, item), range(10), 4, ordered=ordered))
    assert {item: outcome for item, outcome in outcomes if item % 2 == 0} == {0: 0, 2: 1, 4: 2, 6: 3, 8: 4}
    assert [str(outcome) for _, outcome in sorted(outcomes) if isinstance(outcome, Exception)] == [
        f"{number} is odd" for number in (1, 3, 5, 7, 9)
    ]
    assert not ordered or [item for item, _ in outcomes] == list(range(10))


@pytest.mark.parametrize("ordered", [False, True])
def test_items_are_taken_as_they_are_needed(ordered):
    """No more than *ahead* are held beside those that were handed out."""
    taken: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        running = bounded_map(lambda item: pool.submit(abs, item), numbers(taken), 4, ordered=ordered)
        for handed_out in range(1, 20):
            next(running)
            assert len(taken) <= handed_out + 4


def test_what_is_cancelled_before_it_begins_has_an_outcome():
    """Also while another item is still at work, and when an item is cancelled as it is begun."""
    futures: dict[str, Future[str]] = {item: Future() for item in ("begun late", "given up", "done")}
    futures["begun late"].cancel()
    looks = iter(("given up", "done"))

    def look():
        item = next(looks)
        if item == "done":
            futures[item].set_result(item)
        else:
            futures[item].cancel()

    running = bounded_map(futures.__getitem__, futures, 3, tick=look)
    outcomes = dict(running)
    assert outcomes["done"] == "done"
    assert isinstance(outcomes["begun late"], CancelledError)
    assert isinstance(outcomes["given up"], CancelledError)


def test_what_ends_first_comes_first_unless_order_is_asked_for():
    """One slow item holds up nobody."""
    released = threading.Event()

    def work(number):
        if number == 0:
            released.wait()
        return number

    with ThreadPoolExecutor(2) as pool:
        running = bounded_map(lambda item: pool.submit(work, item), range(3), 2)
        assert [next(running)[0], next(running)[0]] == [1, 2]
        released.set()
        assert [item for item, _ in running] == [0]


def test_an_interruption_is_no_outcome():
    """Ctrl-C ends the whole."""

    def stop(_item):
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool, pytest.raises(KeyboardInterrupt):
        list(bounded_map(lambda item: pool.submit(stop, item), [1, 2], 2))
