"""Tests that cannot fail: whatever the code does, `assert True` holds."""

from checker.collectors.testing import suites
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy_linear

FACT = "testing.pointless"
_LIMIT = 20
"""Test files up to which all are read: who has more has not made them up."""
_CONSTANT = r"(?:true|false|\d[\d+*\- ]{0,10})"
_POINTLESS = lazy_linear(
    # Statements such as `assert True` and `assert(1 == 1);`.
    rf"(?i)\bassert(?:\s*\(\s*|[^\S\n]+){_CONSTANT}(?:\s*={{2,3}}\s*{_CONSTANT})?\s*(?:\)|;|#|\}}|\n|$)"
    # Calls: self.assertTrue(True), assert_eq!(1, 1), XCTAssert(true), expect(true).toBe(true)
    rf"|\b(?:xct)?(?:assert|expect|check|require)[\w.!]{{0,24}}\(\s*(?:t\s*,\s*)?{_CONSTANT}"
    rf"(?:\s*(?:,|={{2,3}})\s*{_CONSTANT})?\s*\)"
    rf"(?:[^\S\n]*\.[^\S\n]*\w{{1,16}}){{0,4}}(?:[^\S\n]+(?:be|eq))?(?:[^\S\n]*\(?[^\S\n]*{_CONSTANT}?[^\S\n]*\))?"
    # Terraform's tests
    r"|\bassert\s*\{\s*condition\s*=\s*true\s*\n"
)
_ASIDE = lazy_linear(
    r"(?m)^\s*(?:(?:import|from|using|use|package|namespace|require)\b|#|//|/?\*).*$|^.*=\s*require\(.*$"
)
"""Imports and comments."""
_DEFINES = lazy_linear(
    r"^\s*(?:public|private|protected|internal|static|async|override|final|func|fun|def|fn|void|int|function|class"
    r"|struct|module|@|\[)"
)
_CALL = lazy_linear(r"([A-Za-z_]\w*)!?\(")
_FRAME = lazy_linear(
    r"(?i)\w*test(?:_?case|widgets)?|it|describe|context|suite|group|section|scenario|specify|function"
)
"""What wraps tests and calls nothing of the code."""
_CHECKS = lazy_linear(
    r"(?i)assert|expect|should|verif|check|raise|throw|fail|equal|must|match|snapshot|golden|compare|>>>|panic"
)


def records(files: Files) -> list[dict[str, Json]]:
    """Return the test files, with the line of the first assertion, if none of them can fail; [] otherwise."""
    paths = sorted({entry.path for entry in suites.tests(files)})
    if not 0 < len(paths) <= _LIMIT:
        return []
    texts = files.texts(paths)
    lines = {path: first_line(text) for path, text in texts.items()}
    if len(texts) < len(paths) or not all(lines.values()):
        return []
    return [{"path": path, "line": line} for path, line in lines.items()]


def first_line(text: str) -> int:
    """Return the line of the first assertion in a text whose assertions are all of constants; 0 of others.

    A text that calls anything else may fail by that, and one without an assertion says nothing.
    """
    found = list(_POINTLESS.finditer(text))
    if not found or any(text.startswith("(", match.end()) for match in found):  # compared with what follows
        return 0
    rest = _POINTLESS.sub("\n", _ASIDE.sub("", text))
    if _CHECKS.search(rest) or any(map(_calls, rest.splitlines())):
        return 0
    return text.count("\n", 0, found[0].start()) + 1


def _calls(line: str) -> bool:
    if _DEFINES.match(line):
        return False
    return any(not _FRAME.fullmatch(name) for name in _CALL.findall(line))
