"""Workflows that GitHub would refuse."""

import re

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
        ("on: push\njobs:\n  a: text\n", 3, "job `a` is `text`, and not a mapping"),
        ("on: push\njobs:\n  a:\n    steps: [{run: x}]\n", 3, "no `runs-on`"),
        ("on: push\njobs:\n  a:\n    runs-on: x\n    steps: text\n", 5, "`steps` is `text`, and not a list"),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - text\n",
            6,
            "step 1 is `text`, and not a mapping",
        ),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: y\n",
            6,
            "step 1 has none of `run`, `uses`",
        ),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {run: y, uses: a/b@c}\n",
            6,
            "step 1 has both `run` and `uses`",
        ),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/${{ matrix.b }}@c\n",
            6,
            "not the name",
        ),
        ("on: push\njobs:\n  a:\n    uses: [x]\n", 4, "`uses` is a list, and not a text"),
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
    called = "on: workflow_call\njobs: {a: {runs-on: x, steps: [{run: y}]}}\n"
    caller = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/y.yml\n"
    facts = collect({".github/workflows/x.yml": caller, ".github/workflows/y.yml": called})
    assert facts.values["actions.broken"] == []


GOOD = """\
name: ci
on:
  push: {branches: [main]}
  schedule: [{cron: "0 5 * * 1-5"}]
  workflow_dispatch: {inputs: {size: {type: choice, options: [small, large]}}}
permissions: {contents: read}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    strategy: {matrix: {os: [linux, windows]}}
    outputs: {version: "${{ steps.one.outputs.version }}"}
    steps:
      - id: one
        uses: actions/checkout@v7
        with: {fetch-depth: 0}
      - id: two
        run: make ${{ matrix.os }}
        if: success() && github.ref == 'refs/heads/main'
        env: {TOKEN: "${{ secrets.TOKEN }}"}
  test:
    needs: [build]
    runs-on: ubuntu-latest
    if: ${{ !cancelled() }}
    steps: [{run: "echo ${{ needs.build.outputs.version }}"}]
"""


def test_a_good_workflow_starts(collect) -> None:
    """Everything in it is as GitHub documents it."""
    assert collect({".github/workflows/x.yml": GOOD}).values["actions.broken"] == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("needs: [build]", "needs: [nobody]", "which is no job"),
        ("needs: [build]", "needs: [test]", "needs itself"),
        (
            "    runs-on: ubuntu-latest\n    timeout",
            "    needs: test\n    runs-on: x\n    timeout",
            "needs itself",
        ),
        ("id: two", "id: one", "have the id `one`"),
        ("id: two", "id: 2nd", "is no id"),
        ("  test:", "  te st:", "is no id"),
        ("permissions:", "permission:", "did you mean `permissions`?"),
        ("runs-on: ubuntu-latest\n    if", "run-on: x\n    if", "has no `runs-on`"),
        ("timeout-minutes: 5", "timeout: 5", "did you mean `timeout-minutes`?"),
        ("with:", "wiht:", "did you mean `with`?"),
        ("push:", "pushes:", "did you mean `push`?"),
        ("{branches: [main]}", "{branch: [main]}", "did you mean `branches`?"),
        ("{branches: [main]}", "{branches: [main], branches-ignore: [old]}", "cannot stand together"),
        ("0 5 * * 1-5", "0 25 * * 1-5", "no timetable"),
        ("0 5 * * 1-5", "0 5 * *", "no timetable"),
        ("0 5 * * 1-5", "@daily", "no timetable"),
        ("cron:", "corn:", "did you mean `cron`?"),
        ("type: choice", "type: list", "`type` is `list`"),
        (", options: [small, large]", "", "has no options"),
        ("contents: read", "content: read", "did you mean `contents`?"),
        ("contents: read", "contents: reed", "`read`"),
        ("{contents: read}", "read", "`read-all`"),
        ("contents: read", "id-token: read", "`write`"),
        ("timeout-minutes: 5", "timeout-minutes: five", "and not a number"),
        ("runs-on: ubuntu-latest\n    timeout", "runs-on:\n    timeout", "`runs-on`"),
        ("actions/checkout@v7", "actions/checkout", "with its version"),
        ("actions/checkout@v7", "checkout@v7", "with its version"),
        ("actions/checkout@v7", "${{ matrix.os }}/checkout@v7", "cannot hold an expression"),
        ("run: make ${{ matrix.os }}", "run: make ${{ matrix.os", "does not close it"),
        ("matrix.os }}", "matrix.os + 1 }}", "no part of one"),
        ("matrix.os }}", "matrix. }}", "ends with a dot"),
        ("matrix.os }}", "trim(matrix.os) }}", "no function"),
        ("matrix.os }}", "format() }}", "with 0 arguments"),
        ("matrix.os }}", "gihub.ref }}", "no context"),
        ("success() &&", "secrets.TOKEN != '' &&", "cannot name `secrets` here"),
        ("!cancelled()", "env.READY", "cannot name `env` here"),
        ("make ${{ matrix.os }}", "make ${{ always() }}", "cannot call `always` here"),
        ("github.ref ==", "github.ref =", "no part of one"),
        ("env: {TOKEN:", "env: [TOKEN:", "did not find"),
        ('env: {TOKEN: "${{ secrets.TOKEN }}"}', "env: [TOKEN]", "`env` is a list"),
        ("fetch-depth: 0", "fetch-depth: [0]", "is a list"),
        ("matrix: {os: [linux, windows]}", "matrix: {os: linux}", "and not a list"),
        ('steps: [{run: "echo ${{ needs.build.outputs.version }}"}]', "steps: []", "has no steps"),
        ("run: make", "run: &a make\n        <<: *a #", "merge key"),
        ("  test:", "  Build: {runs-on: x, steps: [{run: y}]}\n  test:", "given twice"),
        ("  test:", "  __test:", "GitHub's own"),
        ("  test:", f"  {'t' * 100}:", "100 characters or more"),
        ("id: two", "id: __two", "GitHub's own"),
        ("needs: [build]", "needs: [TEST]", "needs itself"),
        ('env: {TOKEN: "${{ secrets.TOKEN }}"}', "env: {Aa: b, AA: c}", "given twice"),
        ("matrix: {os: [linux, windows]}", "matrix: {os: []}", "has no value"),
        ("matrix: {os: [linux, windows]}", "matrix: {}", "has no key"),
        ("os: [linux, windows]}", "os: [linux], exclude: [{arch: arm}]}", "no key `arch` to exclude"),
        ("os: [linux, windows]}", "os: ['${{ env.OS }}']}", "cannot name `env` here"),
        ("timeout-minutes: 5", "container: {options: x}", "has no image"),
        ("timeout-minutes: 5", "services: {db: {ports: [80]}}", "has no image"),
        ("timeout-minutes: 5", "concurrency: {group: a, queue: max, cancel-in-progress: true}", "together"),
        ("timeout-minutes: 5", "defaults: {run: {shell: fish}}", "the shell `fish`"),
        ("run: make", "shell: zsh\n        run: make", "the shell `zsh`"),
        ("run: make", "run: !secret make", "has the tag"),
        (
            "runs-on: ubuntu-latest\n    timeout",
            "runs-on: {group: other/x}\n    timeout",
            "no group of runners",
        ),
        (
            "permissions: {contents: read}\njobs:\n  build:",
            "concurrency: same\njobs:\n  build:\n    concurrency: {group: same}",
            "waits for itself",
        ),
        ("success() &&", "failure('build') &&", "with 1 arguments"),
        ("github.ref ==", "'a'[0] ==", "where it should end"),
        ("github.ref ==", "TRUE ==", "names `true`"),
        ("matrix.os }}", "format('{0} {1}', matrix.os) }}", "no argument for `{1}`"),
        ("matrix.os }}", "format('{0', matrix.os) }}", "single brace"),
        ("matrix.os }}", "case(true, 'a') }}", "with 2 arguments"),
        ("run: make ${{ matrix.os }}", "run: make ${{ matrix.os }} " + "x" * 21_000, "more than 21000"),
        ("actions/checkout@v7", "actions/checkout@v7@v6", "with its version"),
        ("actions/checkout@v7", "o/r/.github/workflows/x.yml@v1", "which jobs call"),
        ("- id: two", "- parallel: [{run: x, background: true}]\n      - id: two", "block of parallel steps"),
        ("- id: two", "- parallel: [{wait: one}]\n      - id: two", "has none of"),
        ("- id: two", "- wait-all: false\n      - id: two", "true or nothing"),
        ("- id: two", "- wait: two\n      - id: two", "no step before this one"),
    ],
)
def test_mistakes_that_keep_a_workflow_from_starting(collect, old, new, reason) -> None:
    """One mistake in a good file is told by what is wrong with it."""
    assert old in GOOD
    broken = collect({".github/workflows/x.yml": GOOD.replace(old, new, 1)}).values["actions.broken"]
    assert any(reason in each["reason"] for each in broken), broken


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("workflow_dispatch: {inputs:", "workflow_dispatch: {branches: [main], inputs:"),
        ("{size: {type: choice, options: [small, large]}}", ""),
        ("{size: {type: choice, options: [small, large]}}", "{size: , shape: {default: true, note: x}}"),
        ("0 5 * * 1-5", "*/15 0-23/2 1,15 jan-dec MON"),
        ('cron: "0 5 * * 1-5"', 'cron: "0 5 * * 7", timezone: Europe/Zurich'),
        ("{contents: read}", "{models: read, id-token: write, attestations: write, artifact-metadata: read}"),
        ("timeout-minutes: 5", "concurrency: {group: a, queue: max}"),
        ("timeout-minutes: 5", "environment: {name: a, deployment: false}"),
        ("timeout-minutes: 5", "container: ''"),
        ("timeout-minutes: 5", "snapshot: {image-name: a, version: 1.*}"),
        ("timeout-minutes: 5", "defaults: {run: {shell: 'perl {0}'}}"),
        ("if: success() &&", "if: True #"),
        ("matrix: {os: [linux, windows]}", "matrix: {include: [{os: linux}]}"),
        (
            "matrix: {os: [linux, windows]}",
            "matrix: {os: '${{ fromJSON(vars.OS) }}', exclude: [{arch: arm}]}",
        ),
        ("make ${{ matrix.os }}", "make ${{ case(matrix.os == 'a', 'b', format('{{{0}}}', matrix.os)) }}"),
        ("env: {TOKEN:", "env: {'${{ insert }}': '${{ fromJSON(vars.E) }}', TOKEN:"),
        (
            "- id: two",
            "- {id: bg, run: x, background: true}\n      - wait-all:\n      - cancel: bg\n      - id: two",
        ),
        ("- id: two", "- parallel: [{run: x}, {uses: a/b@c}]\n      - id: two"),
        ("actions/checkout@v7", "$/tools/checkout"),
    ],
)
def test_what_github_takes_is_not_told(collect, old, new) -> None:
    """New syntax, and what GitHub does not look at."""
    assert old in GOOD
    assert collect({".github/workflows/x.yml": GOOD.replace(old, new, 1)}).values["actions.broken"] == []


def test_what_is_not_known_says_when_that_was_so(collect) -> None:
    """GitHub may have learned since; the other rules judge the file all the same."""
    text = GOOD.replace("  push: {branches: [main]}", "  moon_landing:", 1)
    facts = collect({".github/workflows/x.yml": text})
    [broken] = facts.values["actions.broken"]
    assert re.search(r"`moon_landing`, which is none that GitHub knew on \d{4}-\d\d-\d\d", broken["reason"])
    assert "moon_landing" in facts.values["actions.workflows"][0]["triggers"]
    assert facts.values["actions.uses"]
