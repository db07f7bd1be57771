"""Whether the failure of a check reaches the change: workflows, jobs, steps, scripts and what they call."""

from typing import Any

import pytest

from checker.collectors import Checkout, actions
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.teaching import Teaching

HEAD = "on: {on}\njobs:\n  a:\n    runs-on: x\n{job}    steps:\n      - uses: actions/checkout@v4\n"


def enforced(collect, steps: str, files=None, on: str = "pull_request", job: str = ""):
    """Return whether tests are enforced, and where they are not."""
    text = HEAD.format(on=on, job=job) + steps
    facts = collect({".github/workflows/ci.yml": text, **(files or {})})
    problem = facts.problem("actions.checks")
    checks = problem.seen if problem else facts.values["actions.checks"]
    lost = [
        f"{item['path']}:{item['line']}"
        for item in checks
        if "test" in item["checks"] and not item["enforced"]
    ]
    return facts.values.get("actions.enforces_tests"), lost


@pytest.mark.parametrize(
    ("steps", "job", "on"),
    [
        ("      - run: pytest || true\n", "", "push"),
        ("      - run: pytest\n        continue-on-error: true\n", "", "push"),
        ("      - run: pytest\n", "    continue-on-error: true\n", "push"),
        ("      - run: pytest\n        if: false\n", "", "push"),
        ("      - run: pytest\n", "    if: ${{ false }}\n", "push"),
        ("      - run: pytest\n", "", "{schedule: [{cron: '0 0 * * *'}]}"),
        ("      - run: pytest\n", "", "workflow_dispatch"),
        ("      - run: pytest\n", "", "{push: {tags: ['v*']}}"),
        ("      - run: pytest\n        if: github.event_name == 'schedule'\n", "", "[push, schedule]"),
        ("      - run: pytest --collect-only\n", "", "push"),
        ("      - run: cargo test --no-run\n", "", "push"),
        ("      - run: pytest\n        shell: bash {0}\n      - run: |\n          set +e\n          go test ./...\n          true\n", "", "schedule"),
    ],
)  # fmt: skip
def test_failures_that_reach_no_change(collect, steps: str, job: str, on: str) -> None:
    """A check whose failure is swallowed, that never runs, or that no change starts, is not enforced."""
    value, lost = enforced(collect, steps, on=on, job=job)
    assert value is False
    assert lost
    assert all(place.startswith(".github/workflows/ci.yml:") for place in lost)


@pytest.mark.parametrize(
    ("steps", "job", "on"),
    [
        ("      - run: pytest\n", "", "push"),
        ("      - run: pytest\n", "", "{push: {branches: [main]}}"),
        ("      - run: pytest\n      - run: ./report || true\n        continue-on-error: true\n", "", "push"),
        ("      - run: pytest\n        continue-on-error: ${{ matrix.odd }}\n", "", "push"),
        ("      - run: pytest\n        if: always()\n", "", "push"),
        ("      - {id: t, run: pytest, continue-on-error: true}\n      - {run: exit 1, if: steps.t.outcome == 'failure'}\n", "", "push"),
        ("      - run: ${{ matrix.cmd }}\n", "    strategy: {matrix: {cmd: [ruff check, pytest]}}\n", "push"),
        ("      - run: pytest | tee log\n        shell: bash\n", "", "push"),
    ],
)  # fmt: skip
def test_failures_that_reach_the_change(collect, steps: str, job: str, on: str) -> None:
    """One enforced run suffices, and what cannot be decided counts."""
    assert enforced(collect, steps, on=on, job=job)[0] is True


@pytest.mark.parametrize(
    ("command", "files", "place"),
    [
        ("make test", {"Makefile": "test:\n\t-pytest\n"}, "Makefile:2"),
        ("make test || true", {"Makefile": "test:\n\tpytest\n"}, ".github/workflows/ci.yml:7"),
        ("npm test", {"package.json": '{"scripts": {\n"test": "jest || true"}}'}, "package.json:2"),
        ("./t.sh", {"t.sh": "#!/bin/sh\npytest\necho done\n"}, "t.sh:2"),
        ("tox", {"tox.ini": "[testenv]\ncommands =\n    - pytest\n"}, "tox.ini:3"),
    ],
)
def test_failures_that_are_lost_on_the_way(collect, command: str, files: dict[str, str], place: str) -> None:
    """The place that swallows the failure is told, in whatever file it is."""
    assert enforced(collect, f"      - run: {command}\n", files) == (False, [place])


def test_called_workflows_and_actions_inherit(collect) -> None:
    """What a caller swallows is swallowed, and its inputs are put in."""
    called = "on: {workflow_call: {inputs: {cmd: {default: echo}}}}\njobs:\n  t:\n    runs-on: x\n    steps: [{run: '${{ inputs.cmd }}'}]\n"
    caller = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/t.yml\n    with: {cmd: pytest}\n"
    files = {".github/workflows/t.yml": called, ".github/workflows/ci.yml": caller}
    assert collect(files).values["actions.enforces_tests"] is True
    lost = caller + "    continue-on-error: true\n"
    assert collect({**files, ".github/workflows/ci.yml": lost}).values["actions.enforces_tests"] is False


def test_a_hollow_target_tests_nothing(collect) -> None:
    """A name that says "test" counts only where what is behind it is not understood."""
    assert enforced(collect, "      - run: make test\n", {"Makefile": "test:\n\t@echo ok\n"})[0] is False
    assert enforced(collect, "      - run: make test\n", {"Makefile": "test:\n\t./own\n"})[0] is True
    assert enforced(collect, "      - run: make check\n")[0] is True


def test_programs_of_the_repository_are_read(collect) -> None:
    """A program that starts nothing is no test; one that starts a test is; one that starts the unknown may be."""
    step = "      - run: python tools/x.py\n"
    starts = "import subprocess\nsubprocess.run(['pytest', '-q'])\n"
    unknown = "import subprocess, sys\nsubprocess.run(sys.argv[1:])\n"
    assert enforced(collect, step, {"tools/x.py": "print(1)\n"})[0] is False
    assert enforced(collect, step, {"tools/x.py": starts})[0] is True
    assert enforced(collect, step, {"tools/x.py": unknown})[0] is None


def test_a_target_is_believed_where_its_program_is_not_all_read(collect) -> None:
    """What is seen to be checked in one function of a program says nothing of the others."""
    program = (
        'package main\nimport "os/exec"\nfunc main() {\n'
        '\texec.Command("go", "vet", "./...").Run()\n\texec.Command(os.Args[1], "-v").Run()\n}\n'
    )
    files = {"Makefile": "test:\n\tgo run build.go test\n", "build.go": program}
    workflow = "on: pull_request\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: make test\n"
    facts = collect({".github/workflows/x.yml": workflow, **files})
    assert facts.values["actions.enforces_tests"] is True


@pytest.mark.parametrize(
    "opens", ["open(path, 'ab').write(b'x')", "path.open('ab')", "open('k6')", "gzip.open(path, mode='ab')"]
)
def test_files_that_a_program_opens_are_no_commands(collect, opens) -> None:
    """`ab` is a tool for load tests, and a mode of files."""
    step = "      - run: python tools/x.py\n"
    assert enforced(collect, step, {"tools/x.py": f"{opens}\n"})[0] is False
    starts = "open(path, 'ab')\nos.popen('ab https://acme.example/')\n"
    assert enforced(collect, step, {"tools/x.py": f"import os\n{starts}"})[0] is True


def test_functions_of_a_script_that_is_read_in(collect) -> None:
    """What they do was read where they stand; one that runs what it is given may be anything."""
    step = "      - run: |\n          source ci/lib.sh\n          announce Tests\n          %s\n"
    files = {
        "ci/lib.sh": 'function announce {\n  echo "::group::$1"\n}\nverify() { pytest -q; }\nquiet() { "$@"; }\n'
    }
    assert enforced(collect, step % "verify", files)[0] is True
    plain = {"ci/lib.sh": files["ci/lib.sh"].replace("pytest -q", "ls")}
    assert enforced(collect, step % "true", plain)[0] is False
    assert enforced(collect, step % "quiet ./own", plain)[0] is None
    assert enforced(collect, step % "elsewhere", plain)[0] is None


def test_taught_commands_count(collect) -> None:
    """`recognize` decides what nobody else knows, and says where it was taught."""
    text = HEAD.format(on="push", job="") + "      - run: ./bake test-all\n"
    files = Files(MemoryTree({".github/workflows/ci.yml": text}))
    teaching = (Teaching("tests", "./bake *", "checker.yml", 4), Teaching("harmless", "x", "checker.yml", 5))
    from datetime import UTC, datetime

    checkout = Checkout(Repository("x", "x"), files, None, datetime(2026, 1, 1, tzinfo=UTC), None, teaching)
    facts = actions.collect(checkout, frozenset(("actions.enforces_tests", "actions.taught")))
    assert facts.values == {
        "actions.enforces_tests": True,
        "actions.taught": [{"path": "checker.yml", "line": 4, "kind": "tests", "pattern": "./bake *"}],
    }


def test_checks_before_the_merge(collect) -> None:
    """Tests of the main branch are enforced, but come after the merge."""
    text = HEAD.format(on="{push: {branches: [main]}}", job="") + "      - run: pytest\n"
    facts = collect({".github/workflows/ci.yml": text})
    assert facts.values["actions.enforces_tests"] is True
    assert facts.values["actions.checks_pull_requests"] is False


@pytest.mark.parametrize(
    ("command", "files", "expected"),
    [
        ("coverage run $OPTIONS -m pytest $@", {}, True),
        ("mvn $MAVEN_ARGS verify", {}, True),
        ("coverage run tests/run.py", {}, True),
        ("coverage run $COMMAND", {}, None),
        ("coverage run -m $MODULE", {}, None),
        ("cargo $COMMAND", {}, None),
        ("coverage report $OPTIONS", {}, False),
        ("coverage xml", {}, False),
    ],
)
def test_variables_that_nobody_knows(collect, command: str, files, expected) -> None:
    """They may hold options; where they may hold the command, it is not understood."""
    assert enforced(collect, f"      - run: {command}\n", files)[0] is expected


def test_a_hook_that_changes_files_fails(collect) -> None:
    """What only formats fails as a hook, and an action may run all hooks."""
    config = "repos:\n- repo: x\n  hooks: [{id: terraform_fmt}, {id: terraform_validate}]\n"
    steps = "      - uses: clowdhaus/terraform-composite-actions/pre-commit@v1\n"
    text = HEAD.format(on="pull_request", job="") + steps
    facts = collect({".github/workflows/ci.yml": text, ".pre-commit-config.yaml": config})
    tools = facts.values["actions.enforced_tools"]
    assert tools == ["pre-commit", "terraform-fmt", "terraform-validate"]


@pytest.mark.parametrize(
    ("script", "tests", "tools"),
    [
        ("$a = $b ? 1", False, True),
        ("$a = $b ? test", None, True),
        ("$a = $b ? sast", False, False),
    ],
)  # fmt: skip
def test_a_broken_region_is_asked_for_the_answer(collect, script: str, tests, tools: bool) -> None:
    """What the parser refuses makes a question unknown only where it could hold the answer."""
    steps = f"      - shell: pwsh\n        run: |\n          {script}\n"
    text = HEAD.format(on="pull_request", job="") + steps
    facts = collect({".github/workflows/ci.yml": text})
    assert facts.values.get("actions.enforces_tests") is tests
    assert (facts.problem("actions.enforced_tools") is None) is tools
    if tests is None:
        assert "recognize: {tests:" in facts.problem("actions.enforces_tests").reason


@pytest.mark.parametrize(
    ("shell", "script", "expected"),
    [
        ("Rscript {0}", "testthat::test_local()", True),
        ("Rscript {0}", "pkgdown::build_site()", False),
        ("Rscript {0}", "system(command)", None),
        ("perl {0}", 'system("prove -l t");', True),
        ("ruby {0}", 'puts "#{x}"', False),
        ("node {0}", 'console.log("x")', False),
    ],
)
def test_scripts_of_other_languages(collect, shell: str, script: str, expected) -> None:
    """They are read by the calls in them."""
    steps = f"      - shell: {shell}\n        run: |\n          {script}\n"
    assert enforced(collect, steps)[0] is expected


@pytest.mark.parametrize(
    ("command", "pom", "expected"),
    [
        ("mvn -B", "<build><defaultGoal>clean verify</defaultGoal></build>", True),
        ("mvn -B -P ci", "<build><defaultGoal>test</defaultGoal></build>", True),
        ("mvn -B", "<build><defaultGoal>compile</defaultGoal></build>", False),
        ("mvn -B -DskipTests", "<build><defaultGoal>verify</defaultGoal></build>", False),
        ("mvn compile", "<build><defaultGoal>verify</defaultGoal></build>", False),
        ("mvn", "<profiles><defaultGoal>verify</defaultGoal></profiles>", None),
    ],
)
def test_default_goals_of_maven(collect, command: str, pom: str, expected) -> None:
    """A call without a goal runs those of the file."""
    files = {"pom.xml": f"<project>\n{pom}\n</project>"}
    assert enforced(collect, f"      - run: {command}\n", files)[0] is expected


def test_marks_of_make_may_come_from_a_variable(collect) -> None:
    """`@` and `-` are marks also where a variable holds them."""
    makefile = "Q := @\nI := -\nall:\n\t$(Q)mkdir -p x\n\t$(I)pytest\n"
    assert enforced(collect, "      - run: make all\n", {"Makefile": makefile}) == (False, ["Makefile:5"])


@pytest.mark.parametrize(
    ("env", "present", "absent"),
    [
        ("{}", {"actionlint", "zizmor", "checkov"}, set()),
        ("{VALIDATE_ALL_CODEBASE: true, VALIDATE_CHECKOV: false}", {"actionlint"}, {"checkov"}),
        ("{VALIDATE_GITHUB_ACTIONS: true}", {"actionlint"}, {"zizmor", "checkov"}),
        ("{VALIDATE_ENV: true}", set(), {"actionlint"}),
    ],
)
def test_a_bundle_of_linters(collect, env: str, present: set[str], absent: set[str]) -> None:
    """Its variables say which of its tools run."""
    steps = f"      - uses: super-linter/super-linter@v7\n        env: {env}\n"
    text = HEAD.format(on="pull_request", job="") + steps
    tools = set(collect({".github/workflows/ci.yml": text}).values["actions.enforced_tools"])
    assert present | {"super-linter"} <= tools
    assert not absent & tools


@pytest.mark.parametrize(
    ("uses", "tools"),
    [
        ("docker://rhysd/actionlint:1.7", ["actionlint"]),
        ("docker://ergebnis/composer-normalize-action:0.8", ["composer-validate"]),
        ("docker://bitnami/git:latest", []),
        ("docker://acme/thing:1", None),
    ],
)
def test_images_as_steps(collect, uses: str, tools) -> None:
    """An image is known by its name, whatever its tag."""
    text = HEAD.format(on="pull_request", job="") + f"      - uses: {uses}\n"
    assert collect({".github/workflows/ci.yml": text}).values.get("actions.enforced_tools") == tools


def test_taught_files_of_ci_are_told() -> None:
    """So that a pattern which names nothing can be warned of."""
    from datetime import UTC, datetime

    files = Files(MemoryTree({"ops/x.yml": "steps: []\n"}))
    teaching = (Teaching("ci", "ops/*.yml", "checker.yml", 4), Teaching("ci", "other/*", "checker.yml", 5))
    checkout = Checkout(Repository("x", "x"), files, None, datetime(2026, 1, 1, tzinfo=UTC), None, teaching)
    facts = actions.collect(checkout, frozenset(("actions.taught",)))
    taught: Any = facts.values["actions.taught"]
    assert [item["line"] for item in taught] == [4]


POM = "<project>{}</project>"


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("bundle exec rake build", {"Rakefile": 'require "bundler/gem_tasks"\nRSpec::Core::RakeTask.new(:spec)\n'}),
        ("nox -s lint", {"noxfile.py": "@nox.session\ndef tests(session):\n    session.run('pytest')\n\n@nox.session\ndef lint(session):\n    session.run('ruff')\n"}),
        ("nox", {"noxfile.py": "@nox.session\ndef tests(session):\n    session.run('pytest', success_codes=[0, 1])\n"}),
        ("mvn verify", {".mvn/maven.config": "-DskipTests\n"}),
        ("mvn verify", {"pom.xml": POM.format("<properties><skipTests>true</skipTests></properties>")}),
        ("mvn verify", {"pom.xml": POM.format("<testFailureIgnore>true</testFailureIgnore>")}),
        ("mvn -D skipTests=true verify", {}),
        ("gradle build", {"build.gradle": "test {\n  enabled = false\n}\n"}),
        ("gradle test", {"build.gradle.kts": "tasks.test { ignoreFailures = true }\n"}),
        ("gradle build --exclude-task=:test", {}),
        ("tox", {"tox.ini": "[testenv]\nignore_outcome = true\ncommands = pytest\n"}),
        ("task t", {"Taskfile.yml": "tasks:\n  t:\n    cmds:\n      - {cmd: pytest, ignore_error: true}\n"}),
        ("task t", {"Taskfile.yml": "tasks:\n  t:\n    ignore_error: true\n    cmds: [pytest]\n"}),
        ("make -i t", {"Makefile": "t:\n\tpytest\n"}),
        ("make t", {"Makefile": ".IGNORE: t\nt:\n\tpytest\n"}),
        ("make app", {"Makefile": "include erlang.mk\n"}),
        ("cargo make t", {"Makefile.toml": '[tasks.t]\ncommand = "cargo"\nargs = ["test"]\nignore_errors = true\n'}),
        ("pwsh -c Invoke-Pester", {}),
        ("tox --notest", {"tox.ini": "[testenv]\ncommands = pytest\n"}),
        ("tox -e lint", {"tox.ini": "[testenv]\ncommands =\n    lint: ruff check\n    unit: pytest\n"}),
        ("make -n t", {"Makefile": "t:\n\tpytest\n"}),
        ('|\n          soft() { "$@" || true; }\n          soft pytest', {}),
        ("sbt 'set Test / test := {}' assembly", {}),
    ],
)  # fmt: skip
def test_files_that_keep_tests_from_counting(collect, command: str, files) -> None:
    """The tasks that are called run no tests, or a file says that tests are skipped or may fail."""
    assert enforced(collect, f"      - run: {command}\n", files)[0] is False


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("bundle exec rake", {"Rakefile": "RSpec::Core::RakeTask.new(:spec)\ntask default: :spec\n"}),
        ("mvn verify -DskipTests=false", {"pom.xml": POM.format("<skipTests>true</skipTests>")}),
        ("mvn verify", {"pom.xml": POM.format("<profiles><p><skipTests>true</skipTests></p></profiles>")}),
        ("gradle check", {"build.gradle": "checkstyle {\n  ignoreFailures = true\n}\n"}),
        ("npm t", {"package.json": '{"scripts": {"test": "jest"}}'}),
        ("bun run test", {"package.json": '{"scripts": {"test": "bun test src"}}'}),
        ("cargo ci", {".cargo/config.toml": '[alias]\nci = "test --locked"\n'}),
        ("cargo make ci", {"Makefile.toml": '[tasks.t]\nscript = "cargo test"\n[tasks.ci]\ndependencies = ["t"]\n'}),
        ("make tests", {"Makefile": "include erlang.mk\n"}),
        ("fastlane ios t", {"fastlane/Fastfile": "lane :t do\n  run_tests\nend\n"}),
        ("pixi run a", {"pixi.toml": '[tasks]\nb = "pytest"\na = {depends-on = ["b"]}\n'}),
        ("pwsh -c 'Invoke-Pester -CI'", {}),
        ("docker run -v a:b -t x/pytest src", {}),
        ("tox -e py-unit", {"tox.ini": "[testenv]\ncommands =\n    lint: ruff check\n    unit: pytest\n"}),
        ('|\n          loud() { echo "$1"; "$@"; }\n          loud pytest', {}),
    ],
)  # fmt: skip
def test_files_through_which_tests_run(collect, command: str, files) -> None:
    """What a runner starts is read task by task."""
    assert enforced(collect, f"      - run: {command}\n", files)[0] is True


@pytest.mark.parametrize(
    ("steps", "job", "value"),
    [
        ("      - run: mvn verify\n", '    env: {MAVEN_ARGS: "-B -DskipTests"}\n', False),
        ("      - run: ./t.sh\n        env: {PYTEST_ADDOPTS: --co}\n", "", False),
        ("      - run: ./t.sh\n        env: {PYTEST_ADDOPTS: -q}\n", "", True),
        ("      - uses: nick-fields/retry@v3\n        with: {command: pytest, continue_on_error: true}\n", "", False),
        ("      - uses: nick-fields/retry@v3\n        with: {command: pytest}\n", "", True),
        ("      - run: pytest\n  b:\n    needs: a\n    runs-on: x\n    steps: [{run: echo}]\n", "    if: false\n", False),
    ],
)  # fmt: skip
def test_surroundings_that_decide(collect, steps: str, job: str, value: bool) -> None:
    """The environment and the inputs of an action decide, too, also for what a script calls."""
    assert enforced(collect, steps, {"t.sh": "#!/bin/sh\npytest\n"}, job=job)[0] is value


@pytest.mark.parametrize("extra", ["", "    if: always()\n"])
def test_jobs_that_need_one_that_never_runs(collect, extra: str) -> None:
    """They are skipped with it, unless they say otherwise."""
    text = "on: push\njobs:\n  gate:\n    if: false\n    runs-on: x\n    steps: [{run: echo}]\n  a:\n    needs: gate\n"
    steps = "    runs-on: x\n    steps: [{uses: actions/checkout@v4}, {run: pytest}]\n"
    facts = collect({".github/workflows/a.yml": text + extra + steps})
    assert facts.values["actions.enforces_tests"] is bool(extra)


@pytest.mark.parametrize(
    ("steps", "tool", "value"),
    [
        ("      - run: |\n          cargo fmt\n          git diff --exit-code\n", "rustfmt", True),
        ("      - run: terraform fmt\n      - run: git diff --quiet\n", "terraform-fmt", True),
        ("      - run: git diff --exit-code\n      - run: cargo fmt\n", "rustfmt", False),
        ("      - run: cargo fmt\n", "rustfmt", False),
        ("      - run: |\n          black --check . || true\n          grep -q version setup.py\n", "black", False),
        ("      - run: |\n          dotnet list package --vulnerable | tee x\n          ! grep -q has x\n", "dotnet-list-vulnerable", True),
        ("      - run: dotnet list package --vulnerable\n", "dotnet-list-vulnerable", False),
        ('      - run: test -z "$(gofmt -l .)"\n', "gofmt", True),
    ],
)  # fmt: skip
def test_what_is_judged_afterwards(collect, steps: str, tool: str, value: bool) -> None:
    """Tools that only print or write count where the script judges what came of it."""
    facts = collect({".github/workflows/ci.yml": HEAD.format(on="push", job="") + steps})
    checks = facts.values["actions.checks"]
    assert [item["enforced"] for item in checks if item["tool"] == tool] == [value]


def test_linters_that_megalinter_runs(collect) -> None:
    """What a bundle runs counts as if it were called, in an action and in a container."""
    for step in (
        "uses: oxsecurity/megalinter@v9",
        "run: docker run --rm -v a:b oxsecurity/megalinter-python:v9",
    ):
        facts = collect({".github/workflows/ci.yml": HEAD.format(on="push", job="") + f"      - {step}\n"})
        assert {"megalinter", "ruff", "trivy"} <= set(facts.values["actions.enforced_tools"])


def test_options_that_measure_coverage(collect) -> None:
    """A call that also measures coverage checks it."""
    facts = collect(
        {".github/workflows/ci.yml": HEAD.format(on="push", job="") + "      - run: pytest --cov=a\n"}
    )
    assert facts.values["actions.checks"][0]["checks"] == ["test", "coverage"]


@pytest.mark.parametrize(
    ("inputs", "tools"),
    [
        ("{args: sh -c 'cabal update && cabal test'}", ["cabal-test"]),
        ("{args: 'find . -mindepth 1 -exec rm -rf {} +'}", []),
        ("{entrypoint: /usr/bin/ruff, args: check .}", ["ruff"]),
        ("{args: '**/*.md'}", None),
        ("{args: --strict}", None),
    ],
)
def test_what_an_image_is_told_to_run(collect, inputs: str, tools) -> None:
    """Its arguments are a command where they begin with a program; else they are options of what is in it."""
    text = (
        HEAD.format(on="pull_request", job="")
        + f"      - uses: docker://acme/thing:1\n        with: {inputs}\n"
    )
    assert collect({".github/workflows/ci.yml": text}).values.get("actions.enforced_tools") == tools


@pytest.mark.parametrize(("target", "tests"), [("distcheck", True), ("installcheck", True), ("dist", False)])
def test_targets_that_automake_makes(collect, target: str, tests: bool) -> None:
    """They run the tests of what is packed or installed, and stand in no makefile; one that does is read."""
    step = f"      - run: make {target}\n"
    assert enforced(collect, step, {"Makefile.am": "SUBDIRS = .\n"})[0] is tests
    assert enforced(collect, step, {"Makefile": f"{target}:\n\t@echo ok\n"})[0] is False


LEGS = "    strategy: {{matrix: {{checks: [advisories, bans]}}}}\n    continue-on-error: ${{{{ matrix.{key} == '{value}' }}}}\n"


@pytest.mark.parametrize(
    ("step", "key", "value", "expected"),
    [
        ("{uses: EmbarkStudios/cargo-deny-action@v2, with: {command: 'check ${{ matrix.checks }}'}}", "checks", "advisories", False),
        ("{run: 'cargo deny check ${{ matrix.checks }}'}", "checks", "advisories", False),
        ("{uses: EmbarkStudios/cargo-deny-action@v2, with: {command: 'check ${{ matrix.checks }}'}}", "checks", "bans", True),
        ("{run: 'cargo deny check ${{ matrix.checks }}'}", "checks", "other", True),
        ("{run: cargo deny check}", "checks", "advisories", True),
        ("{uses: EmbarkStudios/cargo-deny-action@v2}", "os", "windows", True),
        ("{uses: EmbarkStudios/cargo-deny-action@v2, with: {command: check licenses}}", "os", "windows", None),
    ],
)  # fmt: skip
def test_the_only_leg_that_checks_may_not_fail(collect, step: str, key: str, value: str, expected) -> None:
    """A leg that may fail takes nothing from the others, unless it is the one that checks."""
    text = HEAD.format(on="push", job=LEGS.format(key=key, value=value)) + f"      - {step}\n"
    checks = collect({".github/workflows/ci.yml": text}).values["actions.checks"]
    found = [item["enforced"] for item in checks if "dependencies" in item["checks"]]
    assert (any(found) if found else None) is expected
