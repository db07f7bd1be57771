"""Scripts as pipelines."""

import pytest

from checker.collectors.actions.shell_pipelines import shell_pipelines


@pytest.mark.parametrize(
    ("script", "pipelines"),
    [
        ("a x | b -y && c", [[("a", "x"), ("b", "-y")], [("c",)]]),
        ("f() { a | b; }; if c; then d; fi", [[("a",), ("b",)], [("c",)], [("d",)]]),
        ("echo 'a | b'", [[("echo", "a | b")]]),
        ("(a; b) | c", [[("a",)], [("b",), ("c",)]]),
        ("cat <<E | a\nx\nE\nb", [[("cat",), ("a",)], [("b",)]]),
        ("X=y; a $X ${{ secrets.Z }}", [[()], [("a", "y", "${EXPRESSION}")]]),
        ("# a | b", []),
    ],
)
def test_commands(script, pipelines) -> None:
    """Each command stands in its pipeline, with its words."""
    assert [[each.words for each in stages] for stages in shell_pipelines(script)] == pipelines


def test_values() -> None:
    """Variables and expressions whose values are known are put in."""
    [[found]] = shell_pipelines("a $X ${{ env.Y }}", {"X": "x"}, {"env.Y": "y"})
    assert found.words == ("a", "x", "y")


def test_what_is_read_and_written() -> None:
    """Here-documents, files and substitutions belong to their command."""
    [[first, second], [third]] = shell_pipelines('a <<< x | b > f 2>&1\nc "$(d | e)"')
    assert (first.given, second.written[0]) == ("x", "f")
    assert [[each.words for each in stages] for stages in third.inner] == [[("d",), ("e",)]]


def test_lines() -> None:
    """A command stands on its line, whatever an expression above it becomes."""
    script = "é ${{ a }}\n b ${{\n c }}\n  d"
    assert [script.count("\n", 0, each.offset) for [each] in shell_pipelines(script)] == [0, 1, 3]
