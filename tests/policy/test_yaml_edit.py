"""Entries are added to files that people keep, and every other byte stays."""

from datetime import date
from os.path import commonprefix
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checker.documents import yaml
from checker.errors import UsageError
from checker.policy.yaml_edit import append
from checker.policy.yaml_writer import Entry

ENTRY: Entry = {
    "rules": ("a/b", "c/*"),
    "repositories": ("acme/legacy-*", "*"),
    "reason": "frozen: ACME-812",
    "until": date(2027, 3, 31),
}
FLOW = (
    '{rules: [a/b, c/*], repositories: [acme/legacy-*, "*"], reason: "frozen: ACME-812", until: 2027-03-31}'
)


def block(column: int, offset: int = 2, line_break: str = "\n") -> str:
    """Return the entry as lines of its own, without the last break."""
    rest = " " * (column + offset)
    return line_break.join(
        [
            f"{' ' * column}-{' ' * (offset - 1)}rules: [a/b, c/*]",
            f'{rest}repositories: [acme/legacy-*, "*"]',
            f'{rest}reason: "frozen: ACME-812"',
            f"{rest}until: 2027-03-31",
        ]
    )


GOLDEN = {
    "comments stay where they are": (
        "# top\nid: a   # why\nwaivers:\n  # first\n  - rules: [x]   # here\n    owner:   'me'\n<>rest: 1\n",
        block(2) + "\n",
    ),
    "comments of the list belong to it": (
        "waivers:\n  - x: 1\n\n    # of the entry\n  # of the list\n<>\n# of the rest\nrest: 1\n",
        block(2) + "\n",
    ),
    "a list that is not indented": (
        "waivers:\n- x: 1\n  # of it\n<># of the rest\nrest: 1\n",
        block(0) + "\n",
    ),
    "keys far from the dash": ("waivers:\n  -   x: 1\n      y: 2\n<>", block(2, 4) + "\n"),
    "keys below the dash": ("waivers:\n  -   # why\n     x: 1\n<>", block(2, 3) + "\n"),
    "entries in brackets": ("waivers:\n    - {x: 1}   # c\n<>", block(4) + "\n"),
    "entries by reference": ("a: &a {x: 1}\nwaivers:\n  - *a   # c\n<>b: *a\n", block(2) + "\n"),
    "a text over lines": ("waivers:\n  - x: >-\n      a\n      # b\n<>\n# c\nb: 1\n", block(2) + "\n"),
    "a text that keeps its blank lines": ("waivers:\n  - x: |+\n      a\n\n\n<>b: 1\n", block(2) + "\n"),
    "an empty list": ("waivers: [<>]   # none yet\nb: 1\n", FLOW),
    "a list in brackets": ("waivers: [{x: 1}<>, ]  # c\nb: 1\n", f", {FLOW}"),
    "a list in brackets over lines": ("waivers: [\n  {x: 1}<> # c\n]\n", f", {FLOW}"),
    "all in brackets": ("{a: 1, waivers: [x<>]}\n", f", {FLOW}"),
    "all in brackets, without the key": ("{a: 1<>}\n", f", waivers: [{FLOW}]"),
    "an empty mapping": ("{<>}", f"waivers: [{FLOW}]"),
    "no line break at the end": ("waivers:\n  - x: 1<>", "\n" + block(2)),
    "a comment at the end": ("a: 1\n# end<>", "\n\nwaivers:\n" + block(2)),
    "without the key": ("a: 1\n<>", "\nwaivers:\n" + block(2) + "\n"),
    "without the key, after a blank line": ("a: 1\n\n<>", "waivers:\n" + block(2) + "\n"),
    "without the key, as other lists are": ("a:\n    - x\n<>", "\nwaivers:\n" + block(4) + "\n"),
    "without the key, after a text that keeps": ("a: |+\n  x\n\n<>", "waivers:\n" + block(2) + "\n"),
    "all indented": ("  a: 1\n<>", "\n  waivers:\n" + block(4) + "\n"),
    "before the end of the document": ("---\na: 1\n<>...\n", "\nwaivers:\n" + block(2) + "\n"),
    "line breaks of Windows": ("a: 1\r\nwaivers:\r\n  - x: 1\r\n<>\r\nb: 1", block(2, 2, "\r\n") + "\r\n"),
    "a byte order mark": ("\ufeffwaivers:\n  - x: 1\n<>", block(2) + "\n"),
    "tabs before comments": ("waivers:\n  - x: 1\t# c\n<>b: 1\n", block(2) + "\n"),
}


@pytest.mark.parametrize(("marked", "added"), GOLDEN.values(), ids=GOLDEN)
def test_the_place_of_an_entry(marked: str, added: str) -> None:
    """It goes to the end of its list, in the style that is there."""
    text = marked.replace("<>", "")
    assert append(text, "waivers", ENTRY) == marked.replace("<>", added)
    data = read(append(text, "waivers", ENTRY))
    assert data["waivers"][-1] == plain(ENTRY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: 1\n---\nb: 2\n", "one mapping"),
        ("- a\n", "one mapping"),
        ("", "one mapping"),
        ("# nothing\n", "one mapping"),
        ("waivers: many\n", "line 1: 'waivers' holds something else than a list"),
        ("a: 1\nwaivers:\n", "'waivers' holds something else"),
        ("a: &x [1]\nwaivers: *x\n", "line 2: 'waivers' holds something else"),
        ("a: [1\n", "line 2: "),
        ("a: 1\nb: @\n", "line 2: "),
    ],
)
def test_files_that_cannot_be_edited(text: str, why: str) -> None:
    """They are refused with the reason."""
    with pytest.raises(UsageError) as caught:
        append(text, "waivers", ENTRY)
    assert why in caught.value.message


def read(text: str) -> Any:
    return yaml.parse(text.removeprefix("\ufeff")).data


def plain(entry: Entry) -> dict[str, Any]:
    """Return an entry as it reads from YAML."""

    def value(said: Any) -> Any:
        if isinstance(said, date):
            return said.isoformat()
        return list(said) if isinstance(said, tuple) else said

    return {key: value(said) for key, said in entry.items()}


BLANK = st.sampled_from(["", "\n", "\n\n", "# top\n", "  # set in\n", "\n# a: [ 'b\n", "   \n"])
OTHER = st.sampled_from(
    [
        "id: a",
        "id:   'a'    # why",
        'title: "a\\n # b"',
        "text: |\n  # no comment\n  x",
        "text: >+\n  x\n\n",
        "rules:\n  - {id: x,  assert: 'a[0] == {}'}",
        "rules:\n- id: x\n  assert: >-\n      a\n        && b",
        "map: {a: [1,2 ,3], b: }",
        "plain: a\n  b\n\n  c",
        "'quoted key': 1",
    ]
)
WAIVERS = st.sampled_from(
    [
        "",
        "waivers: []",
        "waivers: [ ]  # none",
        "waivers: [{a: 1},\n  # c\n  {b: [x]} , ]",
        "waivers:\n  - a: 1",
        "waivers:  # all\n  - a: 1  # one\n    b:\n      - x\n      # x\n\n  # two",
        "waivers:\n- a: |\n    x\n\n  # c",
        "waivers:\n      -  a: 'x\n           y'",
        "waivers: &all\n  - &one {a: 1}\n  - *one",
        "'waivers':\n  - a:\n      b: {c: 1}",
    ]
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Draw a file as people keep them."""
    keys = draw(st.lists(OTHER, max_size=4, unique_by=lambda each: each.split(":")[0]))
    own = draw(WAIVERS)
    parts = draw(st.permutations([*keys, own] if own else [*keys, "one: 1"]))
    text = "".join(f"{draw(BLANK)}{part}\n" for part in parts) + draw(BLANK)
    text = draw(st.sampled_from([text, f"---\n{text}", f"{text}...\n"]))
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(files())
def test_every_other_byte_stays(text: str) -> None:
    """One piece of text is put in; what was there reads as before, and the entry comes last."""
    changed = append(text, "waivers", ENTRY)
    start = len(commonprefix([text, changed]))
    assert changed.endswith(text[start:])
    before, after = read(text), read(changed)
    assert after.pop("waivers") == [*(before.pop("waivers", None) or []), plain(ENTRY)]
    if not text.endswith("\n"):  # a block that ended with the file has a line break more now
        before, after = (
            {key: str(value).rstrip("\n") for key, value in each.items()} for each in (before, after)
        )
    assert after == before


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)
    | st.text("ab:#- '\"{}[],&*!|>%@`\\\n\t", min_size=1, max_size=20),
    st.sampled_from(["waivers:\n  - a: 1\n", "waivers: []\n"]),
)
@example("yes", "waivers: []\n")
@example("a, b", "waivers: []\n")
@example("a #b", "waivers:\n  - a: 1\n")
@example("2027-03-31", "waivers: []\n")
def test_texts_read_as_they_were_meant(text: str, file: str) -> None:
    """Whatever a reason or a pattern holds, it comes back."""
    entry: Entry = {"rules": (text, text), "reason": text, "everywhere": True}
    assert read(append(file, "waivers", entry))["waivers"][-1] == plain(entry)
