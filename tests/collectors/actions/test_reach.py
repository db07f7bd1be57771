"""What CI runs a few steps away, and when that cannot be told."""

import pytest

from checker.model.tree import BLOB_LIMIT

STEP = "name: ci\non: pull_request\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: {}\n"


def tools(collect, command: str, files: dict[str, str]) -> list[str]:
    """Return the tools that one command of CI reaches."""
    workflow = STEP.format(repr(command).replace("\\n", "\n\n        "))
    facts = collect({".github/workflows/ci.yml": workflow, **files})
    assert not facts.problem("actions.tools"), facts.problem("actions.tools")
    found: list[str] = facts.values["actions.tools"]
    return found


@pytest.mark.parametrize(
    ("command", "files", "expected"),
    [
        ("make lint", {"Makefile": "LINT ?= golangci-lint\nall: test\nlint: deps\n\t@$(LINT) run\ntest:\n\tpytest\n"}, ["golangci-lint"]),
        ("make", {"Makefile": ".PHONY: all\nall: test\ntest: ; pytest\n"}, ["pytest"]),
        ("make -C sub check", {"sub/Makefile": "include ../common.mk\n", "common.mk": "check:\n\truff check .\n"}, ["ruff"]),
        ("make test-unit", {"Makefile": "test-%:\n\tpytest tests/$*\n"}, ["pytest"]),
        ("cd sub && make lint", {"sub/Makefile": "lint:\n\tflake8\n", "Makefile": "lint:\n\tmypy\n"}, ["flake8"]),
        ("make both", {"Makefile": "both:\n\tcd a && npm test\n\tcd b && npm test\n", "a/package.json": '{"scripts": {"test": "jest"}}', "b/package.json": '{"scripts": {"test": "mocha"}}'}, ["jest", "mocha"]),
        ("just check", {"justfile": "default:\n  mypy\ncheck: lint\n  @pytest\nlint:\n  ruff check\n"}, ["pytest", "ruff"]),
        ("task test", {"Taskfile.yml": "tasks:\n  test:\n    deps: [lint]\n    cmds:\n      - task: unit\n  lint: {cmd: eslint .}\n  unit: {cmds: [jest]}\n"}, ["eslint", "jest"]),
        ("npm test", {"package.json": '{"scripts": {"pretest": "eslint .", "test": "npm run unit", "unit": "mocha", "other": "jest"}}'}, ["eslint", "mocha"]),
        ("yarn run-s lint:*", {"package.json": '{"scripts": {"lint:js": "eslint .", "lint:css": "stylelint x"}}'}, ["eslint", "stylelint"]),
        ("pnpm -r test", {"package.json": "{}", "packages/a/package.json": '{"scripts": {"test": "vitest"}}'}, ["vitest"]),
        ("tox", {"tox.ini": "[testenv]\ncommands = pytest {posargs}\n[testenv:lint]\ncommands =\n    ruff check\n    mypy\n"}, ["mypy", "pytest", "ruff", "tox"]),
        ("tox -e lint", {"tox.ini": "[testenv:docs]\ncommands = sphinx-build\n[testenv:lint]\ncommands = mypy\n"}, ["mypy", "tox"]),
        ("tox run -e typing", {"pyproject.toml": '[tool.tox.env_run_base]\ncommands = [["pytest"]]\n[tool.tox.env.typing]\ncommands = [["mypy", "src"]]\n'}, ["mypy", "pytest", "tox"]),
        ("tox", {"pyproject.toml": '[tool.tox]\nlegacy_tox_ini = """\n[tox]\nenvlist = py3{8,9}, perf, check\n[core]\ncommands =\n    - codespell\n    {envpython} -m mypy src\n[testenv]\ncommands =\n    {envpython} -m pytest {posargs:tests}\n    {[core]commands}\n"""\n'}, ["codespell", "mypy", "pytest", "tox"]),
        ("tox -e lint", {"tox.ini": "[testenv:lint]\ncommands = {[testenv:style]commands}\n[testenv:style]\ncommands =\n    {env_bin_dir}/flake8 {toxinidir}{/}src\n"}, ["flake8", "tox"]),
        ("nox -s tests", {"noxfile.py": 'def tests(session):\n    session.run("pytest", "-q")\n'}, ["nox", "pytest"]),
        ("hatch run types:check", {"pyproject.toml": '[tool.hatch.envs.types.scripts]\ncheck = "mypy src"\n'}, ["mypy"]),
        ("pdm run lint", {"pyproject.toml": '[tool.pdm.scripts]\nlint = {composite = ["style", "mypy"]}\nstyle = "flake8"\n'}, ["flake8", "mypy"]),
        ("poe all", {"pyproject.toml": '[tool.poe.tasks]\nall = ["unit", "style"]\nunit.cmd = "pytest"\nstyle = "ruff check"\n'}, ["pytest", "ruff"]),
        ("./scripts/test", {"scripts/test": "#!/bin/sh\nexport PREFIX=venv/bin/\n${PREFIX}coverage run -m pytest\nscripts/more.sh\n", "scripts/more.sh": "mypy\n"}, ["coverage", "mypy", "pytest"]),
        ("bash ci/run.sh", {"ci/run.sh": "trivy fs .\n# gitleaks\n"}, ["trivy"]),
        ("docker build .", {"Dockerfile": "FROM x\nRUN --mount=type=cache,target=/x golangci-lint run \\\n  && go test ./...\n"}, ["go-test", "golangci-lint"]),
        ("bundle exec rake", {"Rakefile": 'task(:lint) { sh "rubocop" }\n'}, ["rubocop"]),
        ("echo make test", {"Makefile": "test:\n\tpytest\n"}, []),
    ],
)  # fmt: skip
def test_what_is_called_is_followed(collect, command, files, expected) -> None:
    """Targets, tasks, sessions and scripts are read where CI names them."""
    assert tools(collect, command, files) == expected


HOOKS = "repos:\n  - repo: x\n    hooks:\n      - id: ruff-check\n      - {id: mypy, stages: [manual]}\n  - repo: local\n    hooks:\n      - {id: own, entry: uv run ty check}\n"


@pytest.mark.parametrize(
    "step", ["- run: pre-commit run -a", "- run: uvx prek run", "- uses: pre-commit/action@v3"]
)
def test_hooks_count_where_ci_runs_them(collect, step) -> None:
    """Hooks of the manual stage are not run."""
    workflow = STEP.replace("- run: {}", step)
    facts = collect({".github/workflows/ci.yml": workflow, ".pre-commit-config.yaml": HOOKS})
    assert {"ruff", "ty"} <= set(facts.values["actions.tools"])
    assert "mypy" not in facts.values["actions.tools"]


def test_hooks_that_ci_does_not_run_are_listed_apart(collect) -> None:
    """A configuration alone proves nothing about CI."""
    facts = collect({".github/workflows/ci.yml": STEP.format("echo"), ".pre-commit-config.yaml": HOOKS})
    assert facts.values["actions.tools"] == []
    assert facts.values["actions.hooks"] == ["ruff", "ty"]


@pytest.mark.parametrize(
    "files",
    [
        {".pre-commit-config.yaml": HOOKS + "ci: {skip: [own]}\n"},
        {
            ".pre-commit-config.yaml": HOOKS,
            "README.md": "[![x](https://results.pre-commit.ci/badge/github/a/b/main.svg)]",
        },
    ],
)
def test_the_service_of_pre_commit_runs_hooks(collect, files) -> None:
    """Its settings or its badge tell that it is on; skipped hooks are not run."""
    facts = collect(files)
    assert facts.values["actions.ci_systems"] == ["pre-commit-ci"]
    assert "ruff" in facts.values["actions.tools"]
    assert ("ty" in facts.values["actions.tools"]) == ("README.md" in files)


def test_composite_actions_and_environment_variables(collect) -> None:
    """Local actions are part of CI, and literal variables are known."""
    action = "runs:\n  using: composite\n  steps:\n    - run: mypy\n      shell: bash\n"
    workflow = "on: push\nenv: {CARGO: cargo}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/x\n      - run: ${{ env.CARGO }} test && $CARGO clippy\n"
    facts = collect({".github/workflows/ci.yml": workflow, ".github/actions/x/action.yml": action})
    assert facts.values["actions.tools"] == ["cargo-test", "clippy", "mypy"]


@pytest.mark.parametrize(
    ("line", "elsewhere"),
    [
        ("uses: acme/shared/.github/workflows/x.yml@v1", True),
        ("uses: other/shared/.github/workflows/x.yml@v1", True),
        ("uses: google/osv-scanner-action/.github/workflows/osv-scanner-reusable.yml@v2", False),
        ("uses: ./.github/workflows/x.yml", False),
    ],
)
def test_workflows_of_others_hide_what_they_run(collect, line, elsewhere) -> None:
    """What is seen is kept beside the reason why there may be more."""
    workflow = f"on: push\njobs:\n  a:\n    {line}\n  b:\n    runs-on: x\n    steps: [{{run: pytest}}]\n"
    called = "on: workflow_call\njobs:\n  a:\n    runs-on: x\n    steps: [{run: mypy}]\n"
    facts = collect({".github/workflows/ci.yml": workflow, ".github/workflows/x.yml": called})
    assert facts.values["actions.calls_elsewhere"] is elsewhere
    assert facts.values["actions.runs_tests"] is True
    problem = facts.problem("actions.tools")
    assert bool(problem) is elsewhere
    if problem:
        assert problem.reason.startswith(".github/workflows/ci.yml:4 uses ")
        assert problem.seen == ["pytest"]


@pytest.mark.parametrize(
    ("uses", "elsewhere"),
    [
        ("acme/ci/lint@v1", True),
        ("other/lint@v1", True),
        ("other/scanner@v7", True),
        ("actions/cache@v4", False),
        ("other/slack-notify@v1", False),
        ("golangci/golangci-lint-action@v8", False),
    ],
)
def test_actions_that_nobody_knows_hide_what_they_run(collect, uses, elsewhere) -> None:
    """An action is known, or its name says that it checks nothing; any other may test."""
    steps = f"[{{uses: actions/checkout@v4}}, {{uses: {uses}}}]"
    workflow = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps: {steps}\n"
    facts = collect({".github/workflows/ci.yml": workflow})
    assert facts.values["actions.calls_elsewhere"] is elsewhere
    assert (facts.problem("actions.runs_tests") is not None) is elsewhere


def test_without_the_code_nothing_can_be_tested(collect) -> None:
    """What nobody knows is no reason to doubt in a job that never has the repository."""
    workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{uses: other/lint@v1}, {run: mystery}]\n"
    facts = collect({".github/workflows/ci.yml": workflow})
    assert facts.values["actions.runs_tests"] is False
    assert facts.problem("actions.publishes")


def test_answers_grow(collect) -> None:
    """A no is only given when all was read."""
    facts = collect(
        {".gitlab-ci.yml": "include:\n  - project: acme/ci\n    file: x.yml\nbuild:\n  script: echo\n"}
    )
    for name in ("actions.runs_tests", "actions.publishes", "actions.checks_pull_requests"):
        problem = facts.problem(name)
        assert problem
        assert problem.seen is False
    assert facts.values["actions.readable_ci"] is False


def test_actions_that_fan_out_are_bounded(collect) -> None:
    """Ten actions that each call ten are not gone through to the end, and what was not seen is unknown."""
    call = "runs:\n  using: composite\n  steps:\n" + "".join(f"    - uses: ./a{each}\n" for each in range(10))
    files = {f"a{each}/action.yml": call for each in range(10)}
    workflow = "on: pull_request\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./a1\n"
    facts = collect({".github/workflows/x.yml": workflow, **files})
    assert "more than" in facts.problem("actions.enforces_tests").reason


@pytest.mark.parametrize(
    ("uses", "repository", "runs"),
    [
        ("acme/pay/.github/workflows/b.yml@main", "github.com/acme/pay", True),
        ("Acme/Pay/.github/workflows/b.yml@master", "github.com/acme/pay", True),
        ("acme/pay/.github/workflows/b.yml@v1", "github.com/acme/pay", False),
        ("acme/pay/.github/workflows/c.yml@main", "github.com/acme/pay", False),
        ("acme/payment/.github/workflows/b.yml@main", "github.com/acme/pay", False),
        ("acme/pay/.github/workflows/b.yml@main", "pay", False),
    ],
)
def test_workflows_of_this_repository_by_its_name(collect, uses, repository, runs) -> None:
    """What a repository calls by its own name, at its main branch, is the file that is here."""
    files = {
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    uses: {uses}\n",
        ".github/workflows/b.yml": "on: workflow_call\njobs:\n  b:\n    runs-on: x\n    steps:\n"
        "      - uses: actions/checkout@v4\n      - run: pytest\n",
    }
    facts = collect(files, repository)
    assert facts.values.get("actions.runs_tests", False) is runs
    assert any(each.path == "actions.runs_tests" for each in facts.problems) is not runs


def test_actions_of_this_repository_by_its_name(collect) -> None:
    """A composite action is followed by the repository's own name as well."""
    steps = "      - uses: actions/checkout@v4\n      - uses: acme/pay/tools/check@main\n"
    files = {
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}",
        "tools/check/action.yml": "runs:\n  using: composite\n  steps: [{run: pytest, shell: bash}]\n",
    }
    assert collect(files, "github.com/acme/pay").values["actions.runs_tests"] is True


@pytest.mark.parametrize(
    ("owners", "runs_elsewhere"),
    [
        ("approvers:\n- a\nreviewers:\n- b\n", True),
        ("# who\napprovers: [a]\nemeritus_approvers: [b]\nlabels: [x]\n", True),
        ("owners:\n- a\napprovers:\n- b\n", False),
        ("labels: [x]\n", False),
    ],
)
def test_prow_is_told_by_the_keys_of_owners(collect, owners, runs_elsewhere) -> None:
    """A file with keys that Prow does not know is somebody else's."""
    facts = collect({"OWNERS": owners})
    assert ("prow" in facts.values["actions.ci_systems"]) is runs_elsewhere


@pytest.mark.parametrize(
    ("uses", "tool"),
    [
        ("acme/ci/.github/workflows/reusable-dependency-review.yml@main", "dependency-review"),
        ("acme/ci/.github/workflows/trivy.yaml@v1", "trivy"),
        ("acme/ci/.github/workflows/shared.yml@v1", ""),
    ],
)
def test_called_workflows_are_known_by_the_tool_in_their_name(collect, uses, tool) -> None:
    """A workflow of another repository that is named for a tool runs it; any other may run anything."""
    facts = collect({".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    uses: {uses}\n"})
    if tool:
        assert facts.values["actions.tools"] == [tool]
    else:
        assert any(each.path == "actions.tools" for each in facts.problems)


@pytest.mark.parametrize(
    ("recipe", "found"),
    [
        ("check: a.yml b.yml\n\tset -e; for f in $^; do yamllint $$f; done\n", ["yamllint"]),
        ("check: lint.sh\n\t./$<\n", ["ruff"]),
        ("check:\n\tpytest $@\n", ["pytest"]),
    ],
)
def test_automatic_variables_of_make(collect, recipe, found) -> None:
    """The names of a target and what it needs stand in its recipe."""
    steps = "      - uses: actions/checkout@v4\n      - run: make check\n"
    files = {
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}",
        "Makefile": recipe,
        "lint.sh": "ruff check .\n",
    }
    assert collect(files).values["actions.enforced_tools"] == found


def test_archives_of_programs_are_known_by_their_name(collect) -> None:
    """A tool that lies in the repository as one large file is that tool."""
    steps = "      - uses: actions/checkout@v4\n      - run: tools/php-cs-fixer check\n"
    files = {
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}",
        "tools/php-cs-fixer": b"#!/usr/bin/env php\n" + bytes(BLOB_LIMIT),
    }
    assert collect(files).values["actions.enforced_tools"] == ["php-cs-fixer"]


def test_shells_that_callers_name(collect) -> None:
    """A shell that nobody here names reads plain commands like any other."""
    steps = "      - uses: actions/checkout@v4\n      - uses: ./.github/actions/check\n"
    files = {
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}",
        ".github/actions/check/action.yml": "runs:\n  using: composite\n"
        "  steps: [{run: pytest, shell: '${{ inputs.shell }}'}]\n",
    }
    assert collect(files).values["actions.enforced_tools"] == ["pytest"]
