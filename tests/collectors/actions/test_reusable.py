"""Calls among workflows that GitHub refuses."""

import pytest

CALLED = """\
on:
  workflow_call:
    inputs:
      size: {type: string, required: true}
      shape: {type: string, default: round}
      many: {type: number}
      fast: {type: boolean}
    secrets: {TOKEN: {required: true}}
jobs: {a: {runs-on: x, steps: [{run: y}]}}
"""


CALL = "uses: ./.github/workflows/b.yml\n    secrets: inherit\n    with: {size: a"


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("uses: ./.github/workflows/b.yml\n    with: {size: 1}\n    secrets: inherit", ""),
        ("uses: ./.github/workflows/b.yml\n    with: {size: 1}\n    secrets: {token: x}", ""),
        ("uses: ./.github/workflows/c.yml", "which is not there"),
        ("uses: ./.github/workflows/a.yml", "no `workflow_call`"),
        ("uses: ./.github/workflows/b.yml\n    secrets: inherit", "needs the input `size`"),
        ("uses: ./.github/workflows/b.yml\n    with: {size: 1}", "needs the secret `token`"),
        (
            "uses: ./.github/workflows/b.yml\n    with: {size: 1, colour: red}\n    secrets: inherit",
            "no input `colour`",
        ),
        (
            "uses: ./.github/workflows/b.yml@main\n    with: {size: 1}\n    secrets: inherit",
            "not the name of a workflow",
        ),
        ("uses: ./.github/workflows/b.yml\n    runs-on: x", "`runs-on`"),
        ("uses: ./workflows/b.yml", "not the name of a workflow"),
        ("uses: ./.github/workflows/below/b.yml", "not the name of a workflow"),
        (f"{CALL}, fast: true, many: 3}}", ""),
        (f"{CALL}, fast: '${{{{ inputs.fast }}}}', many: '${{{{ inputs.many }}}}'}}", ""),
        (f"{CALL}, fast: 'true'}}", "`fast` is no boolean"),
        (f"{CALL}, many: few}}", "`many` is no number"),
        ("uses: acme/x/.github/workflows/b.yml", "not the name of a workflow"),
    ],
)
def test_calls_of_workflows(collect, call, reason) -> None:
    """What is called is there, can be called, and is given what it needs."""
    files = {
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    {call}\n",
        ".github/workflows/b.yml": CALLED,
    }
    broken = collect(files).values["actions.broken"]
    assert any(reason in each["reason"] for each in broken) if reason else broken == []


def reasons(collect, files) -> list[str]:
    """Return what is wrong with workflows by their short names."""
    named = {f".github/workflows/{name}.yml": text for name, text in files.items()}
    return [each["reason"] for each in collect(named).values["actions.broken"]]


RUNS = "jobs: {a: {runs-on: x, steps: [{run: y}]}}\n"


def call(name: str) -> str:
    return f"jobs: {{a: {{uses: ./.github/workflows/{name}.yml}}}}\n"


def test_calls_end(collect) -> None:
    """Workflows that call one another without end are refused, however many there are between."""
    assert "calls itself" in reasons(collect, {"a": "on: [push, workflow_call]\n" + call("a")})[0]
    round_about = {"a": "on: push\n" + call("b"), "b": "on: workflow_call\n" + call("c")}
    found = reasons(collect, {**round_about, "c": "on: workflow_call\n" + call("b")})
    assert len(found) == 1
    assert "calls itself" in found[0]


@pytest.mark.parametrize(("length", "told"), [(9, False), (12, True)])
def test_calls_in_a_row_are_limited(collect, length, told) -> None:
    """GitHub follows ten."""
    files = {f"c{number}": "on: workflow_call\n" + call(f"c{number + 1}") for number in range(length)}
    found = reasons(
        collect, {"a": "on: push\n" + call("c0"), **files, f"c{length}": "on: workflow_call\n" + RUNS}
    )
    assert bool(found) is told


@pytest.mark.parametrize(
    ("caller", "called", "told"),
    [
        ("{contents: read}", "{contents: write}", "contents: write"),
        ("{contents: write}", "{contents: read}", ""),
        ("{contents: read}", "{id-token: write}", "id-token: write"),
        ("{}", "read-all", "read"),
        ("read-all", "{packages: read}", ""),
        ("read-all", "{packages: write}", "packages: write"),
        ("write-all", "{packages: write, id-token: write}", ""),
        ("write-all", "write-all", ""),
        ("{contents: read}", "{contents: none}", ""),
    ],
)
def test_called_workflows_get_no_more_than_their_callers_have(collect, caller, called, told) -> None:
    """Permissions are compared where both sides write them down; defaults are set elsewhere."""
    asks = f"on: workflow_call\njobs: {{b: {{permissions: {called}, runs-on: x, steps: [{{run: y}}]}}}}\n"
    found = reasons(collect, {"a": f"on: push\npermissions: {caller}\n" + call("b"), "b": asks})
    assert any(told in each for each in found) if told else not found
    assert not reasons(collect, {"a": "on: push\n" + call("b"), "b": asks})


def test_permissions_go_down_the_chain(collect) -> None:
    """What is between does not add any."""
    files = {
        "a": "on: push\npermissions: {contents: read}\n" + call("b"),
        "b": "on: workflow_call\n" + call("c"),
        "c": "on: workflow_call\npermissions: {issues: write}\n" + RUNS,
    }
    assert reasons(collect, files) == [
        ".github/workflows/c.yml asks for `issues: write`, which job `a` does not have"
    ]
