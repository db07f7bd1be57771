"""Repositories and policies that come out the same on every machine."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

_ROOT = Path(__file__).parent.parent
NOW = "2026-11-01T00:00:00Z"
DAY_AFTER = "2026-11-02T00:00:00Z"
_LAST_COMMIT = 1_793_400_000  # the day before NOW
_HOURS_BETWEEN = 20
_AUTHORS = ("Ada", "Grace", "Edsger", "Barbara", "Donald")
_PIN = "3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
_WORDS = (
    "the",
    "audit",
    "reads",
    "every",
    "file",
    "once",
    "and",
    "says",
    "what",
    "it",
    "saw",
    "where",
    "looked",
    "why",
    "that",
    "matters",
)

_README = """\
# {name}

{what}

## Install

    pip install {name}

## Usage

{usage}
"""
_FUNCTION = """\
def {prefix}function_{number}_{part}():
    \"\"\"{what}\"\"\"
    assert {number} < {number} + {part} + 1
"""
_PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "{name}"
version = "1.2.3"
requires-python = ">=3.11"
license = "Apache-2.0"
dependencies = ["click>=8", "rich>=13"]
[dependency-groups]
dev = ["pytest>=8", "ruff"]
[tool.pytest.ini_options]
minversion = "8"
addopts = ["-ra", "--strict-markers"]
[tool.ruff.lint]
select = ["B", "I", "UP"]
[tool.mypy]
strict = true
"""
_WORKFLOW = """\
name: {name}
on: [push, pull_request]
permissions: {{}}
jobs:
  {name}:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@{pin}
        with:
          persist-credentials: false
      - run: pip install --group dev .
      - run: {command}
"""
_DEPENDABOT = """\
version: 2
updates:
  - {package-ecosystem: pip, directory: /, schedule: {interval: weekly}}
  - {package-ecosystem: github-actions, directory: /, schedule: {interval: weekly}}
"""


def repository(folder: Path, files: int, commits: int, seed: int = 0) -> Path:
    """Make a Python project with so many files and commits, with a work tree.

    A process of its own does it: what a measured command is seen to need at most is never less
    than what the process that started it needed.
    """
    arguments = [str(folder), *map(str, (files, commits, seed))]
    subprocess.run([sys.executable, "-m", "benchmarks.synthetic", *arguments], check=True, cwd=_ROOT)
    return folder


def _make(folder: Path, files: int, commits: int, seed: int) -> None:
    folder.mkdir(parents=True)
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
    random = Random(seed)
    stream = b"".join(_commits(dict(_files(files, f"sample{seed}", random)), commits, random))
    subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True)
    subprocess.run([*git, "reset", "--quiet", "--hard"], check=True)
    subprocess.run([*git, "remote", "add", "origin", f"https://git.example/acme/sample{seed}"], check=True)


def _files(count: int, name: str, random: Random) -> Iterator[tuple[str, str]]:
    yield from _project_files(name, random)
    rest = count - len(list(_project_files(name, random)))
    for number in range(rest):
        area = number // 50
        match number % 13:
            case 0:
                yield f"docs/part{area}/page{number}.md", f"# Page {number}\n\n{_prose(random, 120)}\n"
            case 1 | 2 | 3:
                yield f"tests/part{area}/test_{number}.py", _module(number, random, test=True)
            case 4 | 5 | 6 | 7:
                yield (
                    f"tests/data/part{area}/answer{number}.json",
                    f'{{"id": {number}, "text": "{_prose(random, 60)}"}}\n',
                )
            case _:
                yield f"src/{name}/part{area}/module{number}.py", _module(number, random)


def _project_files(name: str, random: Random) -> Iterator[tuple[str, str]]:
    yield "LICENSE", (_ROOT / "LICENSE").read_text(encoding="utf-8")
    yield "README.md", _README.format(name=name, what=_prose(random, 200), usage=_prose(random, 80))
    yield "CONTRIBUTING.md", f"# Contributing\n\n{_prose(random, 150)}\n"
    yield "SECURITY.md", f"# Security policy\n\nWrite to security@acme.example. {_prose(random, 40)}\n"
    yield "CHANGELOG.md", f"# Changelog\n\n## 1.2.3\n\n- {_prose(random, 20)}\n"
    yield "pyproject.toml", _PYPROJECT.format(name=name)
    yield ".gitignore", "__pycache__/\n*.egg-info/\n"
    yield ".github/CODEOWNERS", "* @acme/developers\n/docs/ @acme/writers\n"
    yield ".github/dependabot.yml", _DEPENDABOT
    for job, command in (("test", "pytest"), ("lint", "ruff check"), ("types", "mypy src")):
        yield f".github/workflows/{job}.yml", _WORKFLOW.format(name=job, command=command, pin=_PIN)
    yield f"src/{name}/__init__.py", f'"""{_prose(random, 8)}"""\n'


def _module(number: int, random: Random, test: bool = False) -> str:
    prefix = "test_" if test else ""
    functions = (
        _FUNCTION.format(prefix=prefix, number=number, part=part, what=_prose(random, 12))
        for part in range(random.randint(2, 8))
    )
    return "\n\n".join(functions)


def _prose(random: Random, words: int) -> str:
    return " ".join(random.choices(_WORDS, k=words))


def _commits(files: dict[str, str], count: int, random: Random) -> Iterator[bytes]:
    """Yield a stream for `git fast-import`: all files come first, then one line changes a commit."""
    for number in range(count):
        author = random.choice(_AUTHORS)
        when = _LAST_COMMIT - (count - 1 - number) * _HOURS_BETWEEN * 3600
        who = f"{author} <{author.lower()}@acme.example> {when} +0000"
        yield f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode()
        yield _data(f"fix: {_prose(random, 6)}\n")
        changed = files if number == 0 else {"CHANGELOG.md": f"{files['CHANGELOG.md']}- change {number}\n"}
        for path, content in changed.items():
            yield f"M 100644 inline {path}\n".encode() + _data(content)
    yield b"reset refs/tags/v1.2.3\nfrom refs/heads/main\n\n"


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%s\n" % (len(content), content)


def policy(path: Path, rules: int) -> Path:
    """Write a policy with so many rules, of all forms."""
    entries = "".join(_rule(number) for number in range(rules))
    path.write_text(
        'policy: large\ntitle: A large policy\nversion: "1"\nlevels: [bronze, silver, gold]\n'
        f"objectives:\n  - {{id: trust, title: Trust, weight: 3}}\nrules:\n{entries}",
        encoding="utf-8",
    )
    return path


def _rule(number: int) -> str:
    asserted = (
        "has_file('README*') && size_of('README.md') > params.bytes",
        "count('docs/**') >= params.bytes || repo.archived",
        "grep('src/**/*.py', 'eval').size() <= params.bytes",
    )[number % 3]
    return f"""\
  - id: large/rule-{number}
    title: Rule number {number} holds
    why: Somebody is responsible for number {number} and wants to know whether it holds.
    severity: {("high", "medium", "low")[number % 3]}
    level: {("bronze", "silver", "gold")[number % 3]}
    objective: trust
    when: "!repo.archived"
    assert: {asserted}
    params: {{bytes: {number}}}
    expect: "at least {{params.bytes}}"
    fix: {{text: "Write more of number {number}.", effort: low}}
    maps: {{osps: {{OSPS-DO-01.01: partial}}}}
    links: ["https://acme.example/standards/{number}"]
"""


if __name__ == "__main__":
    _make(Path(sys.argv[1]), *map(int, sys.argv[2:]))
