"""Timetables in the syntax of POSIX cron, which is all that GitHub takes."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_CRON = ((0, 59, ()), (0, 23, ()), (1, 31, ()), (1, 12, _MONTHS), (0, 7, _DAYS))
"""First and last number of each field, and the names that stand for them."""


def is_cron(written: str) -> bool:
    """Tell whether five fields are within their ranges, as in POSIX cron, with names of months and days."""
    fields = written.lower().split()
    return len(fields) == len(_CRON) and all(
        _is_field(field, first, last, names)
        for field, (first, last, names) in zip(fields, _CRON, strict=True)
    )


def _is_field(field: str, first: int, last: int, names: tuple[str, ...]) -> bool:
    for part in field.split(","):
        span, _, step = part.partition("/")
        if "/" in part and not (step.isdigit() and int(step) > 0):
            return False
        ends = [] if span == "*" else span.split("-")
        numbers = [
            names.index(each) + first if each in names else int(each) if each.isdigit() else -1
            for each in ends
        ]
        if (
            len(numbers) > 2
            or any(not first <= number <= last for number in numbers)
            or numbers != sorted(numbers)
        ):
            return False
    return True
