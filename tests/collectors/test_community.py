"""The files that tell people how to take part."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checker.collectors import Checkout, community
from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.model.tree import TreeEntry

WANTED = frozenset(spec.path for spec in community.FACTS)


def collect_tree(tree: MemoryTree) -> Facts:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return community.collect(Checkout(Repository("x", "x"), Files(tree), None, moment), WANTED)


def value(files: dict[str, str], fact: str) -> Any:
    return collect_tree(MemoryTree(files)).values[f"community.{fact}"]


def test_nothing_there_is_known_absence() -> None:
    """Every declared fact has its empty value."""
    facts = collect_tree(MemoryTree({"src/a.py": ""}))
    assert set(facts.values) == WANTED
    assert not any(facts.values.values())


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("CONTRIBUTING.md", "contributing"),
        (".github/contributing.rst", "contributing"),
        ("docs/dev/contributing.md", "contributing"),
        ("HACKING", "contributing"),
        ("CODE_OF_CONDUCT.md", "code_of_conduct"),
        ("docs/code-of-conduct.md", "code_of_conduct"),
        (".github/SECURITY.md", "security_policy"),
        ("SECURITY_CONTACTS", "security_policy"),
        (".well-known/security.txt", "security_policy"),
        ("SUPPORT.md", "support"),
        ("GOVERNANCE.md", "governance"),
        ("community/governance.md", "governance"),
        ("MAINTAINERS", "maintainers"),
        ("OWNERS_ALIASES", "maintainers"),
        ("CHANGES.rst", "changelog"),
        ("00-RELEASENOTES", "changelog"),
        ("docs/release-notes.md", "changelog"),
        ("packages/a/CHANGELOG.md", "changelog"),
        ("tokio/CHANGELOG.md", "changelog"),
        (".changeset/brave-cats.md", "changelog"),
        ("changelog.d/1.bugfix", "changelog"),
        ("docs/changelog/1.0.md", "changelog"),
        ("docs/security/threat-model.md", "threat_model"),
        ("SECURITY-INSIGHTS.yml", "security_insights"),
    ],
)
def test_files_are_found_where_forges_look(path: str, fact: str) -> None:
    """In any case, with any ending of a text."""
    assert value({path: "x"}, fact) == path


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("src/CONTRIBUTING.md", "contributing"),
        ("src/security.py", "security_policy"),
        ("tests/fixtures/SECURITY.md", "security_policy"),
        ("docs/a/b/security.md", "security_policy"),
        ("docs/releases.md", "changelog"),
        ("docs/developer/release.rst", "changelog"),
        ("src/history.py", "changelog"),
        ("vendor/x/CHANGELOG.md", "changelog"),
        ("node_modules/x/MAINTAINERS", "maintainers"),
    ],
)
def test_other_files_of_the_same_name_do_not_count(path: str, fact: str) -> None:
    """Code, vendored files and pages about something else."""
    assert value({path: "x"}, fact) == ""


def test_the_forges_folder_comes_first() -> None:
    """GitHub shows the one in .github."""
    assert value({"SECURITY.md": "", ".github/SECURITY.md": ""}, "security_policy") == ".github/SECURITY.md"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".github/ISSUE_TEMPLATE/bug.yml", True),
        (".github/issue_template.md", True),
        ("ISSUE_TEMPLATE.md", True),
        (".gitlab/issue_templates/bug.md", True),
        (".github/ISSUE_TEMPLATE/config.yml", False),
        ("src/issue_template.md", False),
    ],
)
def test_issue_templates(path: str, expected: bool) -> None:
    """The configuration of the chooser is no template."""
    assert value({path: "name: x\n"}, "issue_templates") == ([path] if expected else [])


@pytest.mark.parametrize(
    "path",
    [
        ".github/PULL_REQUEST_TEMPLATE.md",
        "pull_request_template.md",
        "docs/PULL_REQUEST_TEMPLATE/a.md",
        ".gitlab/merge_request_templates/a.md",
    ],
)
def test_pull_request_templates(path: str) -> None:
    """Every documented place counts."""
    assert value({path: ""}, "pr_templates") == [path]


def test_forms_without_what_github_requires_are_broken() -> None:
    """Each record leads to the form and says what is missing."""
    found = value(
        {
            ".github/ISSUE_TEMPLATE/a.yml": "name: a\ndescription: b\nbody: [{type: markdown}]\n",
            ".github/ISSUE_TEMPLATE/b.yml": "name: a\nbody: []\n",
            ".github/ISSUE_TEMPLATE/c.yml": "a: [\n",
            ".github/ISSUE_TEMPLATE/d.md": "no form",
        },
        "broken_forms",
    )
    assert [item["path"][-5:] for item in found] == ["b.yml", "c.yml"]
    assert found[0]["reason"] == "has no description and no body"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to security@example.org", True),
        ("Write to security [at] example [dot] org", True),
        ("See https://example.org/security", True),
        ("Please report privately: use private vulnerability reporting.", True),
        ("We take security seriously.", False),
    ],
)
def test_a_policy_needs_a_contact(text: str, expected: bool) -> None:
    """An address, a link or GitHub's form."""
    assert value({"SECURITY.md": text}, "security_contact") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You will hear from us within 48 hours.", True),
        ("within two (2) business days", True),
        ("We fix it in 90 days", True),
        ("We answer soon. Version 2 is supported.", False),
    ],
)
def test_a_response_time_is_a_number_of_hours_or_days(text: str, expected: bool) -> None:
    """A promise without a number is none."""
    assert value({"SECURITY.md": text}, "response_time") is expected


def test_words_of_policies() -> None:
    """Disclosure and supported versions are read from the policy."""
    files = {"SECURITY.md": "## Supported Versions\nWe disclose together.\n"}
    assert value(files, "disclosure") is True
    assert value(files, "supported_versions") is True
    assert value({"SUPPORT.md": "End-of-life is two years after release."}, "supported_versions") is True


def test_requirements_of_a_contribution_guide() -> None:
    """What it asks is named in a fixed order."""
    files = {"CONTRIBUTING.md": "Run the tests and the linter; sign off your commits (DCO)."}
    assert value(files, "requirements") == ["tests", "style", "sign-off"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* @a\n* @B and a@x.org\n* @b\n", 3),
        ("- Ada Lovelace\n- Alan Turing\n", 2),
        ("see https://github.com/ada", 1),
        ("To be decided", 0),
    ],
)
def test_people_are_counted_once(text: str, expected: int) -> None:
    """By handle, address or profile, else by the entries of a list."""
    assert value({"MAINTAINERS": text}, "people") == expected


def test_a_guide_in_several_pages_is_read_whole() -> None:
    """What the first page does not ask, the others may."""
    files = {"CONTRIBUTING.md": "Welcome!", "docs/contributing/pull-requests.md": "Every change is reviewed."}
    assert value(files, "requirements") == ["review"]


@pytest.mark.parametrize(
    ("path", "text", "fact", "unknown"),
    [
        ("CONTRIBUTING.md", "See [the guide](https://acme.example/contributing).", "requirements", True),
        ("CONTRIBUTING.md", "No [robots](https://acme.example/robots).", "requirements", False),
        ("SECURITY.md", "See https://acme.example/security", "response_time", True),
        ("SECURITY.md", "See https://github.com/a/b/security", "response_time", False),
        ("SECURITY.md", "[Us](mailto:security@acme.example)", "response_time", False),
        ("SECURITY.md", "See https://acme.example/security" + " more" * 600, "response_time", False),
    ],
)
def test_a_note_that_leads_elsewhere_hides_what_is_there(
    path: str, text: str, fact: str, unknown: bool
) -> None:
    """Other sites are not read, so nothing is said about them."""
    facts = collect_tree(MemoryTree({path: text}))
    assert bool(facts.problem(f"community.{fact}")) is unknown


def test_authors_count_when_they_say_who_maintains() -> None:
    """A list of everybody who ever helped names no role."""
    assert value({"AUTHORS": "Maintainers:\n- Ada\n- Alan\n"}, "people") == 2
    assert value({"AUTHORS": "- Ada\n- Alan\n"}, "people") == 0


def test_a_policy_may_hold_the_threat_model() -> None:
    """A section is as good as a file."""
    assert value({"SECURITY.md": "## Threat model\n"}, "threat_model") == "SECURITY.md"
    assert value({"docs/x-security-audit-2023.pdf": "x"}, "threat_model") == "docs/x-security-audit-2023.pdf"


class Unreadable(MemoryTree):
    """A tree none of whose objects is there."""

    def read(self, entry: TreeEntry) -> bytes:
        raise Unobserved(entry.path, "gone")


def test_what_cannot_be_read_is_unknown_but_the_place_is_known() -> None:
    """Missing objects hide contents only."""
    facts = collect_tree(Unreadable({"SECURITY.md": "x", ".github/ISSUE_TEMPLATE/a.yml": ""}))
    assert facts.values["community.security_policy"] == "SECURITY.md"
    assert facts.problem("community.security_contact")
    assert facts.problem("community.broken_forms")


def test_a_link_is_found_and_its_content_unknown() -> None:
    """Links are never followed."""
    facts = collect_tree(MemoryTree({"SECURITY.md": "docs/x"}, {"SECURITY.md": 0o120000}))
    assert facts.values["community.security_policy"] == "SECURITY.md"
    assert facts.problem("community.security_contact")


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({".vex/2026.openvex.json": "{}"}, ".vex/2026.openvex.json"),
        ({"vex/cve.json": "{}"}, "vex/cve.json"),
        ({"docs/security/advisories/2026-01.md": "x"}, "docs/security/advisories/2026-01.md"),
        ({"SECURITY-ADVISORIES.md": "x"}, "SECURITY-ADVISORIES.md"),
        ({"CHANGELOG.md": "Fixes CVE-2026-12345.\n"}, "CHANGELOG.md"),
        ({"CHANGELOG.md": "Fixes GHSA-2345-cfgh-6789.\n"}, "CHANGELOG.md"),
        ({"CHANGELOG.md": "Fixes a bug.\n"}, ""),
        ({"SECURITY.md": "We publish GitHub Security Advisories.\n"}, "SECURITY.md"),
        ({"SECURITY.md": "Mail us.\n"}, ""),
        ({"src/advisories.md": "x", "pkg/testdata/x.vex.json": "{}"}, ""),
    ],
)
def test_where_vulnerabilities_are_published(files: dict[str, str], where: str) -> None:
    """A statement, a page, a log with numbers, or the policy that says where."""
    assert value(files, "advisories") == where


def test_a_policy_elsewhere_may_say_where() -> None:
    """What it says cannot be seen, so nothing is known."""
    facts = collect_tree(MemoryTree({"SECURITY.md": "See https://acme.org/security.\n"}))
    assert facts.problem("community.advisories") is not None
    known = collect_tree(MemoryTree({"SECURITY.md": "See https://acme.org/security.\n", "CVES.md": "x"}))
    assert known.values["community.advisories"] == "CVES.md"


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("GOVERNANCE.md", "Reviewers who were active for a year may become maintainers.\n", True),
        ("docs/CONTRIBUTOR_LADDER.md", "They are nominated by a maintainer.\n", True),
        ("MAINTAINERS.md", "Commit access is revoked after a year.\n", True),
        ("community/roles.md", "Emeritus maintainers keep their name here.\n", True),
        ("GOVERNANCE.md", "The maintainers decide.\n", False),
        ("CONTRIBUTING.md", "Our team will review the new code.\n", False),
        ("src/governance.md", "Maintainers are elected.\n", False),
    ],
)
def test_how_people_get_more_rights(path: str, text: str, said: bool) -> None:
    """A role and how it is got or lost, on one line of a page about people."""
    assert value({path: text}, "promotion") is said
