"""JSON as people write it."""

import pytest

from checker.documents import Malformed, parse


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": 1}', {"a": 1}),
        ('{// one\n"a": /* two */ 1,}', {"a": 1}),
        ('{\n\t"a": "http://x/*y*/", // z\n\t"b": [1, 2,],\n}', {"a": "http://x/*y*/", "b": [1, 2]}),
        ("{\n  a: 'b',\n  'c': true,\n}", {"a": "b", "c": True}),
    ],
)
def test_comments_trailing_commas_and_bare_keys_are_read(text: str, data: object) -> None:
    """What editors and TypeScript accept, parses; comments in strings stay."""
    assert parse("tsconfig.json", text).data == data
    assert parse("renovate.json5", text).data == data


@pytest.mark.parametrize("text", ["", "{", "just words", "{a: 1]"])
def test_nonsense_is_malformed(text: str) -> None:
    """Text that is no object and no array is refused."""
    with pytest.raises(Malformed):
        parse("renovate.json5", text)


def test_plain_json_stays_strict() -> None:
    """A package.json with a comment is broken for its own tools."""
    with pytest.raises(Malformed) as caught:
        parse("package.json", '{\n// no\n"a": 1}')
    assert caught.value.line == 2


def test_lines_follow_the_keys_down_the_text() -> None:
    """A key counts where its parents stand before it, not where its letters first occur."""
    text = '# name of license\n[tool.x]\nlicense = 1\n[project]\nname = "license-thing"\nlicense = "MIT"\n'
    document = parse("pyproject.toml", text)
    assert document.line("project", "license") == 6
    assert document.line("project", "name") == 5
    assert document.line("project", "absent") == 4
    assert document.line("absent") == 1


@pytest.mark.parametrize("hostile", ["/*" * 100_000, '"\\"' * 100_000, "'\\'" * 100_000])
def test_open_ends_cost_linear_time(hostile: str) -> None:
    """Comments and strings that never end are refused without a second look at each."""
    with pytest.raises(Malformed):
        parse("renovate.json5", hostile)
