"""Facts about CODEOWNERS."""

from datetime import UTC, datetime

from checker.collectors import Checkout, codeowners
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

WANTED = frozenset(spec.path for spec in codeowners.FACTS)


def collect(files: dict[str, str], web: str = "", modes: dict[str, int] | None = None) -> Facts:
    tree = Files(MemoryTree(files, modes))
    checkout = Checkout(Repository("x", "x", web=web), tree, None, datetime(2026, 11, 1, tzinfo=UTC))
    return codeowners.collect(checkout, WANTED)


def test_no_file_is_known_absence() -> None:
    """Everything is empty and nothing is unknown."""
    facts = collect({"a": ""})
    assert facts.values == {
        "codeowners.path": "",
        "codeowners.rules": 0,
        "codeowners.owners": [],
        "codeowners.unowned": [],
        "codeowners.errors": [],
    }
    assert not facts.problems


def test_rules_owners_and_errors_are_told_apart() -> None:
    """A broken line is an error record with its place; the others count."""
    facts = collect({".github/CODEOWNERS": "* @b @a\n/docs/\n!x @c\n"})
    assert facts.values["codeowners.rules"] == 1
    assert facts.values["codeowners.owners"] == ["@a", "@b"]
    assert facts.values["codeowners.unowned"] == ["/docs/"]
    errors = facts.values["codeowners.errors"]
    assert errors == [
        {"path": ".github/CODEOWNERS", "line": 3, "reason": "a pattern cannot be negated with !"}
    ]


def test_sections_are_errors_except_on_gitlab() -> None:
    """GitHub skips the line; GitLab groups by it."""
    files = {"CODEOWNERS": "[Docs]\n* @x\n"}
    assert collect(files, "https://github.com/a/b").values["codeowners.errors"] != []
    assert collect(files, "https://gitlab.com/a/b").values["codeowners.errors"] == []


def test_a_link_makes_everything_unknown() -> None:
    """The collector reports a problem instead of raising."""
    facts = collect({"CODEOWNERS": "x"}, modes={"CODEOWNERS": 0o120000})
    assert not facts.values
    assert facts.problem("codeowners.owners")


def test_the_owners_of_a_template_own_nothing() -> None:
    """Whoever copies one has still to name them."""
    facts = collect({".github/CODEOWNERS": "* @your-org/your-team @ada\n"})
    assert facts.values["codeowners.owners"] == ["@ada"]
