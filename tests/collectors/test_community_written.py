"""Which page speaks of dependencies, of secrets, of verifying a release."""

from datetime import UTC, datetime

import pytest

from checker.collectors import Checkout, community
from checker.collectors.community import written
from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.tree import TreeEntry

HEADING = "# Guide\n## Dependencies\nAsk first.\n"


def value(files: dict[str, str], fact: str) -> object:
    checkout = Checkout(
        Repository("x", "x"), Files(MemoryTree(files)), None, datetime(2026, 11, 1, tzinfo=UTC)
    )
    return community.collect(checkout, written.FACTS).values[f"community.{fact}"]


@pytest.mark.parametrize(
    ("files", "page"),
    [
        ({"CONTRIBUTING.md": "Adding a new dependency needs two approvals.\n"}, "CONTRIBUTING.md"),
        ({"CONTRIBUTING.md": HEADING}, "CONTRIBUTING.md"),
        ({"docs/contributing.rst": "Dependencies\n------------\n\nAsk.\n"}, "docs/contributing.rst"),
        ({"SECURITY.md": "We scan dependencies every day.\n"}, "SECURITY.md"),
        (
            {
                "docs/dependency-policy.md": "One package is as good as any other, if it is alive and small enough."
            },
            "docs/dependency-policy.md",
        ),
        ({"deps/README.md": "How to upgrade the above dependencies\n"}, "deps/README.md"),
        ({"CONTRIBUTING.md": "Please avoid adding third-party dependencies.\n"}, "CONTRIBUTING.md"),
        ({"CONTRIBUTING.md": "Dependabot opens pull requests that update what we use.\n"}, "CONTRIBUTING.md"),
        (
            {
                "docs/policies.md": "Vulnerable code is mended: we fix vulnerabilities in dependencies in 30 days.\n"
            },
            "docs/policies.md",
        ),
        ({"README.md": "# A\n## Dependency policy\nNew ones are reviewed.\n"}, "README.md"),
        ({"docs/dependency-injection.md": "# Dependency injection\nHow to inject.\n"}, ""),
        (
            {
                "docs/development/dependency-injection.md": "# Dependency injection\nDependencies are resolved by the container.\n"
            },
            "",
        ),
        (
            {"README.md": "* `extra` suggests replacements which introduce a dependency on that library.\n"},
            "",
        ),
        (
            {
                "CONTRIBUTING.md": "The module graph shows each dependency of a task.\n## Dependencies\n- Node 18\n"
            },
            "",
        ),
        ({"SECURITY.md": "Problems of third-party dependencies go to their authors.\n"}, ""),
        ({"docs/dependencies.md": ""}, ""),
        ({"README.md": HEADING}, ""),
        ({"CONTRIBUTING.md": "Install the dependencies with `npm ci`.\n"}, ""),
        ({"src/CONTRIBUTING.md": HEADING, "docs/release-notes.md": "Bump dependencies.\n"}, ""),
    ],
)
def test_how_dependencies_are_chosen(files: dict[str, str], page: str) -> None:
    """A heading of a guide, or words on choosing, updating or checking; not how to install them."""
    assert value(files, "dependency_policy") == page


@pytest.mark.parametrize(
    ("files", "page"),
    [
        ({"SECURITY.md": "Publish tokens are rotated every quarter.\n"}, "SECURITY.md"),
        ({"CONTRIBUTING.md": "Never commit credentials.\n"}, "CONTRIBUTING.md"),
        ({"docs/operations/runbook.md": "## Secrets\nIn the vault.\n"}, "docs/operations/runbook.md"),
        ({"README.md": "Your password is stored as a hash.\n"}, ""),
        ({"docs/reference/security/auth.md": "The token must not be empty; passwords are stored.\n"}, ""),
        ({"SECURITY.md": "Mail us.\n"}, ""),
        ({"MAINTAINERS.md": "Secrets are kept in 1Password.\n"}, "MAINTAINERS.md"),
        (
            {
                "docs/developer/implementation.md": "# Secrets\nSecrets are handled by the SecretSource class.\nSecrets are stored in a map.\n"
            },
            "",
        ),
        (
            {
                "docs/contributing/secrets.md": "# Secrets\nSecrets are stored in a map and handled by a class.\n"
            },
            "",
        ),
        ({"SECURITY.md": "Users' passwords are hashed. Report leaked tokens to us.\n"}, ""),
        ({"CONTRIBUTING.md": "Add an API key to try the client.\n"}, ""),
    ],
)
def test_how_secrets_are_kept(files: dict[str, str], page: str) -> None:
    """In a guide, the security policy or a runbook; not in what describes the product."""
    assert value(files, "secrets_policy") == page


@pytest.mark.parametrize(
    ("files", "page"),
    [
        ({"README.md": "Run `gh attestation verify x -o acme`.\n"}, "README.md"),
        ({"docs/verification.md": "Verify the signature with our key.\n"}, "docs/verification.md"),
        ({"SECURITY.md": "Signatures can be verified with cosign.\n"}, "SECURITY.md"),
        ({"README.md": "```\nsha256sum --check SHA256SUMS\n```\n"}, "README.md"),
        ({"docs/design.md": "Verify the signature of a function.\n"}, ""),
        ({"README.md": "CI verifies releases on three systems. Check the signature of `f`.\n"}, ""),
        ({"README.md": "We verify that it works.\n", "docs/usage.md": "cosign verify x\n"}, ""),
    ],
)
def test_how_to_verify_a_release(files: dict[str, str], page: str) -> None:
    """By a command, or words on signatures, where users look for them."""
    assert value(files, "verification") == page


def test_only_what_is_wanted_is_read() -> None:
    assert written.facts(Files(MemoryTree({"README.md": "x"})), frozenset()).values == {}


class _Unreadable(MemoryTree):
    def read(self, entry: TreeEntry) -> bytes:
        if entry.path == "SECURITY.md":
            raise Unobserved(entry.path, "is not in this clone")
        return super().read(entry)


def test_an_unreadable_page_may_be_the_one() -> None:
    """Unless another one says it."""
    wanted = frozenset(("community.secrets_policy",))
    alone = written.facts(Files(_Unreadable({"SECURITY.md": "x"})), wanted)
    assert alone.problem("community.secrets_policy") is not None
    other = written.facts(
        Files(_Unreadable({"SECURITY.md": "x", "CONTRIBUTING.md": "Rotate secrets."})), wanted
    )
    assert other.values["community.secrets_policy"] == "CONTRIBUTING.md"
