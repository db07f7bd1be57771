"""Lines of values, and lines inside texts."""

import pytest

from checker.collectors.actions.places import YamlPosition
from checker.documents import parse
from checker.documents.shapes import string, table

TEXT = """\
a: |

  one

  two ${{ x }}
b: >-
  folded
  text ${{ y }} ${{ y }}

  more ${{ y }}
c: "quoted
  ${{ z }}"
d: plain ${{ w }}
e: |+2
    indented
   ${{ v }}
f:
  - 1
"""


@pytest.mark.parametrize(
    ("key", "needle", "number", "line"),
    [
        ("a", "one", 0, 3),
        ("a", "${{", 0, 5),
        ("b", "${{", 0, 8),
        ("b", "${{", 1, 8),
        ("b", "${{", 2, 10),
        ("c", "${{", 0, 12),
        ("d", "${{", 0, 13),
        ("e", "${{", 0, 16),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_within(key: str, needle: str, number: int, line: int, ending: str) -> None:
    """Every style of scalar leads to the very line of the source."""
    document = parse("x.yml", TEXT.replace("\n", ending))
    value = string(table(document.data)[key])
    offset = -1
    for _ in range(number + 1):
        offset = value.find(needle, offset + 1)
    assert YamlPosition("x.yml", document, (key,)).line_within(offset) == line


def test_absent_values_stand_at_their_ancestor() -> None:
    """A place that is not there is where its parent is."""
    document = parse("x.yml", TEXT)
    assert YamlPosition("x.yml", document).at("f", 7).line == 17
    assert YamlPosition("x.yml", document).at("f", 7).line_within(3) == 17
    assert YamlPosition("x.yml", document).at("f").line_within(0) == 17
