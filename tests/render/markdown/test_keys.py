"""The pages about keys of our YAML files."""

import re

from markdown_it import MarkdownIt

from checker.policy.language import POLICY
from checker.policy.schema.containers import ListKind, MappingKind, UnionKind
from checker.policy.schema.records import Excludes, RecordField, RecordKind
from checker.policy.schema.scalars import FlagKind, NumberKind, TextKind
from checker.policy.settings.catalog import CONFIGURATION
from checker.render.markdown import keys

INNER = RecordKind(
    "an inner | part", {"left": RecordField(FlagKind(), "Left of it.", default=False)}, doc="Within."
)
OUTER = RecordKind(
    "a thing",
    {
        "name": RecordField(TextKind("a name"), "Its name.", required=True),
        "parts": RecordField(ListKind(INNER, least=1), "What it is made of."),
        "sizes": RecordField(MappingKind(TextKind("a side"), NumberKind(0, 9)), "How large."),
        "either": RecordField(UnionKind(scalar=TextKind("a text"), table=INNER), "One or the other."),
    },
    (Excludes("name", ("parts",), "a name or parts"),),
    "What there is.",
)


def test_each_key_is_told_with_what_it_holds() -> None:
    """Required ones, defaults, lists, mappings and alternatives; each record has a section once."""
    text = keys.page("Keys", "About.", OUTER)
    assert "| `name` | a name | Its name. **Required.** |" in text
    assert "| `sizes` | mapping: a side to a number from 0 to 9 | How large. |" in text
    assert "| `left` | true or false | Left of it. Default: `false`. |" in text
    assert "list, at least one: [an inner " in text
    assert "a text; or [an inner " in text
    assert text.count("\n## ") == 2
    assert "The loader reports:\n\n- a name or parts\n" in text


def test_every_link_leads_to_a_section() -> None:
    """As GitHub names the places of headings."""
    for record in (POLICY, CONFIGURATION):
        text = keys.page("Keys", "", record)
        places = {
            heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.*)$", text, re.MULTILINE)
        }
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        links = {
            str(child.attrGet("href")).removeprefix("#")
            for token in tokens
            for child in token.children or ()
            if child.type == "link_open"
        }
        assert links
        assert links <= places


def test_no_key_is_left_out() -> None:
    """Those of the lists within a policy, too."""
    text = keys.page("Keys", "", POLICY)
    for record in (POLICY, POLICY.fields["rules"].kind.item, POLICY.fields["waivers"].kind.item):  # type: ignore[attr-defined]
        assert [key for key in record.fields if f"| `{key}` |" not in text] == []
