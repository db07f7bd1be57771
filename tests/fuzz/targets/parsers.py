"""Single files: whatever parses them, without the collectors around it, by the thousand."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from checker.ci import shell
from checker.ci.pipeline import ShellScript
from checker.collectors.actions import expression, guards
from checker.collectors.actions.flows import flows
from checker.collectors.containers import dockerfile
from checker.documents import Document, Malformed, hcl, parse, yaml
from checker.errors import CheckerError, Unobserved
from checker.files import Files, MemoryTree, backstage, globs, owners
from checker.files.attributes import classified
from checker.prose import parse as readme_parse
from tests.fuzz.corpus import changed_file, paths, trees
from tests.fuzz.inputs import Input

_PLACES = 20
_PATHS = ("a.py", "docs/a.md", "vendor/x/y.js", ".github/workflows/ci.yml", "é/ü")


def make(random: Random) -> Input:
    """Return one mutated file; now and then it has the name of another kind."""
    tree = random.choice(trees())
    path = random.choice(sorted(tree)) if tree else "README.md"
    changed = changed_file(path, tree.get(path, b""), random)
    return Input(
        {random.choice(paths()) if random.random() < 0.1 else path: changed}, random.randrange(2**32)
    )


def run(given: Input, scratch: Path) -> None:
    """Parse the file as what it is, and as some of what it is not."""
    random = Random(given.choice)
    [(path, content)] = given.files.items()
    text = content.decode("utf-8", "replace")
    for parser in (lambda: _document(path, text, random), *random.sample(_parsers(path, text), 4)):
        try:
            parser()
        except (CheckerError, Unobserved, Malformed):
            continue


def _document(path: str, text: str, random: Random) -> None:
    """Parse a document, and ask for the lines of some of its parts."""
    document: Document = parse(path, text)
    for place in list(_ways(document.data, ()))[:_PLACES]:
        assert document.line(*place) >= 1
    assert document.line("absent", random.randrange(9)) >= 1


def _ways(value: Any, way: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*way, key)
        yield from _ways(value[key], (*way, key))


def _parsers(path: str, text: str) -> Sequence[Callable[[], object]]:
    lines = text.splitlines()[:_PLACES]
    return (
        lambda: parse("a.jsonc", text),
        lambda: yaml.parse_all(text),
        lambda: backstage.parents(text),
        lambda: dockerfile.parse(text),
        lambda: hcl.parse(text),
        lambda: [readme_parse.read(name, text) for name in ("README.md", "README.rst", "README")],
        lambda: owners.load(Files(MemoryTree({"CODEOWNERS": text.encode()}))),
        lambda: owners.owners(Files(MemoryTree({"CODEOWNERS": text.encode()})), path),
        lambda: classified(sorted(_PATHS), text),
        lambda: [globs.matching(sorted(_PATHS), line) for line in lines],
        lambda: [shell.parse(ShellScript("", 1, text, kind)) for kind in ("bash", "pwsh", "cmd")],
        lambda: [flows(each.text) for each in expression.expressions(text)],
        lambda: [guards.admits(line, guards.Attempt("pull_request_target")) for line in lines],
    )
