"""The reference pages."""

from markdown_it import MarkdownIt

from checker.expressions.functions import SPECS
from checker.model.facts import FactSpec, FactType
from checker.render.markdown import reference
from tests.render import example

FACTS = (
    FactSpec("actions.uses", FactType.RECORDS, "Every `uses:`", item={"path": FactType.STRING}),
    FactSpec("history.age", FactType.INT, "Days since the first commit.", timed=True),
    FactSpec("protection.approvals", FactType.INT, "Approvals | needed", grows=True),
)
PAGES = reference.pages(
    example.POLICY,
    FACTS,
    SPECS,
    titles={"docs": "What people read"},
    formats={"checker audit": {"sarif": "For code scanning"}},
    commands={"checker audit": "Usage: checker audit"},
)


def headings(page: str) -> list[str]:
    tokens = MarkdownIt().parse(PAGES[page])
    return [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]


def test_each_pack_has_a_page_with_its_rules() -> None:
    """Every rule is a heading on its pack's page, in the policy's order."""
    for pack in {rule.pack for rule in example.POLICY.rules}:
        assert headings(f"rules/{pack}.md")[1:] == [r.id for r in example.POLICY.rules if r.pack == pack]


def test_rule_says_why_and_what_to_do() -> None:
    """A rule's entry has reason, remedy, expressions, parameters, requirements and controls."""
    page = PAGES["rules/licence.md"]
    assert "Without a licence nobody may lawfully use the code." in page
    assert "**What to do** (low effort): Add a LICENSE file" in page
    assert "when: size(license.files) > 0\nassert: spdx_allowed(license.spdx, params.allowed)\n" in page
    assert '# params.allowed: ["MIT", "Apache-2.0"]' in page
    assert "Needs [licence/file](#licencefile)." in page
    assert "- OpenSSF Security Baseline (OSPS): OSPS-LE-03.01" in page


def test_index_links_to_every_rule() -> None:
    """The list of rules leads to each rule's heading."""
    for rule in example.POLICY.rules:
        assert f"[{rule.id}](rules/{rule.pack}.md#{rule.id.replace('/', '')})" in PAGES["rules.md"]
    assert "What people read." in PAGES["rules.md"]


def test_frameworks_tell_full_from_part() -> None:
    """A control names its rules, and says where they cover it only in part."""
    page = PAGES["frameworks.md"]
    assert "| OSPS-LE-03.01 | [licence/file](rules/licence.md#licencefile) |" in page
    assert "(rules/actions.md#actionspinned-actions) (in part) |" in page


def test_facts_and_functions_are_listed() -> None:
    """Facts are grouped by source with types and flags; functions show their parameters."""
    page = PAGES["facts.md"]
    assert headings("facts.md") == ["Facts and functions", "Functions", "actions", "history", "protection"]
    assert "| `actions.uses` | `list(map)` | Every `uses:`. Each has `path` (string). |" in page
    assert "Days since the first commit. Depends on the time of the audit." in page
    assert "Approvals \\| needed. What is unseen can only add to it." in page
    assert "| `grep(glob: string, regex: string)` | `list(map)` |" in page


def test_formats_and_commands() -> None:
    """Formats come with their purpose, commands with their help."""
    assert (
        "## checker audit\n\n| format | what |\n| --- | --- |\n| `sarif` | For code scanning |"
        in PAGES["formats.md"]
    )
    assert "## checker audit\n\n```text\nUsage: checker audit\n```" in PAGES["commands.md"]
