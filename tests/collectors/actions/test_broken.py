"""Workflows that GitHub would refuse."""

import pytest

HEAD = "on: push\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("- a\n- b\n", 1, "not a mapping"),
        ("just text\n", 1, "not a mapping"),
        ("on: push\n", 1, "no `jobs`"),
        ("on: push\njobs:\n", 2, "holds no job"),
        ("on: push\njobs: [a]\n", 2, "holds no job"),
        ("jobs: {a: {runs-on: x, steps: [{run: x}]}}\n", 1, "no `on`"),
        ("on:\njobs: {a: {runs-on: x, steps: [{run: x}]}}\n", 1, "names no event"),
        ("on: []\njobs: {a: {runs-on: x, steps: [{run: x}]}}\n", 1, "names no event"),
        ("on: push\njobs:\n  a: text\n", 3, "job a is not a mapping"),
        ("on: push\njobs:\n  a:\n    steps: [{run: x}]\n", 3, "no `runs-on`"),
        ("on: push\njobs:\n  a:\n    runs-on: x\n    steps: text\n", 5, "no list of steps"),
        ("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - text\n", 6, "is not a mapping"),
        ("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: y\n", 6, "neither"),
        ("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {run: y, uses: a/b@c}\n", 6, "both"),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/${{ matrix.b }}@c\n",
            6,
            "not the name",
        ),
        ("on: push\njobs:\n  a:\n    uses: [x]\n", 4, "not the name of a workflow"),
        ("on: push\non: pull_request\njobs: {a: {uses: ./x.yml}}\n", 2, "given twice"),
        ("on: push\njobs:\n\ta: b\n", 3, "token"),
        ("on: push\njobs: {a: [\n", 3, "did not find"),
    ],
)
def test_broken_workflows_are_told(collect, text, line, reason) -> None:
    """Each is a record with the line where it goes wrong, and nothing is raised."""
    broken = collect({".github/workflows/x.yml": text}).values["actions.broken"]
    assert any(item["line"] == line and reason in item["reason"] for item in broken), broken


@pytest.mark.parametrize("on", ["push", "[push, pull_request]", "{push: }", "{push: {branches: [main]}}"])
def test_all_forms_of_on_are_good(collect, on) -> None:
    """A string, a list and a mapping name events."""
    facts = collect(
        {".github/workflows/x.yml": f"on: {on}\njobs: {{a: {{runs-on: x, steps: [{{run: y}}]}}}}\n"}
    )
    assert facts.values["actions.broken"] == []
    assert "push" in facts.values["actions.workflows"][0]["triggers"]


def test_one_broken_file_leaves_the_others(collect) -> None:
    """The facts of good workflows survive a bad neighbour, which may yet hold more."""
    good = "on: push\njobs: {a: {runs-on: x, steps: [{uses: a/b@v1}]}}\n"
    facts = collect({".github/workflows/a.yml": "{", ".github/workflows/b.yaml": good})
    assert [item["path"] for item in facts.values["actions.broken"]] == [".github/workflows/a.yml"]
    problem = facts.problem("actions.uses")
    assert [item["uses"] for item in problem.seen] == ["a/b@v1"]
    assert problem.files == (".github/workflows/a.yml",)


def test_calling_a_workflow_needs_no_runner(collect) -> None:
    """Jobs that call a workflow have neither steps nor `runs-on`."""
    facts = collect(
        {".github/workflows/x.yml": "on: push\njobs:\n  a:\n    uses: ./.github/workflows/y.yml\n"}
    )
    assert facts.values["actions.broken"] == []
