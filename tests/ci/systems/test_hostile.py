"""Files that are made to cost more than they hold: each is read in bounded time, and what is left out is said."""

import pytest

BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 17))
LOOPS = "".join("  " * n + f"- ${{{{ each a{n} in parameters.p }}}}:\n" for n in range(40))
PARAMETERS = "parameters:\n- name: p\n  default: [1, 2, 3, 4, 5, 6, 7, 8, 9]\npool: x\nsteps:\n"
TASK = (
    "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: ["
    + "{script: a}, " * 300
    + "]}\n"
)
PIPELINE = (
    "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p%d}\nspec: {tasks: ["
    + "{taskRef: {name: t}}, " * 60
    + "]}\n"
)
FILES = {
    "aliases": {".gitlab-ci.yml": BOMB + "".join(f"j{n}:\n  script: *a15\n" for n in range(30))},
    "aliases in many documents": {".drone.yml": "---\n".join([BOMB + "steps: [{name: a, commands: *a16}]\n"] * 100)},
    "loops": {"azure-pipelines.yml": PARAMETERS + LOOPS + "  " * 40 + "- script: make\n"},
    "commands": {
        ".circleci/config.yml": "commands:\n  a:\n    parameters: {x: {default: y}}\n    steps:\n      - run: "
        + "x" * 50_000
        + " << parameters.x >>\njobs:\n  j:\n    steps:\n"
        + "      - a\n" * 5000
    },
    "a matrix": {
        ".buildkite/p.yml": "steps:\n  - &s\n    command: " + "x" * 9000 + " {{matrix}}\n    matrix: [1, 2, 3, 4, 5]\n" + "  - *s\n" * 90
    },
    "includes": {
        ".gitlab-ci.yml": "include:\n" + "  - {local: a.yml, inputs: {x: y}}\n" * 1500,
        "a.yml": "spec: {inputs: {x: }}\n---\n" + "".join(f"j{n}: {{script: ['$[[ inputs.x ]]']}}\n" for n in range(500)),
    },
    "references": {".gitlab-ci.yml": "".join(f"j{n}:\n  script:\n" + f"    - !reference [j{n + 1}, script]\n" * 50 for n in range(50))},
    "bases": {".gitlab-ci.yml": "".join(f"j{n}: {{extends: j{n + 1}}}\n" for n in range(3000))},
    "tasks": {".tekton/a.yaml": "---\n".join([*(PIPELINE % n for n in range(100)), TASK])},
    "workflows before workflows": {
        "bitrise.yml": "format_version: 1\nworkflows:\n" + "".join(f"  w{n}: {{before_run: [w{n + 1}, w{n + 1}, w{n + 1}, w{n + 1}], steps: [script: {{}}]}}\n" for n in range(100))
    },
    "tokens": {"Jenkinsfile": "node { " + "sh 'a' \n" * 30_000 + "}"},
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_multiplies_is_bounded(read, name) -> None:
    """Far fewer steps are made than are asked for."""
    [seen] = read(FILES[name]).values()
    assert seen.unseen
    assert sum(len(job.steps) for job in seen.pipeline.jobs) < 60_000


@pytest.mark.parametrize(
    "text",
    ["\n" * 200_000 + "node {", "node { " + "a( " * 50_000, 'node { "' + "${" * 60_000, "node { " + "/* " * 60_000, "@Library " * 20_000, "A " * 90_000 + "\nnode {"],
)  # fmt: skip
def test_texts_that_repeat(read, text) -> None:
    """Looking for words takes time in proportion to the text."""
    assert "jenkins" in read({"Jenkinsfile": text})


@pytest.mark.parametrize("piece", ["${{ ", "${{ and(", "$(a.", "$[[ inputs.a ", "<< ", "{{ matrix ", "| /"])
def test_expressions_that_do_not_end(read, piece) -> None:
    """They are looked through once."""
    text = piece * (200_000 // len(piece))
    files = {
        "azure-pipelines.yml": f'pool: x\nsteps:\n- script: "{text}"\n',
        ".gitlab-ci.yml": f'include: {{local: a.yml}}\nj: {{script: "{text}"}}\n',
        "a.yml": f'spec: {{inputs: {{a: }}}}\n---\nk: {{script: "{text}"}}\n',
        ".circleci/config.yml": f'jobs:\n  a:\n    parameters: {{a: {{default: b}}}}\n    steps: [checkout, run: "{text}"]\n',
        ".buildkite/p.yml": f'steps:\n  - {{command: "{text}", matrix: [a]}}\n',
        ".forgejo/workflows/a.yml": f'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: "{text}"\n',
    }
    assert len(read(files)) == 5


def test_one_condition_of_many_jobs(read) -> None:
    """It is evaluated once for each pipeline, however many jobs extend the one that has it."""
    from checker.ci.systems import conditions

    conditions._evaluated.cache_clear()
    long = " || ".join(["$A == 'x'"] * 100)
    text = f'.b:\n  script: [make]\n  rules: [{{if: "{long}"}}]\n'
    text += "".join(f"j{number}: {{extends: .b}}\n" for number in range(200))
    assert read({".gitlab-ci.yml": text})["gitlab-ci"].jobs["j9"].before_merge is None
    assert conditions._evaluated.cache_info().misses <= 3
