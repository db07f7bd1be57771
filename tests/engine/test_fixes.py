"""Fixes in the words of the ecosystem that a result is about."""

import re
from datetime import date
from pathlib import Path

import pytest

from checker.app.policies.compile_plan import prepare
from checker.ecosystems.catalog import catalog
from checker.engine.fixes import EcosystemFix, spoken
from checker.model.facts import Facts
from checker.model.policy import Fix
from checker.model.result import Finding

FIX = Fix("Commit a lock file.", "low")
KNOWN = (
    EcosystemFix("dotnet", ".NET", "dotnet restore", ("*.csproj", "packages.config")),
    EcosystemFix("javascript", "JavaScript", "npm install", ("package.json",)),
)


def text(*paths: str, main: str = "") -> str:
    facts = Facts({"languages.ecosystem": main} if main else {})
    return spoken(FIX, KNOWN, [Finding(path=path, message="x") for path in paths], facts).text


def test_the_main_ecosystem_speaks_where_no_finding_does() -> None:
    """The effort stays what the rule says."""
    assert text(main="dotnet") == "dotnet restore"
    assert spoken(FIX, KNOWN, (), Facts({"languages.ecosystem": "dotnet"})).effort == "low"


def test_the_manifest_of_a_finding_goes_before_the_main_ecosystem() -> None:
    """A web page of a .NET product is mended by npm."""
    assert text("web/package.json", main="dotnet") == "npm install"
    assert text("docs/package.json.md", main="dotnet") == "dotnet restore"


def test_findings_in_several_ecosystems_name_each() -> None:
    """Whoever reads it sees which is which."""
    assert text("a/A.csproj", "web/package.json") == ".NET: dotnet restore JavaScript: npm install"


@pytest.mark.parametrize("main", ["", "erlang"])
def test_the_general_text_stands_for_all_others(main: str) -> None:
    """Nothing is made up."""
    assert text("README.md", main=main) == FIX.text
    assert spoken(FIX, (), (), Facts({"languages.ecosystem": "dotnet"})) is FIX


def test_rules_of_our_packs_know_the_ecosystems_and_own_rules_do_not(tmp_path: Path) -> None:
    """Who writes a rule writes its fix, whatever its id is."""
    plan = prepare(["testing"], tmp_path, date(2026, 11, 1))
    assert {"dotnet", "python"} <= {each.ecosystem for each in plan.fixes["testing/tests-exist"]}
    assert "languages.ecosystem" in plan.wanted
    rule = "{id: testing/tests-exist, title: T, why: W, severity: low, assert: 'true', fix: {text: Ours}}"
    (tmp_path / "own.yml").write_text(f"policy: own\nrules:\n- {rule}\n")
    assert not prepare([str(tmp_path / "own.yml")], tmp_path, date(2026, 11, 1)).fixes


def test_fixes_are_of_rules_that_there_are() -> None:
    """A renamed rule must not lose its words silently."""
    plan = prepare(["baseline"], Path.cwd(), date(2026, 11, 1))
    rules = {rule.id for rule in plan.policy.rules}
    assert {rule for each in catalog().ecosystems for rule in each.fixes} <= rules


DEPENDABOT = frozenset(
    [
        "bazel",
        "bun",
        "bundler",
        "cargo",
        "composer",
        "conda",
        "deno",
        "devcontainers",
        "docker",
        "docker-compose",
        "dotnet-sdk",
        "elm",
        "github-actions",
        "gitsubmodule",
        "gomod",
        "gradle",
        "helm",
        "julia",
        "maven",
        "mix",
        "npm",
        "nuget",
        "opentofu",
        "pip",
        "pre-commit",
        "pub",
        "rust-toolchain",
        "swift",
        "terraform",
        "uv",
        "vcpkg",
    ]
)
"""What GitHub's page on supported ecosystems lists (November 2026)."""


def test_nobody_is_told_to_add_what_dependabot_does_not_know() -> None:
    """Where Dependabot has no name for the packages, the fix names another way."""
    for each in catalog().ecosystems:
        text = each.fixes.get("deps/update-tool", "")
        entries = re.findall(r"package-ecosystem: ([\w-]+)", text)
        assert set(entries) <= DEPENDABOT, each.ecosystem
        known = ("Dependabot", "Renovate", "renovate.json", "No update bot")
        assert not text or entries or any(word in text for word in known), each.ecosystem
