"""The plain values of which facts and reports are made."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    Plain: TypeAlias = None | bool | int | float | str | Sequence["Plain"] | Mapping[str, "Plain"]
else:  # a decoder cannot be made of an alias that names itself
    Plain = Any
