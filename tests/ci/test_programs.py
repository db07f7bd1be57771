"""What programs in other languages start."""

import pytest

from checker.ci import programs
from checker.ci.matching import known


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ('StartProcess("dotnet", "test src --no-build");', "dotnet test src --no-build"),
        ('Process.Start("npm", "run check");', "npm run check"),
        ('subprocess.run(["python", "-m", "pytest", "a b"])', "python -m pytest 'a b'"),
    ],
)
def test_arguments_in_one_string_are_words(text: str, command: str) -> None:
    """A second string holds all arguments; of more strings each is one argument."""
    read = programs.read("build", text, known())
    assert [script.text for script in read.scripts] == [command]
    assert not read.opaque


def test_blanks_made_to_take_time_take_none() -> None:
    """Between two strings any number of them may stand: these would take hours."""
    text = f'run("a b").arg({" " * 20_000}! "c")'
    assert [script.text for script in programs.read("build", text, known()).scripts] == []
