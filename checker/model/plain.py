"""The plain values of which facts and reports are made."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Plain: TypeAlias = None | bool | int | float | str | Sequence["Plain"] | Mapping[str, "Plain"]
