"""Markdown that is cut stays below its limit, stays well-formed, and says what is missing."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checker.render import Style
from checker.render.markdown import audit as markdown_audit
from checker.render.markdown.truncate import cut, utf8, utf16
from tests.render import example, hostile

NOTE = "**Cut here.** There is more."
TEXT = st.text(st.sampled_from("ab é日🌈"), min_size=1, max_size=30).map(lambda text: f"x{text.strip()}")
ROWS = st.lists(TEXT.map(lambda text: f"| {text} | ✅ <code>{text}</code> |"), max_size=8)
TABLE = ROWS.map(lambda rows: "\n".join(("| rule | why |", "| --- | --- |", *rows)))
LIST = st.lists(TEXT, min_size=1, max_size=8).map(lambda items: "\n".join(f"- {item}" for item in items))
FAILURE = LIST.map(lambda listed: f"❌ **It fails** <code>a/b</code>, high\n\n{listed}")
PARAGRAPH = st.lists(TEXT, min_size=1, max_size=4).map("\n".join)
FENCE = PARAGRAPH.map(lambda text: f"```yaml\n{text}\n<details>\n```")
COMMENT = PARAGRAPH.map(lambda text: f"<!-- {text}\n\n<details> -->")
HEADING = TEXT.map(lambda text: f"## {text}")
BLOCK = st.one_of(TABLE, LIST, FAILURE, PARAGRAPH, FENCE, COMMENT, HEADING)
NESTED = st.recursive(
    BLOCK,
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(
        lambda parts: "<details><summary>more</summary>\n\n" + "\n\n".join(parts) + "\n\n</details>"
    ),
    max_leaves=8,
)
DOCUMENT = st.lists(NESTED, min_size=1, max_size=12).map(lambda parts: "\n\n".join(parts) + "\n")


class Balance(HTMLParser):
    """Reads HTML, and knows what is open at each text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.around: dict[str, tuple[str, ...]] = {}
        self.comments: list[str] = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Nothing stays open of <br />."""

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.around[data.strip()] = tuple(self.open)

    def handle_comment(self, data):
        self.comments.append(data)


def read(text: str) -> Balance:
    """Render as GitHub does and return what is in it; every element is closed."""
    reader = Balance()
    reader.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    reader.close()
    assert reader.open == []
    return reader


@given(DOCUMENT, st.integers(150, 900), st.sampled_from([utf8, utf16]))
def test_a_cut_text_is_short_enough_and_well_formed(text, limit, size):
    """Every element is closed, and the note is a paragraph of its own that nothing folds or hides."""
    found = cut(text, limit, size, NOTE)
    assert size(found) <= limit
    if size(text) <= limit:
        assert found == text
    else:
        assert read(found).around["Cut here."] == ("p", "strong")
        assert "Left out: " in found.splitlines()[-1]


@given(DOCUMENT, st.integers(150, 900))
def test_tables_keep_their_columns(text, limit):
    """Each row that is left has all its cells, and no head of a table is alone."""
    tokens = MarkdownIt("commonmark").enable("table").parse(cut(text, limit, utf8, NOTE))
    inside = [token.content for token in tokens if token.type == "inline"]
    assert not [each for each in inside if each.startswith("| ")]


def test_it_says_how_much_is_missing():
    failures = "".join(
        f"❌ **Rule {number} fails** <code>r</code>, high\n\n- here\n\n" for number in range(50)
    )
    found = cut(f"# Title\n\n{failures}", 500, utf8, NOTE)
    shown = found.count("❌")
    assert f"Left out: {50 - shown} failures, {4 * (50 - shown)} lines in all." in found
    rows = "| a | b |\n| --- | --- |\n" + "| c | d |\n" * 100
    assert f"{100 - cut(rows, 300, utf8, NOTE).count('| c |')} rows of tables" in cut(rows, 300, utf8, NOTE)


def test_nothing_is_left_hanging():
    """A heading or the opening of a folded part without what it is for goes too."""
    text = (
        "text\n\n## Heading\n\n<details><summary>x</summary>\n\n| a | b |\n| --- | --- |\n"
        + "| c | d |\n" * 99
    )
    for limit in range(100, 250):
        found = cut(text, limit, utf8, NOTE)
        assert ("| c | d |" in found) or "Heading" not in found


def test_characters_are_counted_by_who_counts():
    """What is one character for a person is two code units, and four bytes."""
    assert (utf16("🌈"), utf8("🌈"), utf16("é"), utf8("é")) == (2, 4, 1, 2)


@pytest.mark.parametrize("attack", hostile.ATTACKS, ids=[ascii(each)[:24] for each in hostile.ATTACKS])
def test_reports_of_strangers_are_cut_as_well(attack):
    text = markdown_audit.render(hostile.poisoned(example.audit(), attack), Style())
    for limit in (500, 3000, 20_000):
        found = cut(text, limit, utf16, NOTE)
        assert utf16(found) <= limit
        assert found == text or read(found).around["Cut here."] == ("p", "strong")
