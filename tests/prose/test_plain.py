"""Markups that have no reader of their own."""

import pytest

from checker.prose.parse import read
from checker.prose.topics import topics

POD = "=head1 NAME\n\nHarbour - lifts E<lt>thingsE<gt>\n\n=head1 SYNOPSIS\n\n  use Harbour;\n\n=cut\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.pod", "=head1 NAME\n\nX\n\n=head1 INSTALLATION\n\n  cpanm X\n\n=head1 USAGE\n\nCall it.\n"),
        ("README.textile", "h1. X\n\nh2. Installation\n\nbc. gem install x\n\nh2(#u). Usage\n\nCall it.\n"),
        ("README.mediawiki", "= X =\n\n== Installation ==\n\nCopy it.\n\n== Usage ==\n\nCall it.\n"),
        ("README.creole", "= X\n\n== Installation\n\nCopy it.\n\n== Usage\n\nCall it.\n"),
        ("README.rdoc", "= X\n\n== Installation\n\n  gem install x\n\n== Usage\n\nCall it.\n"),
        ("README.org", "#+TITLE: X\n\n* Installation\n\nCopy it.\n\n* Usage\n\nCall it.\n"),
        ("README.adoc", "= X\n\n== Installation\n\nCopy it.\n\n== Usage\n\nCall it.\n"),
    ],
)
def test_every_markup_that_forges_show_has_sections(path: str, text: str) -> None:
    """Installation and usage are found in each."""
    assert {"install", "usage"} <= set(topics(read(path, text)))


def test_pod_is_prose_and_code() -> None:
    """Commands of the markup are no words, and escapes are what they stand for."""
    page = read("README.pod", POD)
    assert [text for text, _ in page.headings] == ["NAME", "SYNOPSIS"]
    assert ("use Harbour;", 7) in page.code
    assert ("Harbour - lifts <things>", 3) in page.prose
    assert not any("cut" in text for text, _ in page.prose)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.pod", "See L<the guide|https://x.y/z>.\n"),
        ("a.textile", 'See "the guide":https://x.y/z .\n'),
        ("a.mediawiki", "See [https://x.y/z the guide].\n"),
        ("a.creole", "See [[https://x.y/z|the guide]].\n"),
        ("a.rdoc", "See {the guide}[https://x.y/z].\n"),
        ("a.org", "See [[https://x.y/z][the guide]].\n"),
        ("a.adoc", "See https://x.y/z[the guide].\n"),
    ],
)
def test_links_show_their_text(path: str, text: str) -> None:
    """A reader sees the text and not the address."""
    page = read(path, text)
    assert ("https://x.y/z", "the guide") in [(link.target, link.text) for link in page.links]
    assert not any("x.y" in line for line, _ in page.prose)
