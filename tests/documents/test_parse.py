"""All formats: what real files hold is read, what would hurt is refused, nothing else happens."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.documents import TEXT_LIMIT, Malformed, parse

FORMATS = ["a.toml", "a.yml", "a.json", "a.jsonc", ".eslintrc", "a.cfg", ".editorconfig"]


def data(path: str, text: str) -> Any:
    return parse(path, text).data


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.toml", "a = 1\n[b]\nc = 1979-05-27\n", {"a": 1, "b": {"c": "1979-05-27"}}),
        ("a.toml", "a = [nan, inf, 1e999, 1.5]", {"a": ["nan", "inf", "inf", 1.5]}),
        ("uv.lock", "version = 1", {"version": 1}),
        ("Pipfile", "[packages]", {"packages": {}}),
        ("a.json", '{"a": [1, 2.5, null, true]}', {"a": [1, 2.5, None, True]}),
        ("a.json", '{"a": 1, "a": 2}', {"a": 2}),
        ("a.json", f"[{2**63 - 1}, {2**63}, {-(2**63)}, 1e999]", [2**63 - 1, str(2**63), -(2**63), "1e999"]),
        ("a.json", '["\\ud800", "\\ud83d\\ude00", {"\\udc00": 1}]', ["\ufffd", "\U0001f600", {"\ufffd": 1}]),
        ("composer.lock", "{}", {}),
        ("a.cfg", "[a]\nb = %(c)s\nflag\n[a]\nd: e\n", {"a": {"b": "%(c)s", "flag": None, "d": "e"}}),
        ("setup.cfg", "[DEFAULT]\na = 1\n[b]\nc = 1\n", {"DEFAULT": {"a": "1"}, "b": {"c": "1"}}),
        (
            ".editorconfig",
            "root = true\n[*.py]\nindent_size = 4\n",
            {"": {"root": "true"}, "*.py": {"indent_size": "4"}},
        ),
        (".coveragerc", "[run]\nbranch = true\n", {"run": {"branch": "true"}}),
        ("a.yml", "a: 1e999", {"a": "1e999"}),
        ("tsconfig.json", '{/* c */ "a": 1,}', {"a": 1}),
    ],
)
def test_what_files_hold(path: str, text: str, expected: object) -> None:
    """Plain values, numbers within 64 bits, text that can be written."""
    assert data(path, text) == expected


@pytest.mark.parametrize("path", FORMATS)
def test_a_byte_order_mark_is_none_of_the_text(path: str) -> None:
    """Editors on Windows like to put one."""
    text = {"a.toml": "a = 1", "a.cfg": "[a]", ".editorconfig": "[a]", "a.yml": "a: 1"}.get(path, '{"a": 1}')
    assert data(path, "\ufeff" + text) == data(path, text)


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.toml", "a = 1\nb = ?\n", 2),
        ("a.json", '{\n"a": ?}', 2),
        ("a.yml", "a: 1\nb: [\n", 3),
        ("a.cfg", "[a]\nb = 1\n= c\n", 3),
        ("a.cfg", "[a]\n= c\n", 2),
        ("a.jsonc", '{\n\n"a": [1}', 3),
    ],
)
def test_mistakes_have_a_line(path: str, text: str, line: int) -> None:
    """So that a finding leads to them."""
    with pytest.raises(Malformed) as caught:
        parse(path, text)
    assert caught.value.line == line
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.json", "NaN"),
        ("a.json", ""),
        ("a.json", "[" * 1_000_000),
        ("a.json", "[" * 900 + "]" * 900),
        ("a.json", '{"a":' * 900 + "1" + "}" * 900),
        ("a.toml", "a = " + "[" * 100_000),
        ("a.toml", "a = " + "{a = " * 100_000),
        ("a.toml", "a = " + "[" * 200 + "]" * 200),
        ("a.toml", ".".join(["a"] * 50_000) + " = 1"),
        ("a.toml", "[" + ".".join(["a"] * 50_000) + "]"),
        ("a.toml", "a = " + "9" * 1_000_000),
        ("a.toml", "a = 0x" + "f" * 1_000_000),
        ("a.toml", 'a = "\0"'),
        ("a.toml", "a = 1\na = 2"),
        ("a.yml", "a: \0"),
        ("a.yml", "a: [" + "x, " * 100_000),
        ("a.yml", "? a\n" * 400_000),
        ("a.cfg", "[a]\n" + "= x\n" * 400_000),
        ("a.cfg", "[a]\nx" + " " * 1_000_000 + "y"),
        ("a.cfg", "[DEFAULT]\n" + "\n".join(f"k{n} = 1\n[s{n}]" for n in range(50_000))),
        ("a.unknown", "x"),
        *((path, " " * (TEXT_LIMIT + 1)) for path in FORMATS),
        *((path, "x" * 10_000_000) for path in FORMATS),
    ],
)
def test_what_would_hurt_is_refused_quickly(path: str, text: str) -> None:
    """Depth, size and repetition end in a reason, within seconds."""
    with pytest.raises(Malformed):
        parse(path, text)


@pytest.mark.parametrize(
    "text",
    [
        "[a]\n" + "= x\n" * 30_000,
        "[a]\n" + ("x" + " " * 199 + "y\n") * 600,
        "[a]\n" + "[" * 120_000,
        "[a]\nb = 1\n" + "  c\n" * 30_000,
    ],
)
def test_the_worst_ini_files_end(text: str) -> None:
    """The reader's time grows with the square of some things; their number is bounded."""
    try:
        parse("a.cfg", text)
    except Malformed as error:
        assert error.line


@given(
    st.sampled_from(FORMATS),
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "[",
                "]",
                "{",
                "}",
                '"',
                "'",
                ":",
                "=",
                ",",
                "\n",
                " ",
                "a",
                "1",
                "-",
                "&a",
                "*a",
                "#",
                "\\",
                "<<",
                "!!",
                "\t",
                "\ud83d"[:0],
                "\x00",
                ".",
            ]
        ),
        max_size=40,
    ).map("".join),
)
def test_any_text_is_a_document_or_malformed(path: str, text: str) -> None:
    """And a document can be written as JSON."""
    try:
        document = parse(path, text)
    except Malformed:
        return
    written = json.dumps(document.data, allow_nan=False, ensure_ascii=False)
    assert json.loads(written.encode()) == document.data


@given(
    st.sampled_from(["a.json", "a.yml", "tsconfig.json"]),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**59), 2**59)
        | st.text(st.characters(min_codepoint=32, max_codepoint=126)),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc "), inner),
        max_leaves=20,
    ),
)
def test_json_is_read_by_all_that_take_it(path: str, value: Any) -> None:
    """JSON is YAML and relaxed JSON as well."""
    assert data(path, json.dumps(value)) == value or not isinstance(value, (dict, list))


@pytest.mark.parametrize("text", ["0\n\r0", "a\n  b\n", "[s]\nkey\n continued\n"])
def test_an_ini_key_without_a_value_that_goes_on_does_not_parse(text):
    """Whatever the version of Python says of it."""
    with pytest.raises(Malformed):
        parse("setup.cfg", text)
