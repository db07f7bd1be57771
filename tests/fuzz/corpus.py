"""What is mutated: the small repositories of the rules' cases, and those of the tests of collectors."""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any

from checker import resources
from checker.documents import Malformed, yaml
from checker.policy.cases import load_cases
from tests.fuzz.mutations import mutated, restructured, written

Tree = Mapping[str, bytes]
ROOT = Path(__file__).parents[2]
PACKS = tuple(sorted(path.parent.name for path in resources.folder("policies").glob("*/pack.yml")))
_FIXTURES = ("collectors", "attacks", "files", "documents", "cli", "pipeline")
_PARSED = (".yml", ".yaml", ".json", ".cff")
_NAME = 200


@cache
def trees() -> Sequence[Tree]:
    """Return small repositories that all of our readers know something about."""
    cases, mistakes = load_cases(PACKS, ROOT)
    assert not mistakes
    found: list[Tree] = [
        {path: text.encode() for path, text in case.files.items()} for case in cases if case.files
    ]
    for folder in _FIXTURES:
        for module in sorted((ROOT / "tests" / folder).rglob("test_*.py")):
            found += _literals(ast.parse(module.read_bytes()))
    return found


def _literals(module: ast.Module) -> Iterator[Tree]:
    """Yield the mappings of paths to texts that a module writes down."""
    for node in ast.walk(module):
        if isinstance(node, ast.Dict) and node.keys:
            try:
                value = ast.literal_eval(node)
            except ValueError:
                continue
            if all(isinstance(path, str) and _is_path(path) for path in value) and all(
                isinstance(text, (str, bytes)) for text in value.values()
            ):
                yield {
                    path: text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
                    for path, text in value.items()
                }


def _is_path(text: str) -> bool:
    return 0 < len(text) < _NAME and not text.startswith("/") and "\0" not in text and not text.endswith("/")


@cache
def paths() -> Sequence[str]:
    """Return every path of the corpus."""
    return sorted({path for tree in trees() for path in tree})


@cache
def contents(ending: str) -> Sequence[bytes]:
    """Return what files hold whose names end alike."""
    return [content for tree in trees() for path, content in tree.items() if _ending(path) == ending]


def _ending(path: str) -> str:
    name = PurePosixPath(path)
    return name.suffix or name.name


def hostile(random: Random) -> Tree:
    """Return one or two repositories of the corpus in one, some of their files mutated."""
    tree = dict(random.choice(trees()))
    if random.random() < 0.3:
        tree |= random.choice(trees())
    for path in random.sample(sorted(tree), min(len(tree), random.choice((1, 1, 2, 3)))):
        changed = changed_file(path, tree[path], random)
        if random.random() < 0.1:
            path = random.choice(paths())  # noqa: PLW2901  # the content of another kind of file
        tree[path] = changed
    return tree


def changed_file(path: str, content: bytes, random: Random) -> bytes:
    """Return what a file holds after a change that suits its kind."""
    if path.endswith(_PARSED) and random.random() < 0.4:
        document = parsed(content)
        if isinstance(document, (dict, list)):
            return written(restructured(document, random))
    return mutated(content, random, contents(_ending(path)))


def parsed(content: bytes) -> Any:
    """Return a document of YAML or JSON, None where it is none."""
    try:
        found = yaml.parse(content.decode()).data
        json.dumps(found)
    except (Malformed, ValueError, RecursionError):
        return None
    return found
