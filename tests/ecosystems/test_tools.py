"""Tools, publishers, harmless commands and known actions of all ecosystem files, and what command lines they name."""

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.documents import yaml
from checker.ecosystems.catalog import catalog
from checker.ecosystems.schema import KnownActions
from checker.word_lists import wordset
from tests.tables import every

_LINES: Any = yaml.parse((Path(__file__).parent / "command_lines.yml").read_text()).data
_JOINED = re.compile(r"\s(?:&&|\|\|?|;)\s")


def _publishers() -> list[Any]:
    return [publisher for ecosystem in catalog().ecosystems for publisher in ecosystem.publish]


def _patterns() -> Iterator[str]:
    for tool in catalog().tools.values():
        yield from tool.commands
    for publisher in _publishers():
        yield from publisher.commands
    for ecosystem in catalog().ecosystems:
        yield from ecosystem.harmless


def _twice(names: Iterator[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


@pytest.mark.parametrize("kind", ["commands", "actions", "steps", "hooks"])
def test_nothing_names_two_tools(kind):
    assert _twice(name for tool in catalog().tools.values() for name in getattr(tool, kind)) == []


@pytest.mark.parametrize("kind", ["commands", "actions", "steps"])
def test_nothing_names_two_publishers(kind):
    assert _twice(name for publisher in _publishers() for name in getattr(publisher, kind)) == []


def test_every_pattern_begins_with_a_program():
    # A folder, a version or an ending is no part of a program's bare name, nor is an option.
    wrong = [
        pattern
        for pattern in _patterns()
        if pattern.split()[0].startswith(("-", "*", "./")) or pattern.split()[0].endswith((".exe", ".bat"))
    ]
    assert wrong == []
    assert [pattern for pattern in _patterns() if pattern != " ".join(pattern.split())] == []


def test_names_of_actions_and_steps_are_in_lower_case():
    names = [name for tool in catalog().tools.values() for name in (*tool.actions, *tool.steps)]
    names += [name for publisher in _publishers() for name in (*publisher.actions, *publisher.steps)]
    names += [*catalog().actions.harmless, *catalog().actions.commands]
    assert [name for name in names if name != name.lower() or " " in name] == []


def test_tools_that_never_fail_need_no_option_that_swallows():
    assert [name for name, tool in catalog().tools.items() if "never" in tool.strict and tool.lenient] == []


def test_tools_that_rules_ask_for_are_known():
    asked = wordset(
        """
        pytest ruff ruff-format black flake8 pylint yapf autopep8 mypy pyright basedpyright ty pyrefly pyre
        golangci-lint staticcheck revive govulncheck osv-scanner clippy rustfmt cargo-audit cargo-deny cargo-vet
        npm-audit pip-audit safety dependency-review bundler-audit trivy grype snyk docker-scout clair anchore
        checkov tfsec kics terrascan kube-linter kubescape conftest terraform-fmt terraform-validate
        gitleaks trufflehog detect-secrets ggshield talisman codeql semgrep sonar bandit gosec brakeman psalm
        codecov coveralls zizmor actionlint fuzzing
    """
    )
    assert asked - catalog().tools.keys() == set()


def test_known_actions_are_dated():
    actions = catalog().actions
    assert isinstance(actions, KnownActions)
    assert date(2026, 1, 1) < actions.as_of
    assert len(actions.harmless) + len(actions.commands) > 400
    assert _twice(iter(actions.harmless)) == []


@pytest.mark.parametrize("registry", ["pypi", "npm", "jsr", "crates", "rubygems", "nuget", "hex", "pub.dev"])
def test_registries_with_trusted_publishing(registry):
    found = [publisher for publisher in _publishers() if publisher.registry == registry]
    assert found
    assert all(publisher.trusted for publisher in found)


@pytest.mark.parametrize("registry", ["maven", "cocoapods", "clojars", "galaxy", "psgallery"])
def test_registries_without_trusted_publishing(registry):
    found = [publisher for publisher in _publishers() if publisher.registry == registry]
    assert found
    assert not any(publisher.trusted for publisher in found)


class _Line:
    """What the matcher of CI's commands makes of one line."""

    def __init__(self, line: str) -> None:
        matching = pytest.importorskip("checker.ci.matching")
        wrappers = pytest.importorskip("checker.ci.wrappers")
        known = matching.known()
        commands = [
            inner for part in _JOINED.split(line) for inner in wrappers.inner(shlex.split(part)) if inner
        ]
        self.tools = {match.name: match for words in commands for match in known.tool_matches(words)}
        self.registries = {each.registry for words in commands for each in known.publishers_in(words)}
        self.harmless = any(known.is_harmless(words) for words in commands)


@every(
    ("tool", "outcome", "line"),
    [
        (entry["tool"], outcome, line)
        for entry in _LINES["tools"]
        for outcome in ("enforced", "lenient", "idle")
        for line in entry.get(outcome, ())
    ],
)
def test_lines_that_run_a_tool(tool, outcome, line):
    found = _Line(line).tools
    assert tool in found
    match = found[tool]
    assert ("idle" if match.idle else "lenient" if match.lenient else "enforced") == outcome


@every(("entry",), [(entry,) for entry in _LINES["tools"]])
def test_what_tools_check(entry):
    assert list(catalog().tools[entry["tool"]].checks) == entry["checks"]


@every(
    ("registry", "line"),
    [(registry, line) for registry, lines in _LINES["publish"].items() for line in lines],
)
def test_lines_that_publish(registry, line):
    assert registry in _Line(line).registries


@every(("line",), [(line,) for line in _LINES["rehearsed"]])
def test_lines_that_only_rehearse_publishing(line):
    assert _Line(line).registries == set()


@every(("line",), [(line,) for line in _LINES["harmless"]])
def test_lines_that_do_no_harm(line):
    found = _Line(line)
    assert found.harmless
    assert found.registries == set()
    assert all(match.idle for match in found.tools.values())


@every(("line",), [(line,) for line in _LINES["unknown"]])
def test_lines_that_only_the_repository_explains(line):
    found = _Line(line)
    assert not found.tools
    assert not found.registries
    assert not found.harmless
