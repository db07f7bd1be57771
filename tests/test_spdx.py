"""Expressions mean what they mean to the list of all licences."""

from functools import cache
from typing import Any

import pytest
from license_expression import ExpressionError, get_license_index, get_spdx_licensing

from checker import cache as disk
from checker import spdx


@cache
def _all() -> Any:
    return get_spdx_licensing()


def _parsed(licensing: Any, text: str) -> tuple[str, str]:
    try:
        return "", repr(licensing.parse(text, validate=True))
    except ExpressionError as error:
        return "error", str(error)


def _validated(licensing: Any, text: str) -> tuple[Any, ...]:
    found = licensing.validate(text)
    return found.normalized_expression, found.errors, found.invalid_symbols


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "MIT",
        "mit or APACHE-2.0",
        "(GPL-2.0-only WITH Classpath-exception-2.0) AND (MIT OR BSD-3-Clause)",
        "GPL-2.0 with MIT",
        "Classpath-exception-2.0",
        "GPL-3.0+",
        "LicenseRef-scancode-public-domain",
        "My own licence",
        "the MIT License",
        "MIT or my own or X11",
        "(MIT",
        "MIT\u00a0OR\tISC",
    ],
)
def test_the_few_licences_of_a_text_parse_it_as_all_do(text: str) -> None:
    """Unknown names, mistakes and exceptions among them."""
    assert _parsed(spdx.licensing(text), text) == _parsed(_all(), text)
    assert _validated(spdx.licensing(text), text) == _validated(_all(), text)


def test_each_name_of_each_licence_is_known() -> None:
    """Keys and what they were called before."""
    for entry in get_license_index():
        if key := entry.get("spdx_license_key"):
            for name in (key, *entry.get("other_spdx_license_keys", ())):
                assert spdx.licensing.__wrapped__(name).parse(name, validate=True).key == key


@pytest.mark.parametrize("kept", [None, b"broken"])
def test_without_a_cache_the_list_is_read(monkeypatch: pytest.MonkeyPatch, kept: bytes | None) -> None:
    """And what is kept afterwards serves as well."""
    stored: list[bytes] = []
    monkeypatch.setattr(disk, "get", lambda *_: kept)
    monkeypatch.setattr(disk, "put", lambda _kind, _key, value: stored.append(value))
    made = spdx._by_word.__wrapped__()
    monkeypatch.setattr(disk, "get", lambda *_: stored[0])
    assert spdx._by_word.__wrapped__() == made
    assert "mit" in made
