"""What the formats say of a change that was held against its base."""

import json
import re

import pytest
from msgspec.structs import replace

from checker.model.audit import Audit
from checker.model.gate import Gate
from checker.model.policy import Severity
from checker.model.result import Finding
from checker.render import Style
from checker.render.machine import github
from checker.render.markdown import audit as markdown_audit
from checker.render.shared import gate
from checker.render.terminal import table
from tests.render import example, gates, hostile
from tests.render.machine.test_sarif import run

WHOLE = gates.audit()


def changed(**changes: object) -> Audit:
    assert WHOLE.gate
    return replace(WHOLE, gate=replace(WHOLE.gate, **changes))


@pytest.mark.parametrize("name", sorted(gates.FORMATS))
def test_examples_are_current(name: str) -> None:
    """`make docs` writes them."""
    text = gates.FORMATS[name].render(WHOLE, Style())
    assert (example.FOLDER / gates.FILES[name]).read_text(encoding="utf-8") == text


def test_the_table_begins_with_the_change() -> None:
    """Before and after, then what became worse with its new findings and its fix."""
    text = table.render(WHOLE, Style())
    assert text.splitlines()[2] == " Score 61.2 → 43.3 (-17.9)  level bronze → none"
    titles = (
        "NOT UNDERSTOOD ANY MORE",
        "WORSE",
        "NOT JUDGED, AND TOUCHED BY THIS CHANGE",
        "BETTER",
        "NEITHER BETTER NOR WORSE",
        "STILL OPEN IN TOUCHED FILES",
    )
    order = [text.index(f"\n{title}\n") for title in titles]
    assert order == sorted(order)
    worse = text[order[1] : order[2]]
    assert "triage.yml:14" in worse
    assert "preview.yml" not in worse
    assert "fix: Add a LICENSE file" in worse
    assert "actions/pinned-actions  1 finding less" in text


def test_old_failures_are_told_only_to_those_who_ask() -> None:
    """The usual list would bury what the change did."""
    assert "\nFAILURES\n" not in table.render(WHOLE, Style())
    assert "\nFAILURES\n" in table.render(WHOLE, Style(verbose=True))
    assert "\nFAILURES\n" in table.render(replace(WHOLE, gate=None), Style())


def test_a_change_without_effect_says_so() -> None:
    """Nothing worse, nothing better: no empty lists."""
    calm = replace(WHOLE, gate=Gate("a" * 40, "b" * 40, 50.0, 50.0, "bronze", "bronze"))
    text = table.render(calm, Style())
    assert " Score 50.0  level bronze\n  no rule became worse or better\n" in text
    assert "WORSE" not in text
    assert "## ✅ Nothing became worse\n" in markdown_audit.render(calm, Style())


def test_what_does_not_decide_says_why() -> None:
    """A rule that reads GitHub's settings warns, whatever its severity."""
    text = " ".join(table.render(WHOLE, Style()).split())
    assert "only a warning: it reads what a change of files cannot move" in text
    assert "::warning title=review/approvals (high)::" in github.render(WHOLE, Style())


def test_markdown_folds_what_the_change_did_not_do() -> None:
    """What is worse and better stands open, all else is folded."""
    text = markdown_audit.render(WHOLE, Style())
    open_ = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    assert "## ❌ 4 rules became worse, 1 of them can no longer be judged\n" in open_
    assert "triage.yml" in open_
    assert "preview.yml" in text
    assert "preview.yml" not in open_
    assert "changelog</code>." in open_
    assert "1 rule still open in touched files</summary>" in text


def test_only_what_became_worse_is_loud() -> None:
    """What was there before is a notice, those in touched files first, none of them twice."""
    lines = github.render(WHOLE, Style()).splitlines()
    loud = [line for line in lines if not line.startswith("::notice")]
    assert lines[: len(loud)] == loud
    named = ("triage.yml", "review/", "licence/file", "README.md", "COPYING", "ci.sh")
    assert [name in line for name, line in zip(named, loud, strict=True)] == [True] * 6
    assert "file=.github/workflows/ci.yml,line=11" in lines[len(loud)]
    places = [re.sub(r"::.*", "", line[2:]) for line in lines]
    assert len(set(places)) == len(places)


def test_light_things_that_became_worse_are_warnings() -> None:
    """A notice would be lost among those of old."""
    assert WHOLE.gate
    light = tuple(replace(each, severity=Severity.LOW) for each in WHOLE.gate.worse[1:2])
    assert "::warning title=licence/file (low)" in github.render(changed(worse=light), Style())


def test_sarif_tells_new_from_old() -> None:
    """New, unchanged, and nothing where the base could not be judged."""
    states = {
        (each["ruleId"], each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]): each.get(
            "baselineState"
        )
        for each in run(WHOLE)["results"]
    }
    assert states["actions/no-template-injection", ".github/workflows/triage.yml"] == "new"
    assert states["actions/no-template-injection", ".github/workflows/preview.yml"] == "unchanged"
    assert states["docs/changelog", "CHANGELOG.md"] is None
    assert "baselineState" not in json.dumps(run(example.single()))


def test_every_format_says_what_can_no_longer_be_judged_and_where() -> None:
    """At the file that is not read, as loud as a failure, and not once more among what is unknown."""
    assert "README.md  can no longer be judged: larger than 2097152 bytes" in table.render(WHOLE, Style())
    lines = github.render(WHOLE, Style()).splitlines()
    (line,) = [each for each in lines if "docs/readme" in each]
    assert line.startswith("::error file=README.md,title=docs/readme (high)::")
    (found,) = [each for each in run(WHOLE)["results"] if each["ruleId"] == "docs/readme"]
    assert (found["level"], found["kind"], found["baselineState"]) == ("error", "fail", "new")
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "README.md"
    assert "can no longer be judged: larger than 2097152 bytes" in found["message"]["text"]


def test_what_is_not_understood_comes_first_and_only_warns() -> None:
    """It says what would make it block."""
    text = table.render(WHOLE, Style())
    assert text.index("NOT UNDERSTOOD ANY MORE") < text.index("WORSE")
    assert "it blocks with --fail-on-unknown only" in text
    assert "::warning file=ci.sh,title=testing/runs-in-ci (high)::" in github.render(WHOLE, Style())
    notes = run(WHOLE)["invocations"][0]["toolExecutionNotifications"]
    assert {each["level"] for each in notes if "ci.sh" in json.dumps(each)} == {"warning"}


def test_what_stays_open_is_told_where_the_change_is_at_work() -> None:
    """SARIF calls such a run no success, as the exit code does."""
    (invocation,) = run(WHOLE)["invocations"]
    assert not invocation["executionSuccessful"]
    assert [each["level"] for each in invocation["toolExecutionNotifications"]][0] == "error"
    assert "cannot be judged where this change is at work" in " ".join(table.render(WHOLE, Style()).split())


def test_what_ceased_to_apply_is_not_better() -> None:
    """It has a heading of its own; so it is in Markdown, folded."""
    text = table.render(WHOLE, Style())
    better = text[text.index("\nBETTER\n") : text.index("\nNEITHER BETTER NOR WORSE\n")]
    assert "containers/no-root" not in better
    assert "containers/no-root failed before, does not apply now" in " ".join(text.split())
    assert "<details><summary>1 rule neither better nor worse</summary>" in markdown_audit.render(
        WHOLE, Style()
    )


def test_scores_that_are_equal_when_rounded_do_not_move() -> None:
    """No arrow between 43.3 and 43.3, and none where there is no score."""
    assert WHOLE.gate
    assert gate.score(replace(WHOLE.gate, score_before=43.33, score_after=43.31)) == "43.3"
    assert gate.score(replace(WHOLE.gate, score_before=None, score_after=43.31)) == "– → 43.3"  # noqa: RUF001


def test_long_lists_are_counted() -> None:
    """Ten that became better are named, or are not clear, unless all are asked for."""
    assert WHOLE.gate
    many = changed(better=WHOLE.gate.better[:1] * 14, unclear=tuple(f"own/r{n}" for n in range(12)))
    text = table.render(many, Style())
    assert text.count("1 finding less") == 10
    assert "and 4 more" in text
    assert "own/r9, and 2 more" in text
    assert table.render(many, Style(verbose=True)).count("1 finding less") == 14
    assert "- and 4 more" in markdown_audit.render(many, Style())


@hostile.every_attack
def test_markdown_of_a_gate_acts_no_more_than_another(attack: str) -> None:
    """Nobody is mentioned, nothing is run, and no heading is anybody else's."""
    text = markdown_audit.render(hostile.poisoned(WHOLE, attack), Style())
    shown = re.sub(r"&#\d+;(<!-- -->)?", "\0", text)
    assert not re.search(r"@\w|<script|javascript:|^# g", shown, re.MULTILINE)


def test_findings_of_hundreds_stay_within_limits() -> None:
    """A change that breaks a rule at hundreds of places has ten errors."""
    assert WHOLE.gate
    found = tuple(Finding(f"no. {n}", "a.py", n) for n in range(1, 300))
    lines = github.render(changed(worse=(replace(WHOLE.gate.worse[2], findings=found),)), Style())
    assert lines.count("::error ") == 10
