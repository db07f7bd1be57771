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


def collect_tree(tree: MemoryTree, identity: str = "x") -> Facts:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return community.collect(Checkout(Repository(identity, identity), Files(tree), None, moment), WANTED)


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
    assert value({"SECURITY.md": "x", ".github/SECURITY.md": "x"}, "security_policy") == ".github/SECURITY.md"


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
    assert value({path: "x"}, "pr_templates") == [path]


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
        ("We respond within two (2) business days.", True),
        ("Response time: 3 working days", True),
        ("Reports are\nacknowledged\nwithin\n5 days", True),
        ("Version 2 is supported for 12 months.", False),
        ("Tokens expire after 30 days.", False),
        ("We fix it in 90 days", True),
        ("Please give us at least 90 days to work on a fix before public exposure.", True),
        ("Wait 90 days before you upgrade.", False),
        ("We answer soon. Version 2 is supported.", False),
    ],
)
def test_a_response_time_is_a_number_of_hours_or_days(text: str, expected: bool) -> None:
    """A promise without a number is none."""
    assert value({"SECURITY.md": text}, "response_time") is expected


def test_words_of_policies() -> None:
    """Disclosure and supported versions are read from the policy."""
    files = {"SECURITY.md": "## Supported Versions\n| 2.x | yes |\n\nWe disclose together.\n"}
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
        ("approvers:\n- spf13\n- johnSchnake\n", 2),
        ("- tests\n- Overview\n- release\n", 0),
        ("| Name | Handle |\n|---|---|\n| Ada van Example | @ada |\n", 2),
        ("# Guide\n- `tools/gen.py` makes `a.c`\n- Release Manager: releases\n- Pull Requests\n", 0),
        ("- Review each change\n- Merge after Two Approvals\n", 0),
        ("Depends on `@angular/core`; see a@{version}", 0),
    ],
)
def test_people_are_counted_once(text: str, expected: int) -> None:
    """By handle, address, profile or full name; what a guide for maintainers lists is nobody."""
    assert value({"MAINTAINERS": text}, "people") == expected


def test_a_team_may_be_set_as_code() -> None:
    """Its name is a handle all the same."""
    assert value({"MAINTAINERS.md": "| The team | `@acme/maintainers` |\n"}, "people") == 1


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
        ("SECURITY.md", "Use the [security contact](https://acme.example/security).", "response_time", False),
        ("SECURITY.md", "See [our policy](https://acme.example/security).", "response_time", True),
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
    assert value({"AUTHORS": "Maintainers:\n- Ada Lovelace\n- Alan Turing\n"}, "people") == 2
    assert value({"AUTHORS": "- Ada Lovelace\n- Alan Turing\n"}, "people") == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Original Author:\n- [Ada](https://a.example)\n\nCurrent Maintainer:\n- [Alan Turing](https://a.example)\n\nContributors:\n* [Grace Hopper](https://a.example)\n", 1),
        ("# Contributors\n## Maintainers\n- Ada Lovelace\n- Alan Turing\n## Others\n- Grace Hopper\n", 2),
        ("# Contributors\nThe maintainers thank:\n- Ada Lovelace\n- Alan Turing\n", 0),
        ("# Contributors\n- Ada Lovelace\n", 0),
    ],
)  # fmt: skip
def test_a_list_of_contributors_may_name_maintainers_among_them(text: str, number: int) -> None:
    assert value({"CONTRIBUTORS.md": text}, "people") == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "# Maintainer's guide\n## Decisions\nDecisions are made by consensus.\n",
            "docs/maintainers_guide.md",
        ),
        ("# Maintainer's guide\n## Reviews\nKeep it compatible.\n## Releases\nTag it.\n", ""),
    ],
)
def test_a_guide_for_maintainers_is_governance_if_it_says_who_decides(text: str, found: str) -> None:
    assert value({"docs/maintainers_guide.md": text}, "governance") == found


def test_a_policy_may_hold_the_threat_model() -> None:
    """A section is as good as a file."""
    assert value({"SECURITY.md": "## Threat model\nPirates.\n"}, "threat_model") == "SECURITY.md"
    assert value({"docs/x-security-audit-2023.pdf": "x"}, "threat_model") == "docs/x-security-audit-2023.pdf"


class Unreadable(MemoryTree):
    """A tree none of whose objects is there."""

    def read(self, entry: TreeEntry) -> bytes:
        raise Unobserved(entry.path, "gone")


def test_what_cannot_be_read_is_unknown_but_the_place_is_known() -> None:
    """Missing objects hide contents only."""
    facts = collect_tree(Unreadable({"SECURITY.md": "x", ".github/ISSUE_TEMPLATE/a.yml": "x"}))
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


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("CHANGES.rst", "1.0 (2026-01-01)\n"),
        ("NEWS.md", "# harbour 1.2\n"),
        ("HISTORY.md", "## Unreleased\n"),
        ("docs/changes/1.2.md", "x"),
        ("docs/changes/cranes.md", "## 1.2.0\n"),
        ("releases/v1.md", "x"),
        ("changelogs/fragments/7-cranes.yml", "x"),
    ],
)
def test_logs_of_changes(path: str, text: str) -> None:
    """By a name that says so, else by versions or dates."""
    assert value({path: text}, "changelog") == path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/changes/cache-proposal.md", "# Why the cache moves\nA proposal.\n"),
        ("docs/changes/README.md.draft", "x"),
        ("changelog/README.md", "How the viewer of changes works.\n"),
        ("releases/process.md", "# How we release\n"),
        ("docs/history.md", "# How the harbour was built\nBy dredging.\n"),
        ("NEWS.md", "We moved.\n"),
        ("CHANGELOG.md", ""),
    ],
)
def test_pages_about_changes_that_are_no_log(path: str, text: str) -> None:
    """Proposals, stories and empty files tell nobody what a release changed."""
    assert value({path: text}, "changelog") == ""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "SECURITY.md",
            "## Supported versions\nOnly the greatest published version will be supported.\n",
            True,
        ),
        ("SECURITY.md", "Only the latest minor release receives security fixes.\n", True),
        ("SECURITY.md", "Security patches are provided for the last two major versions.\n", True),
        ("docs/support-policy.md", "| 2.x | until 2027-01 | security fixes |\n", True),
        ("docs/releases.md", "## Supported Versions\n- 5.0 gets patches\n", True),
        ("docs/releases.md", "# Releases\n- 5.0 fixes bugs\n", False),
        ("SUPPORT.md", "# Support\n## Release support\n2.x is maintained until 2027.\n", True),
        ("SECURITY.md", "Please test with the latest version before you report.\n", False),
        ("SECURITY.md", "TLS 1.2 is supported; end-of-line markers are kept.\n", False),
        ("SUPPORT.md", "Python 3.9 is supported until 2025.\n", False),
        ("SUPPORT.md", "All default options are supported.\n", False),
    ],
)
def test_supported_versions_are_stated(path: str, text: str, expected: bool) -> None:
    """Own versions that get fixes, or dates; not what it runs on."""
    assert value({path: text}, "supported_versions") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Everybody may send information. Have a preview.", []),
        ("Enter commit.", []),
        (
            "Code must be formatted with the formatter; commit messages follow a convention.",
            ["style", "commits"],
        ),
        ("Two maintainers approve each change.", ["review"]),
    ],
)
def test_requirements_are_whole_words(text: str, expected: list[str]) -> None:
    """`information` holds no format, and `preview` no review."""
    assert value({"CONTRIBUTING.md": text}, "requirements") == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "DESCRIPTION",
            'Authors@R: c(person("Ada", "Example", role = c("aut", "cre")), person("B", "C", role = "ctb"))\n',
        ),
        ("DESCRIPTION", "Maintainer: Ada Example <ada@example.org>\n"),
        ("crane.cabal", "name: crane\nmaintainer: ada@example.org\n"),
        ("crane.opam", 'maintainer: "Ada Example"\n'),
        ("dune-project", '(maintainers "Ada Example")\n'),
        ("pom.xml", "<developers><developer><id>ada</id><name>Ada</name></developer></developers>"),
        ("crane.gemspec", "s.authors = ['Ada Example']\n"),
        ("pyproject.toml", '[project]\nmaintainers = [{name = "Ada Example", email = "a@b.org"}]\n'),
        ("setup.cfg", "[metadata]\nmaintainer = Ada Example\n"),
        ("package.json", '{"maintainers": ["Ada Example <a@b.org>"]}'),
        ("Cargo.toml", '[package]\nauthors = ["Ada Example"]\n'),
        ("composer.json", '{"authors": [{"name": "Ada Example", "role": "Maintainer"}]}'),
        ("charts/crane/Chart.yaml", "maintainers: [{name: ada}]\n"),
        ("Makefile.PL", "WriteMakefile(AUTHOR => 'Ada Example <a@b.org>');\n"),
        ("Build.PL", "Module::Build->new(dist_author => ['Ada Example <a@b.org>']);\n"),
        ("dist.ini", "author = Ada Example <a@b.org>\n"),
        ("galaxy.yml", "authors: [Ada Example (@ada)]\n"),
        ("meta/main.yml", "galaxy_info: {author: ada}\n"),
        ("Project.toml", 'authors = ["Ada Example <a@b.org>"]\n'),
        ("crane.nimble", 'author = "Ada Example"\n'),
        (
            "src/Crane.csproj",
            "<Project><PropertyGroup><Authors>Ada Example</Authors></PropertyGroup></Project>",
        ),
        ("Crane.podspec", "s.author = { 'Ada Example' => 'a@b.org' }\n"),
    ],
)
def test_manifests_name_who_maintains(path: str, text: str) -> None:
    """Registries demand it, so it stands there and nowhere else."""
    assert value({path: text}, "people") == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("DESCRIPTION", 'Authors@R: person("Ada", "Example", role = "aut")\n'),
        ("pyproject.toml", '[project]\nauthors = [{name = "The Crane Authors"}]\n'),
        ("package.json", '{"author": "Your Name"}'),
        ("package.json", '{"name": "crane", "contributors": []}'),
        ("meta/main.yml", "galaxy_info: {author: your name}\n"),
        ("tests/fixtures/a.gemspec", "s.authors = ['Ada Example']\n"),
        ("crane.cabal", "maintainer:\nname: crane\n"),
    ],
)
def test_manifests_that_name_nobody(path: str, text: str) -> None:
    """Groups without a name, placeholders and other packages."""
    assert value({path: text}, "people") == 0


@pytest.mark.parametrize(
    ("path", "text", "governed"),
    [
        ("PROCESSES.md", "Admins are elected by a majority vote of the maintainers.\n", True),
        ("CONTRIBUTING.md", "Decisions are made by lazy consensus.\n", True),
        ("CONTRIBUTING.md", "Upvote the issue with a reaction. Decide on a name.\n", False),
    ],
)
def test_governance_may_be_stated_elsewhere(path: str, text: str, governed: bool) -> None:
    """A sentence on how decisions are made."""
    assert value({path: text}, "governance") == (path if governed else "")


def test_a_page_in_another_language_is_not_understood() -> None:
    """It may say everything, in words that are not known here."""
    german = "Die Betreuer sind unten genannt, und wir bitten darum, Fehler nicht im Tracker zu melden, der für alle ist."
    facts = collect_tree(MemoryTree({"SECURITY.md": german, "MAINTAINERS.md": german}))
    for name in ("security_contact", "disclosure", "response_time", "supported_versions", "governance"):
        assert facts.problem(f"community.{name}"), name


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md", "SUPPORT.md"])
@pytest.mark.parametrize("text", ["TODO\n", "# X\n"])
def test_a_page_still_to_be_written_is_none(name: str, text: str) -> None:
    """A heading, or a note, says nothing to anybody."""
    values = collect_tree(MemoryTree({name: text})).values
    kinds = ("contributing", "code_of_conduct", "changelog", "support")
    assert not any(values[f"community.{fact}"] for fact in kinds)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"README.md": "# X\n## Changelog\n### 1.0.0\n- Lifts\n"}, "README.md"),
        ({"README.md": "# X\n## History\nTwo friends met.\n"}, ""),
        ({"inst/NEWS.Rd": "\\section{Changes in version 1.0.0}{x}"}, "inst/NEWS.Rd"),
    ],
)
def test_logs_of_changes_elsewhere(files: dict[str, str], expected: str) -> None:
    """In the README, and where R looks for them."""
    assert value(files, "changelog") == expected


def test_the_template_of_a_security_policy_states_no_versions() -> None:
    """Its versions are examples until somebody fills it in."""
    text = (
        "# Security Policy\n\n## Supported Versions\n\nUse this section to tell people about which versions of "
        "your project are\ncurrently being supported with security updates.\n\n| Version | Supported |\n"
        "| --- | --- |\n| 5.1.x | :white_check_mark: |\n"
    )
    assert value({"SECURITY.md": text}, "supported_versions") is False
    filled = text.replace("Use this section to tell people about which versions", "These are the versions")
    assert value({"SECURITY.md": filled}, "supported_versions") is True


@pytest.mark.parametrize("name", ["@your-username", "@TODO", "@your-org/your-team", "you@example.com"])
def test_placeholders_are_nobody(name: str) -> None:
    """What a template holds names no person."""
    assert value({"MAINTAINERS.md": f"# Maintainers\n\n- {name}\n"}, "people") == 0


def test_tables_without_borders_name_people() -> None:
    """As reStructuredText writes them."""
    table = "===========  =========\nName         Part\n===========  =========\nAda Example  releases\n"
    assert (
        value({"MAINTAINERS.rst": f"Maintainers\n===========\n\n{table}===========  =========\n"}, "people")
        == 1
    )


def test_the_readme_of_a_wordpress_plugin_holds_its_log() -> None:
    """It marks sections with more signs than what is below them."""
    text = "=== Harbour ===\n\nLifts.\n\n== Changelog ==\n\n= 1.0.0 =\n* First\n\n== Other ==\n\nx\n"
    assert value({"readme.txt": text}, "changelog") == "readme.txt"


@pytest.mark.parametrize(
    ("identity", "shown"), [("github.com/a/b", False), ("gitlab.com/a/b", True), ("b", True)]
)
def test_templates_of_other_forges(identity: str, shown: bool) -> None:
    """GitHub offers no template out of a folder of GitLab."""
    paths = [".gitlab/issue_templates/a.md", ".gitlab/merge_request_templates/b.md"]
    values = collect_tree(MemoryTree(dict.fromkeys(paths, "x\n")), identity).values
    assert bool(values["community.issue_templates"]) is shown
    assert bool(values["community.pr_templates"]) is shown
