"""Values as JSON bytes and back: msgspec, and what it refuses that Git repositories hold."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def encode(value: Any) -> bytes:
    r"""Return a value, or a list or mapping of values, as JSON in UTF-8.

    A lone surrogate, which stands for a byte of a file's name that is not UTF-8, is written as its escape
    `\udcXX`. NaN and infinities are written as null, which `decode` refuses where a number has to be.
    Raises RecursionError where plain values are nested deeper than the interpreter allows.
    """
    try:
        return msgspec.json.encode(value, enc_hook=_mapped)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value, enc_hook=_mapped), separators=(",", ":")).encode()


def decode(kind: type[T], data: bytes | str) -> T:
    """Return the value that `encode` wrote; fields that are not there have their defaults.

    Raises ValueError when it does not fit *kind*, or is nested too deeply.
    """
    try:
        try:
            return msgspec.json.decode(data, type=kind)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError as error:
            # A lone surrogate near the end reads as a pair that was cut off.
            if "surrogate" not in str(error) and "truncated" not in str(error):
                raise
            return msgspec.convert(json.loads(data, parse_constant=_refused), kind)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def plain(value: Any) -> Any:
    """Return a value as reading its JSON without a type would: dictionaries, lists and scalars."""
    return decode(Any, encode(value))


def schema(data: bytes | str) -> str:
    """Return the name of the shape that a document says it has, "" where it says none.

    Raises ValueError when it is no JSON object.
    """
    return decode(_Named, data).schema


class _Named(msgspec.Struct, frozen=True):
    schema: str = ""


def _mapped(value: object) -> Any:
    """Return any other kind of mapping as a dictionary."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no value of the model: {type(value)}")


def _refused(constant: str) -> float:
    raise ValueError(f"{constant} is no number")
