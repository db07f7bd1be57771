"""What a README speaks of, and what only sounds like it."""

import pytest

from checker.prose.headings import own_names, topics_of
from checker.prose.parse import read
from checker.prose.topics import explains_building, names_security_contact, topics

OWN = own_names("github.com/acme/harbour")


def of(text: str) -> list[str]:
    return topics(read("README.md", text), OWN)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("## Installation\nCopy it.\n", "install"),
        ("## 2. Installing Harbour from npm\nCopy it.\n", "install"),
        ("## \U0001f680 Getting started\nCopy it.\n", "install"),
        ("## Quickstart\nStart it.\n", "usage"),
        ("## Installation and usage\nCopy it.\n", "usage"),
        ("```sh\n$ pip install x\n```\n", "install"),
        ("Run `npm i --save x`.\n", "install"),
        ("\n    go get example.org/x\n", "install"),
        ("```\ncurl -sSf https://x.example/i.sh | sh\n```\n", "install"),
        ("See [installing](https://x.y/install).\n", "install"),
        ("## How to use it\nCall it.\n", "usage"),
        ("## How to Use this Book\nRead it.\n", "usage"),
        ("## Examples\nOne.\n", "usage"),
        ("## Using harbour with cranes\nCall it.\n", "usage"),
        ("```py\nimport x; x.run()\n```\n", "usage"),
        ("Read the [full documentation](https://x.y).\n", "usage"),
        ("[Everything](https://harbour.readthedocs.io)\n", "usage"),
        ("[Pages](docs/README.md)\n", "usage"),
        ("## Contributing to Harbour\nAsk.\n", "contributing"),
        ("## Contributions welcome!\nAsk.\n", "contributing"),
        ("See [the rules](.github/CONTRIBUTING.md)\n", "contributing"),
        ("## Need help?\nAsk in the forum.\n", "support"),
        ("Please report bugs in the [tracker](https://x.y).\n", "support"),
        ("## Reporting vulnerabilities\nMail us.\n", "security"),
        ("## Security policy\nMail us.\n", "security"),
        ("## Who maintains this\n[Ada](https://github.com/ada)\n", "maintainers"),
        ("## Maintainers\n- @acme/harbour\n- Ada Example (releases)\n", "maintainers"),
        ("## Core team\n### Leads\nZo\u00eb van den Berg, Oslo\n", "maintainers"),
        ("## Authors\nMaintained by Ada Example.\n", "maintainers"),
        ("## How decisions are made\nBy vote.\n", "governance"),
        ("## License\nMIT\n", "license"),
        ("## LTS releases\n1.x gets fixes until 2027.\n", "lifecycle"),
        ("## Supported versions\n| Version | Supported |\n|---|---|\n| 2.x | yes |\n", "lifecycle"),
        ("## Support policy\nThe latest minor release gets security updates.\n", "lifecycle"),
        ("See our [Code of Conduct](https://x.y).\n", "conduct"),
    ],
)
def test_what_is_said_is_recognised(text: str, topic: str) -> None:
    """By a heading that is the topic, a link that leads to it, or commands."""
    assert topic in of(f"# Harbour\n{text}")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("## Role Variables\nload: 1\n", "maintainers"),
        ("## Core concepts\n@harbour/core is one of three.\n", "maintainers"),
        ("## Who uses this\n- [Acme](https://github.com/acme)\n", "maintainers"),
        ("## Credits\n- Ada Example\n", "maintainers"),
        ("## Authorization\n- Ada Example\n", "maintainers"),
        ("## Maintainers\nTo be decided.\n", "maintainers"),
        (
            "## Maintainers\n- Release Manager: makes releases\n- Pull Requests are merged on Mondays\n",
            "maintainers",
        ),
        ("## Decision trees\nThey grow.\n", "governance"),
        ("## Roles\nreader, writer\n", "governance"),
        ("[Data](https://x.y/products/data-governance-suite)\n", "governance"),
        ("## Supported browsers\nFirefox 100 and later.\n", "lifecycle"),
        ("## Supported plugins\nVersion 1.2 of the crane.\n", "lifecycle"),
        ("## Officially supported adapters\n1.0\n", "lifecycle"),
        ("## Supported Rust versions\n1.70 and later, updated every six months.\n", "lifecycle"),
        ("## Supported versions\nPython 3.9 to 3.13\n", "lifecycle"),
        ("## Support policy\nWe are friendly.\n", "lifecycle"),
        ("## Version guidance\nAdd `version: 3` at the top.\n", "lifecycle"),
        ("## Version matrix\n| crane | Node 18 |\n", "lifecycle"),
        ("### `help`\nPrints help for all parameters.\n", "support"),
        ("## Security checks\nSee [the list](https://x.y).\n", "security"),
        ("## Security Model\nSee [the list](https://x.y).\n", "security"),
        ("## Development board pinout\nPin 1 is ground.\n", "contributing"),
        ("## Development board pinout\nPin 1 is ground.\n", "development"),
        (
            "## Contributors\n[![](https://contrib.rocks/image)](https://github.com/a/b/graphs/contributors)\n",
            "contributing",
        ),
        ("## Contributing\n## License\nMIT\n", "contributing"),
        (
            "## Contribution\nUnless you explicitly state otherwise, any contribution intentionally submitted is\nunder MIT.\n",
            "contributing",
        ),
        ("See the [Contributor Covenant](https://x.y).\n", "contributing"),
        ("## Supported platforms\nAsk about any.\n", "support"),
        ("## Helper functions\nAsk.\n", "support"),
        ("## Support\nBuy me a [coffee](https://x.y).\n", "support"),
        ("## Report formats\nJSON issues.\n", "support"),
        ("## Building blocks\nThree.\n", "development"),
        ("## Local storage\nA map.\n", "development"),
        ("## Testing\nIt has matchers for your tests.\n", "development"),
        ("## Packaging format\nA box.\n", "install"),
        ("## Setup.py in depth\nIt is long.\n", "install"),
        ("[docker](https://docker.com)\n", "usage"),
        ("[Docker documentation](https://docs.docker.com)\n", "usage"),
        ("[Style guide](https://x.y)\n", "usage"),
        ("## User stories\nAs a captain I lift.\n", "usage"),
        ("## Uses of cookies\nNone.\n", "usage"),
        ("## Running costs\nLow.\n", "usage"),
        ("## Development\n```\nmake all tests\n```\n", "usage"),
        ("You can install and use it, contribute to it, and it is secure.\n", "install"),
        ("You can install and use it, contribute to it, and it is secure.\n", "usage"),
        ("You can install and use it, contribute to it, and it is secure.\n", "contributing"),
    ],
)
def test_the_same_words_in_another_sense_do_not_count(text: str, topic: str) -> None:
    """First letters or one word of a heading say too little, and so does a heading without a section."""
    assert topic not in of(f"# Harbour\n{text}")


@pytest.mark.parametrize("title", ["Demo", "Playbook", "Builder", "Tutorial", "Usage", "Installation"])
def test_the_title_is_no_section(title: str) -> None:
    """It names the project."""
    assert of(f"# {title}\n\nWords.\n") == []
    assert topics(read("README.rst", f"{title}\n{'=' * len(title)}\n\nWords.\n")) == []


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("1.2 Installation", "install"),
        ("II. Usage", "usage"),
        ("Installation (Linux)", "install"),
        (":rocket: Harbour \u2013 Usage:", "usage"),
        ("Bugs & feature requests", "support"),
        ("What's new?", "changelog"),
    ],
)
def test_what_a_heading_is_compared_without(heading: str, topic: str) -> None:
    """Numbers, emoji, punctuation, asides and the project's own name."""
    assert topic in topics_of(heading, OWN)


def test_names_of_modules_are_about_nothing() -> None:
    """The last word of one says what it is called."""
    assert topics_of("Harbour::Test", OWN) == topics_of("Harbour::Install", OWN) == frozenset()
    assert topics_of("Harbour test", OWN) == {"development"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("CONTRIBUTING.adoc", "= Contributing\n\nCompile it with the command:\n\n* `mvn clean verify`\n"),
        ("CONTRIBUTING.adoc", "= Contributing\n\nRun `+make check+` first.\n"),
        ("CONTRIBUTING.org", "* Contributing\nRun =cargo test= or ~make check~.\n"),
    ],
)
def test_commands_in_the_middle_of_a_sentence(path: str, text: str) -> None:
    """Every markup has a way to write one."""
    assert explains_building(read(path, text))
    assert not explains_building(read(path, text.translate(str.maketrans("", "", "`=~+"))))


def test_each_part_of_a_heading_must_be_a_topic() -> None:
    """Else the topic may only be the setting of something else."""
    assert topics_of("Security & contributing") == {"security", "contributing"}
    assert topics_of("Security & performance") == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Security\nWrite to a@b.org\n", True),
        ("## Reporting a vulnerability\n[here](https://x.y)\n", True),
        ("## Security\nPlease use the [form](https://x.y) to report weaknesses.\n", True),
        ("## Security\nSee [the policy](SECURITY.md).\n", True),
        ("## Security\nIt is safe.\n## Contact\na@b.org\n", False),
        ("## Security\n- [OAuth](https://oauth.net)\n- [TLS](https://x.y)\n", False),
        ("## Security checks\nMail a@b.org\n", False),
        ("## Security\n" + "".join(f"- [Report {n}](https://x.y/{n})\n" for n in range(9)), False),
        ("## Security\nFor more information see [TLS](https://x.y).\n", False),
        ("## Security Model\nMail a@b.org\n", False),
        ("a@b.org\n", False),
    ],
)
def test_security_contact(text: str, expected: bool) -> None:
    """It must stand in a section on security, and be for reports."""
    assert names_security_contact(read("README.md", text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\nmake && make install\n```\n", True),
        ("```\n$ npm ci && npm test\n```\n", True),
        ("## Testing\n```\nbin/check\n```\n", True),
        ("```\nnpm install harbour\nyarn add harbour\n```\n", False),
        ("Call `remake it` and `adjust x`.\n", False),
    ],
)
def test_build_instructions(text: str, expected: bool) -> None:
    """Commands on a working copy; those that install a release are none."""
    assert explains_building(read("README.md", f"# Harbour\n{text}")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Security reports\nHarbour writes a report, see the [sample](https://x.y).\n", False),
        ("## Security\nPlease report weaknesses at https://x.y/z.\n", True),
        ("## Security\nMails are signed, see [TLS](https://x.y/z).\n", False),
        ("## Reporting security issues\nUse the [form](https://x.y/z).\n", True),
    ],
)
def test_reports_that_a_product_writes_are_no_policy(text: str, expected: bool) -> None:
    """Only a sentence that asks people to report is."""
    assert names_security_contact(read("README.md", f"# Harbour\n{text}")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## PRs welcome\nAsk.\n", True),
        ("## Hacking on Harbour\nFork it and send a pull request.\n", True),
        ("## Hacking on Harbour\nRun `make`.\n", False),
        ("## Pull request builder\nBuilds them.\n", False),
    ],
)
def test_what_to_do_with_a_change_is_contributing(text: str, expected: bool) -> None:
    """Hacking alone is not: the change has to come back."""
    assert ("contributing" in of(text)) is expected
