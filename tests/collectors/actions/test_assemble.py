"""The collector as a whole: its contract, and what hostile repositories do to it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.collectors import actions
from checker.model.facts import FactType

GOOD = "name: ci\non: push\njobs: {a: {runs-on: x, steps: [{uses: a/b@v1}]}}\n"
GUARDS = """\
on: [pull_request_target]
permissions: {contents: write}
jobs:
  a:
    runs-on: x
    if: ${{ github.event.label.name == 'x' }} && true
    container: {image: x, credentials: {username: x, password: plain}}
    steps:
      - uses: tj-actions/changed-files@v45.0.1
      - uses: actions/create-release@v1
      - uses: ./x/../y
      - run: echo "${{ github.ref == 'x' && '' || 'y' }}"
  b:
    runs-on: x
    if: github.actor == 'dependabot[bot]'
    steps:
      - uses: actions/checkout@v4.1.0
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - run: make
        env: {X: "${{ secrets.X }}"}
"""
TYPES = {
    FactType.BOOL: bool,
    FactType.INT: int,
    FactType.STRING: str,
    FactType.STRINGS: list,
    FactType.RECORDS: list,
}


def test_every_wanted_fact_is_there_or_explained(collect) -> None:
    """An empty repository has known absences of the declared types."""
    facts = collect({"README.md": "x"})
    for spec in actions.FACTS:
        assert isinstance(facts.values[spec.path], TYPES[spec.type]), spec.path
    assert not facts.problems


def test_only_what_is_wanted_is_given(collect) -> None:
    """Facts that no rule reads are not worked out."""
    facts = collect({".github/workflows/x.yml": GOOD}, wanted=frozenset({"actions.uses", "readme.words"}))
    assert set(facts.values) == {"actions.uses"}


def test_items_have_exactly_the_declared_fields(collect) -> None:
    """Records hold what the table says, of the types it says."""
    text = """\
name: ci
on: [pull_request_target, workflow_dispatch]
env: {TOKEN: "${{ secrets.TOKEN }}"}
permissions: {contents: write}
jobs:
  a:
    runs-on: self-hosted
    container: python:3
    permissions: write-all
    steps:
      - uses: actions/checkout@v4.1.0
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - run: echo ${{ github.head_ref }} ${{ inputs.x }} >> $GITHUB_ENV
      - uses: actions/cache@v4
      - run: curl https://x.example/i.sh | sh
      - run: twine upload dist/* && pytest
      - {if: "${{ github.actor == 'dependabot[bot]' }} ", run: "x ${{ a && '' || b }}"}
      - {if: "github.actor == 'dependabot[bot]'", uses: actions/download-artifact/.@v4.1.2}
      - {uses: docker/login-action@v3, with: {password: x}}
      - uses: actions/create-release@v1
  b: {runs-on: x, steps: [{run: y}]}
  c: {runs-on: x, steps: [{run: y}]}
"""
    text = text.replace("workflow_dispatch]", "push]").replace("on: [", "on: [", 1)
    other = "on: {workflow_dispatch: {inputs: {x: }}}\njobs: {a: {runs-on: x, steps: [{run: '${{ inputs.x }}'}]}}\n"
    facts = collect(
        {
            ".github/workflows/x.yml": text,
            ".github/workflows/y.yml": other,
            ".github/workflows/z.yml": "",
            ".github/workflows/guards.yml": GUARDS,
        }
    )
    for spec in actions.FACTS:
        if spec.type is FactType.RECORDS:
            items = facts.values[spec.path]
            assert items or spec.path == "actions.taught", spec.path
            for item in items:
                assert item.keys() == spec.item.keys()
                assert all(isinstance(item[key], TYPES[kind]) for key, kind in spec.item.items()), (
                    spec.path,
                    item,
                )


def test_a_giant_workflow_is_a_problem_with_what_was_seen(collect) -> None:
    """Ten megabytes on one line are not read; the other workflows still count."""
    facts = collect({".github/workflows/a.yml": "x: " + "y" * 10_000_000, ".github/workflows/b.yml": GOOD})
    problem = facts.problem("actions.uses")
    assert problem
    assert "larger than" in problem.reason
    assert [item["uses"] for item in problem.seen] == ["a/b@v1"]


def test_an_alias_bomb_is_not_seen(collect) -> None:
    """Aliases that stand for too much are beyond us, which does not make the workflow a broken one."""
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    facts = collect({".github/workflows/a.yml": bomb + GOOD})
    problem = facts.problem("actions.broken")
    assert "stands for more than" in problem.reason
    assert (problem.seen, problem.files) == ([], (".github/workflows/a.yml",))


def test_more_than_a_thousand_uses_are_bounded(collect) -> None:
    """A longer list becomes a problem that holds the first thousand."""
    steps = "".join(f"      - uses: a/b{n}@v1\n" for n in range(1001))
    facts = collect(
        {".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}"}
    )
    problem = facts.problem("actions.uses")
    assert problem
    assert len(problem.seen) == 1000


@pytest.mark.parametrize(
    "encode", [lambda t: t.encode("utf-16"), lambda t: ("\ufeff" + t).encode(), str.encode]
)
def test_encodings(collect, encode) -> None:
    """UTF-16 and byte order marks are read like UTF-8."""
    facts = collect({".github/workflows/a.yml": encode(GOOD)})
    assert facts.values["actions.broken"] == []
    assert facts.values["actions.uses"][0]["line"] == 3


def test_windows_line_endings_keep_lines(collect) -> None:
    """Lines are counted the same with CRLF."""
    text = "on: issues\r\njobs:\r\n  a:\r\n    runs-on: x\r\n    steps:\r\n      - run: |\r\n          a\r\n          ${{ github.event.issue.title }}\r\n"
    facts = collect({".github/workflows/a.yml": text})
    assert [item["line"] for item in facts.values["actions.injections"]] == [8]


def test_links_are_not_followed(collect) -> None:
    """What a symbolic link in place of a workflow leads to is not seen."""
    facts = collect({".github/workflows/a.yml": "../../x.yml"}, modes={".github/workflows/a.yml": 0o120000})
    problem = facts.problem("actions.workflows")
    assert problem.reason == (
        ".github/workflows/a.yml: is a symbolic link, and GitHub follows none to a workflow"
    )
    assert (problem.seen, problem.files) == ([], (".github/workflows/a.yml",))


def test_several_documents_are_no_workflow(collect) -> None:
    """GitHub refuses such a file."""
    facts = collect({".github/workflows/a.yml": f"{GOOD}---\n{GOOD}"})
    assert [item["reason"] for item in facts.values["actions.broken"]] == ["it holds several documents"]
    assert facts.problem("actions.workflows").seen == []


@pytest.mark.parametrize("folder", ["third_party/a", "testdata/a", "vendor/a", "generated"])
def test_what_a_workflow_names_is_read_wherever_it_lies(collect, folder) -> None:
    """Also an action that such an action uses; what nobody names is not."""
    step = "{uses: './%s', shell: bash}"
    action = (
        "runs: {using: composite, steps: [{run: 'echo ${{ github.event.issue.title }}', shell: bash}%s]}\n"
    )
    nested = f", {step % 'fixtures/b'}"
    workflow = f"on: issues\njobs: {{a: {{runs-on: x, steps: [{step % folder}]}}}}\n"
    files = {
        ".gitattributes": "generated/** linguist-generated\n",
        ".github/workflows/a.yml": workflow,
        f"{folder}/action.yml": action % nested,
        "fixtures/b/action.yaml": action % "",
        "fixtures/c/action.yml": action % "",
    }
    found = collect(files).values["actions.injections"]
    assert {item["path"] for item in found} == {f"{folder}/action.yml", "fixtures/b/action.yaml"}


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs: {a: {runs-on: [1, {}], steps: [{run: 5}, {uses: 7}, {run: }, null, [x]]}}\n",
        "on: {push: [x], 5: {}}\nenv: [a]\npermissions: 7\nconcurrency: 5\njobs: {a: {container: 5, services: [x], env: 3, with: 1, strategy: x, steps: [{with: [x], env: text, run: y, if: [1]}]}}\n",
        "on: {workflow_run: {workflows: {a: b}}, workflow_dispatch: {inputs: [x]}}\ndefaults: [x]\njobs: {a: {defaults: {run: x}, secrets: [x], uses: 5}}\n",
        "name: [x]\non: [[push], push]\njobs: {1: {runs-on: x, steps: {run: x}}, ? 2 : x}\n",
    ],
)
def test_shapes_that_nobody_expects(collect, text) -> None:
    """Values of wrong types are left out, never an exception."""
    facts = collect({".github/workflows/a.yml": text, "action.yml": "runs: {using: composite, steps: x}"})
    assert "actions.broken" in facts.values


_KEYS = st.sampled_from(
    (
        "on",
        "jobs",
        "a",
        "steps",
        "run",
        "uses",
        "with",
        "env",
        "if",
        "permissions",
        "secrets",
        "strategy",
        "matrix",
    )
    + (
        "container",
        "services",
        "image",
        "concurrency",
        "name",
        "runs-on",
        "push",
        "workflow_run",
        "inputs",
        "shell",
    )
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
_SCALARS |= st.sampled_from(
    ("${{ github.head_ref }}", "actions/checkout@v4", "pull_request_target", "make x")
)
_TREES = st.recursive(
    _SCALARS, lambda kids: st.lists(kids, max_size=3) | st.dictionaries(_KEYS, kids, max_size=6)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(_KEYS, _TREES, max_size=6),
    st.lists(st.dictionaries(_KEYS, _TREES, max_size=5), max_size=3),
)
def test_any_document_is_collected(collect, top, steps) -> None:
    """Whatever the shape, every fact is there or explained."""
    workflow = {"on": "issues", **top, "jobs": {"a": {"runs-on": "x", "steps": steps}, "b": top.get("jobs")}}
    files = {
        ".github/workflows/a.yml": json.dumps(workflow),
        "x/action.yml": json.dumps({"runs": {"using": "composite", "steps": steps}}),
        ".pre-commit-config.yaml": json.dumps({"repos": [{"hooks": steps}], **top}),
        "package.json": json.dumps({"scripts": top}),
        "Makefile": json.dumps(top, indent=1),
        "tox.ini": json.dumps(top, indent=1),
    }
    facts = collect(files)
    assert all(spec.path in facts.values or facts.problem(spec.path) for spec in actions.FACTS)


def test_hostile_sizes_end_in_time(collect) -> None:
    """Large scripts, Makefiles and task tables cost seconds at most, and absence is not claimed."""
    script = "".join(f"          make t{n} && npm run x{n} && tox -e e{n}\n" for n in range(6_000))
    facts = collect(
        {
            ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n{script}",
            "Makefile": "".join(f"t{n}: t{n + 1}\n\techo $(A)\n" for n in range(5000)) + "A = $(A)$(A)\n",
            "package.json": '{"scripts": {"x1": "npm run x1"}}',
            "tox.ini": "[testenv]\ncommands = tox\n",
        }
    )
    assert facts.problem("actions.tools")


M = 300_000
"""Bytes of a large file: what takes quadratic time of it does not end before the guard against hangs."""
HEAD = "on: [workflow_run, issues]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          "


def lines(text: str, indent: str = "          ") -> str:
    """Repeat a line up to the size of a large file."""
    return f"{indent}{text}\n" * (M // (len(text) + len(indent) + 1))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/a.yml", HEAD + "npm -a " * (M // 7)),
        (".github/workflows/a.yml", HEAD + "mvn " * (M // 4)),
        (".github/workflows/a.yml", HEAD + "docker build " * (M // 13)),
        (".github/workflows/a.yml", HEAD + "git x " * (M // 6)),
        (".github/workflows/a.yml", HEAD + "curl " * (M // 5)),
        (".github/workflows/a.yml", HEAD + "cat " * (M // 4) + ">> $GITHUB_ENV"),
        (".github/workflows/a.yml", HEAD + " " * M + "x"),
        (".github/workflows/a.yml", HEAD + "-" * M),
        (".github/workflows/a.yml", HEAD + "a/" * (M // 2)),
        (".github/workflows/a.yml", HEAD + "true\n" + lines("} >> $GITHUB_ENV")),
        (".github/workflows/a.yml", HEAD + "true\n" + lines("cat <<X >> $GITHUB_ENV")),
        (".github/workflows/a.yml", HEAD + "true\n" + lines("${{ github.event.issue.title }}")),
        (".github/workflows/a.yml", HEAD + "${{ '" * (M // 5)),
        (".github/workflows/a.yml", HEAD + "true\n" + lines("curl x | sh")),
        (".github/workflows/a.yml", "on: push\njobs:\n" + "".join(f"  j{n}: {{steps: [{{uses: a}}]}}\n" for n in range(5_000))),
        (".github/workflows/a.yml", "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" + lines("- {uses: a/b@c}", "      ")),
        (".gitlab-ci.yml", "\n" * M),
        (".gitlab-ci.yml", " " * M),
        (".gitlab-ci.yml", "image: " + "a/" * (M // 2)),
        ("Makefile", "a" + " " * M),
        ("Makefile", "".join(f"A{n} = $(A{n + 1})$(A{n + 1})\n" for n in range(10_000)) + "a:\n\t$(A0)\n"),
        (".pre-commit-config.yaml", "repos: [{hooks: [" + "{id: ruff}," * 10_000 + "]}]"),
        ("noxfile.py", "session.run(" * (M // 12)),
        ("tox.ini", "[testenv]\ncommands =\n" + lines("tox", "    ")),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)  # fmt: skip
def test_nothing_takes_more_than_linear_time(collect, path, text) -> None:
    """A large file of the worst of each kind is done in a moment."""
    workflow = "on: pull_request\njobs: {a: {runs-on: x, steps: [{run: make && tox && nox}]}}\n"
    facts = collect({".github/workflows/z.yml": workflow, path: text})
    assert all(spec.path in facts.values or facts.problem(spec.path) for spec in actions.FACTS)


def test_workflows_that_call_one_another_without_end(collect) -> None:
    """Hundreds of files in a row are unknown where they matter, and cost no stack."""
    files = {
        f".github/workflows/w{number:03}.yml": "on: [pull_request, workflow_call]\njobs:\n  a:\n"
        f"    uses: ./.github/workflows/w{number + 1:03}.yml\n"
        for number in range(400)
    }
    facts = collect(files)
    assert all(spec.path in facts.values or facts.problem(spec.path) for spec in actions.FACTS)
    assert facts.problem("actions.hygiene")
