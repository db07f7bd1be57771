"""What expressions may ask of a repository."""

from datetime import UTC, datetime

import pytest

from checker.errors import Unobserved
from checker.expressions import functions
from checker.expressions.functions import SPECS, BrokenDocument, TreeAnswers, spdx_allowed, version_at_least
from checker.files import Files, MemoryTree, view
from checker.model.tree import BLOB_LIMIT

FILES = {
    "README.md": "hello\nworld\n",
    "src/a.py": "import os\nx = 1\n",
    "vendor/b.py": "import sys\n",
    "pyproject.toml": '[project]\nname = "x"\n',
    "bad.json": "{\n",
    "big.txt": "x" * (BLOB_LIMIT + 1),
    "CODEOWNERS": "*.py @acme/core\n",
}


@pytest.fixture
def ask():
    answers = TreeAnswers(Files(MemoryTree(FILES)), datetime(2026, 11, 22, 12, tzinfo=UTC))
    return lambda name, *arguments: answers.call(name, arguments)


def test_every_declared_function_answers(ask):
    """The table and the implementation do not drift apart."""
    for spec in SPECS:
        arguments = {"string": "1", "list(string)": ["MIT"]}
        try:
            ask(spec.name, *(arguments[kind] for _, kind in spec.parameters))
        except Unobserved:
            continue


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (("files", "**/*.py"), ["src/a.py"]),
        (("all_files", "**/*.py"), ["src/a.py", "vendor/b.py"]),
        (("count", "**/*.py"), 1),
        (("has_file", "README*"), True),
        (("has_file", "vendor/**"), False),
        (("size_of", "README.md"), 12),
        (("size_of", "gone"), 0),
        (("text", "README.md"), "hello\nworld\n"),
        (("text", "gone"), ""),
        (("data", "pyproject.toml"), {"project": {"name": "x"}}),
        (("data", "gone.toml"), {}),
        (("grep", "**/*.py", "^import"), [{"path": "src/a.py", "line": 1, "text": "import os"}]),
        (("owners", "src/a.py"), ["@acme/core"]),
        (("owners", "README.md"), []),
        (("days_since", "2026-11-20T13:00:00Z"), 1),
        (("days_since", "2026-11-20"), 2),
        (("version_at_least", "3.10", "3.9"), True),
    ],
)
def test_answers(ask, call, answer):
    """Paths, contents, documents, owners and ages."""
    assert ask(*call) == answer


@pytest.mark.parametrize(
    "call",
    [
        ("text", "big.txt"),
        ("grep", "**/*.py", "("),
        ("grep", "**/*.py", "(?=x)"),
        ("days_since", "yesterday"),
        ("files", "{" + "{a,b}" * 20 + "}"),
        ("version_at_least", "x", "1"),
    ],
)
def test_what_cannot_be_answered_was_not_observed(ask, call):
    """Large files, wrong patterns and times that are none."""
    with pytest.raises(Unobserved):
        ask(*call)


def test_broken_documents_say_where(ask):
    """Asking for their data is told apart from not seeing them."""
    with pytest.raises(BrokenDocument) as caught:
        ask("data", "bad.json")
    assert (caught.value.path, caught.value.line) == ("bad.json", 2)


@pytest.mark.parametrize(
    ("expression", "allowed", "answer"),
    [
        ("MIT", ["MIT"], True),
        ("mit", ["MIT"], True),
        ("MIT OR GPL-3.0-only", ["MIT"], True),
        ("MIT AND GPL-3.0-only", ["MIT"], False),
        ("(MIT OR Apache-2.0) AND BSD-3-Clause", ["Apache-2.0", "BSD-3-Clause"], True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only"], True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["MIT"], False),
    ],
)
def test_licence_expressions(expression, allowed, answer):
    """One allowed choice is enough, every part of a conjunction is needed."""
    assert spdx_allowed(expression, allowed) is answer


def test_a_licence_that_is_none_was_not_observed():
    """An expression nobody knows decides nothing."""
    with pytest.raises(Unobserved):
        spdx_allowed("My own licence", ["MIT"])


def test_versions_are_not_words():
    """3.10 is newer than 3.9."""
    assert version_at_least("3.10", "3.9")
    assert not version_at_least("1.0rc1", "1.0")


def test_long_lists_are_given_in_part(monkeypatch):
    """The error holds the first part, and the files of the rest; so it does where a file cannot be read."""
    monkeypatch.setattr(functions, "LINES_LIMIT", 2)
    monkeypatch.setattr(functions, "PATHS_LIMIT", 2)
    monkeypatch.setattr(view, "GREP_LIMIT", 3)
    files = {"a": "x\nx\n", "b": "x" * (BLOB_LIMIT + 1), "c": "x\n", "d": "x\n"}
    answers = TreeAnswers(Files(MemoryTree(files)), datetime(2026, 11, 22, 12, tzinfo=UTC))
    with pytest.raises(Unobserved) as caught:
        answers.call("files", ("*",))
    assert (caught.value.seen, caught.value.files) == (["a", "b"], ("c", "d"))
    with pytest.raises(Unobserved) as caught:
        answers.call("grep", ("*", "x"))
    lines = [{"path": "a", "line": line, "text": "x"} for line in (1, 2)]
    assert (caught.value.seen, caught.value.files) == (lines, ("b", "d", "c"))
