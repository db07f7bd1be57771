"""What sentences state."""

import pytest

from checker.prose.statements import people, says_how_to_report_text, states_reporting


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
        ("Report it to us using the GitHub private vulnerability feature.", True),
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
        ("Report to <your-email@example.com>.\n", False),
        ("Report to security@example.com.\n", True),
        ("Report to security (at) harbour (dot) org.\n", True),
    ],
)
def test_the_address_of_a_template_is_no_contact(text: str, expected: bool) -> None:
    """Somebody has still to write it."""
    assert says_how_to_report_text(text) is expected
