"""Which versions are supported, and for how long."""

import pytest

from checker.prose.support import states_support


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The latest major version receives security updates.", True),
        ("Version 2.1 is supported until 2027.", True),
        ("We only support the latest release.", True),
        ("Fixes are backported to the last two minor releases.", True),
        ("Version 1 reaches end of life in 2027.", True),
        ("Fixes go into the newest release.", True),
        ("Python 3.9 and later is supported.", False),
        ("HTTP/2.0 is supported.", False),
        ("The latest release added support for cranes.", False),
        ("All major browsers are supported.", False),
        ("Lists are supported.", False),
    ],
)
def test_support(text: str, expected: bool) -> None:
    """Own versions and fixes; not what the product can do or runs on."""
    assert states_support(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| Minecraft | Fabric |\n|---|---|\n| 1.20 | yes |\n", False),
        (
            "| Version | Status | PHP version |\n|---|---|---|\n| 3.x | EOL | 7 |\n| 4.x | Latest | 8 |\n",
            True,
        ),
        ("| PHP version | Status |\n|---|---|\n| 7.4 | EOL |\n| 8.1 | supported |\n", False),
        ("| Version | Supported |\n|---|---|\n| 2.x | yes |\n", True),
        ("We run on the LTS releases of Node.js.\n", False),
        ("Each major version is supported for two years after the next one.\n", True),
        ("- Unity 2021.3 is supported\n", False),
    ],
)
def test_versions_of_other_products_are_no_support(text: str, expected: bool) -> None:
    """Neither in rows below their name, nor in sentences."""
    assert states_support(text, headed=True) is expected
