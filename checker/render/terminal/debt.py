"""Recorded debt in a terminal: how much of it is left."""

from collections.abc import Iterator, Sequence

from checker.model.debt import DebtAccount
from checker.render.shared.text import clean, count


def lines(accounts: Sequence[DebtAccount]) -> Iterator[str]:
    """Yield one line for each debt, and one for the sum of all."""
    for account in accounts:
        state = "has grown: it fails" if account.grown else "paid" if not account.left else ""
        amount = f"{account.left:>5} of {account.recorded:<5} {count(account.days, 'day'):>9}"
        line = f"{amount}  {account.rule}  {account.repository}"
        yield f"{clean(line)}  ({clean(account.owner)}){f'  {state}' if state else ''}"
    left, whole = sum(account.left for account in accounts), sum(account.recorded for account in accounts)
    yield f"{left} of {count(whole, 'recorded finding')} left"
