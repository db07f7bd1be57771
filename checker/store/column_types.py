"""Types of columns whose values are checked when they are read, as SQLite gives out whatever a file holds."""

from typing import Any

from sqlalchemy import Dialect, TypeDecorator, types


class _Held(TypeDecorator[Any]):
    """A type whose values are checked when they are read: SQLite gives out whatever a damaged file holds."""

    kinds: tuple[type, ...] = ()

    def __init__(self, nullable: bool = False) -> None:
        super().__init__()
        self.nullable = nullable

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return a value that was read; raises TypeError or ValueError when this column cannot hold it."""
        del dialect
        if (value is None and self.nullable) or type(value) in self.kinds:
            return value
        raise TypeError(f"a value is {type(value).__name__}, not {self.kinds[0].__name__}")


class CheckedInteger(_Held):
    """A whole number."""

    impl = types.Integer
    cache_ok = True
    kinds = (int,)


class CheckedText(_Held):
    """A text."""

    impl = types.Text
    cache_ok = True
    kinds = (str,)


class CheckedBinary(_Held):
    """Bytes."""

    impl = types.LargeBinary
    cache_ok = True
    kinds = (bytes,)


class CheckedPercent(_Held):
    """A score or a coverage, from 0 to 100."""

    impl = types.Double
    cache_ok = True
    kinds = (float, int)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return a number that was read, as _Held does."""
        number = super().process_result_value(value, dialect)
        if number is not None and not -_ROUNDING <= number <= 100 + _ROUNDING:
            raise ValueError(f"a score is {number}")
        return number


_ROUNDING = 1e-6  # what sums of many weights may be off by
