"""The summary that GitHub shows."""

from checker.render import Style
from checker.render.markdown import audit as markdown_audit
from checker.render.markdown.escape import markdown as inert
from checker.render.markdown.escape import prose
from tests.render import example


def test_verdict_and_next_steps_come_first() -> None:
    """Score, level, what blocks the next level, then what to do, the best gain first."""
    text = markdown_audit.render(example.single(), Style())
    verdict, steps = (
        text.index("**Score 43.3 (at least 34.7)** · no level yet"),
        text.index("### What to do next"),
    )
    assert verdict < text.index("To reach **bronze**") < steps < text.index("### Failures, worst first")
    assert "1. Pass the value through <code>env&#58;</code> and quote" in text
    assert ", +33.3 points, low effort" in text


def test_evidence_links_to_the_audited_line() -> None:
    """A finding leads to its line at the commit that was judged."""
    commit = example.single().subjects[0].commit
    url = f"https://github.com/acme/payments/blob/{commit}/.github/workflows/triage.yml#L14"
    assert f"(<{url}>)" in markdown_audit.render(example.single(), Style())


def test_folded_failures_are_named_under_their_cause() -> None:
    """What only needs another failure mended is not listed by itself."""
    text = markdown_audit.render(example.single(), Style())
    assert "- also fails until then: <code>licence/approved</code>" in text
    assert "**The licence is one that we accept**" not in text


def test_several_repositories_begin_with_a_summary() -> None:
    """The worst repository comes first, the organization closes the teams."""
    text = markdown_audit.render(example.audit(), Style())
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[2].startswith("| acme/payments | 43.3 (at least 34.7) | 80.0 % | none |")
    assert text.index("| commerce |") < text.index("| **acme** |") < text.index("## [acme/payments]")


def test_text_of_strangers_is_inert() -> None:
    """Structure is written as references, mentions and addresses are parted."""
    assert inert("*a* [b](c) <d> |") == "&#42;a&#42; &#91;b&#93;(c) &#60;d&#62; &#124;"
    assert inert("@team #1") == "&#64;<!-- -->team &#35;<!-- -->1"
    assert inert("1. www.x https://y") == "1&#46; www&#46;x https&#58;//y"
    assert inert("- a") == "&#45; a"


def test_prose_keeps_code() -> None:
    """What a rule's author set between backticks is code, still inert; a lone backtick is itself."""
    assert prose("run `a|b` now") == "run <code>a&#124;b</code> now"
    assert prose("a ` b") == "a &#96; b"
