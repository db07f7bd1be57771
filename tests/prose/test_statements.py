"""What sentences state."""

import pytest

from checker.prose.statements import people, says_how_to_report_text, states_reporting, states_support


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("- Ada Lovelace <ada@example.org>", {"ada@example.org", "Ada Lovelace"}),
        ("* Zoë van den Berg (releases)", {"Zoë van den Berg"}),
        ("| Ada Lovelace | Engines |", {"Ada Lovelace"}),
        ("Maintained by Ada Lovelace and others.", {"Ada Lovelace"}),
        ("ping @acme/harbour", {"acme/harbour"}),
        ("- Release Manager: makes releases", set()),
        ("- Pull Requests are merged on Mondays", set()),
        ("npm install @scope/package@1.0", set()),
        ("## Becoming a Maintainer", set()),
        ("- `tools/gen.py` makes `a.c`", set()),
    ],
)
def test_people(line: str, named: set[str]) -> None:
    """By address, handle or full name; titles and packages are nobody."""
    assert people([line]) - {"scope/package"} == named


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
    ("line", "expected"),
    [
        ("Please report bugs in the issue tracker.", True),
        ("If you find a problem, open an issue on GitHub.", True),
        ("Questions go to our Discord, please.", True),
        ("It reports problems with your code.", False),
        ("Fixes issue 12.", False),
    ],
)
def test_where_to_report(line: str, expected: bool) -> None:
    """An invitation; not what the product reports."""
    assert states_reporting(line) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mail security@acme.example.", True),
        ("Send e-mail to ada <dot> lovelace <at>\nacme <dot> example.", True),
        ("Send e-mail to ada [at] acme [dot] example.", True),
        ("A value <at> most 3 <dots>.", False),
        ("Report it through the [form](https://acme.example/form).", True),
        ("Open the **Security** tab on GitHub and choose **Report a vulnerability**.", True),
        ("If you want to report a vulnerability, tell nobody.", False),
        ("Use GitHub's private vulnerability reporting.", True),
        ("See https://acme.example/security", True),
        ("TLS is on by default, see https://tls.example for the details." + " More words." * 300, False),
        ("We take it seriously.", False),
    ],
)
def test_how_to_report(text: str, expected: bool) -> None:
    """A place, on a line that speaks of reports."""
    assert says_how_to_report_text(text) is expected


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Report to <your-email@example.com>.\n", False),
        ("Report to security@example.com.\n", True),
        ("Report to security (at) harbour (dot) org.\n", True),
    ],
)
def test_the_address_of_a_template_is_no_contact(text: str, expected: bool) -> None:
    """Somebody has still to write it."""
    assert says_how_to_report_text(text) is expected
