"""Whether a check of each system reaches the result of a change: where it starts, and where it may fail."""

import pytest

GITLAB = ".gitlab-ci.yml"
AZURE = "azure-pipelines.yml"
CIRCLE = ".circleci/config.yml"
BUILDKITE = ".buildkite/pipeline.yml"
PY = "docker: [{image: python}]\n    steps: [checkout, {run: make test}]\n"


def circle(workflows: str, top: str = "") -> str:
    """Return a configuration with one job that tests."""
    return f"version: 2.1\n{top}jobs:\n  unit:\n    {PY}workflows:\n  a:\n{workflows}"


def rule(text: str) -> str:
    """Return a job of GitLab with one rule."""
    return f"a:\n  script: [make test]\n  rules:\n    - {text}\n"


def woodpecker(when: str) -> str:
    """Return a workflow with one step that has a condition."""
    return f"steps:\n  t:\n    image: x\n    commands: [make test]\n    when: {when}\n"


def bitrise(trigger: str) -> str:
    """Return a workflow that a trigger starts."""
    return f"format_version: '13'\ntrigger_map:\n- {trigger}\nworkflows:\n  a:\n    steps:\n    - script:\n        inputs: [{{content: make test}}]\n"


def semaphore(block: str) -> str:
    """Return a pipeline with one block."""
    return f"blocks:\n  - {block}\n    task:\n      jobs: [{{name: t, commands: [checkout, make test]}}]\n"


def tekton(annotation: str, when: str = "[]") -> str:
    """Return a run with one task."""
    return f"apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {{name: p, annotations: {{{annotation}}}}}\nspec:\n  pipelineSpec:\n    tasks:\n      - name: t\n        when: {when}\n        taskSpec: {{steps: [{{image: x, script: make test}}]}}\n"


PAC = "pipelinesascode.tekton.dev/on-event"
CHILD = {"ci/t.yml": "t:\n  script: [make test]\n"}
LOST = [
    (GITLAB, rule("if: $CI_PIPELINE_SOURCE == 'schedule'")),
    (GITLAB, rule("if: $CI_COMMIT_TAG")),
    (GITLAB, rule("if: $CI_MERGE_REQUEST_IID\n      allow_failure: true")),
    (GITLAB, "a:\n  script: [make test]\n  only: [schedules, web]\n"),
    (GITLAB, "a:\n  script: [make test]\n  only: [tags]\n"),
    (GITLAB, "a:\n  script: [make test]\n  only: {variables: ['$CI_COMMIT_TAG']}\n"),
    (GITLAB, "a:\n  script: [make test]\n  when: on_failure\n"),
    (GITLAB, "a:\n  script: [make test]\n  allow_failure: {exit_codes: [1, 9]}\n"),
    (GITLAB, "a:\n  script: [make test]\n  allow_failure: {exit_codes: [2]}\n"),
    (GITLAB, "a:\n  trigger: {include: ci/t.yml}\n"),
    (GITLAB, "a:\n  trigger: {include: ci/t.yml, strategy: depend}\n  allow_failure: true\n"),
    (
        GITLAB,
        "include:\n  - local: ci/t.yml\n    rules: [{if: '$CI_PIPELINE_SOURCE == \"schedule\"'}]\n",
    ),
    (
        GITLAB,
        "workflow: {rules: [{if: '$CI_PIPELINE_SOURCE == \"web\"'}]}\na: {script: [make test]}\n",
    ),
    (AZURE, "trigger: none\npr: none\nschedules: [{cron: x}]\nsteps: [{script: make test}]\n"),
    (AZURE, "trigger: {tags: {include: ['v*']}}\npr: none\nsteps: [{script: make test}]\n"),
    (
        AZURE,
        "trigger: [main]\nsteps:\n- script: make test\n  condition: eq(variables['Build.Reason'], 'Schedule')\n",
    ),
    (AZURE, "trigger: [main]\nsteps:\n- script: make test\n  condition: failed()\n"),
    (
        AZURE,
        "trigger: [main]\nsteps:\n- script: ls\n- ${{ if eq(variables['Build.Reason'], 'Schedule') }}:\n  - script: make test\n",
    ),
    (
        AZURE,
        "trigger: [main]\nstages:\n- stage: s\n  trigger: manual\n  jobs: [{job: j, steps: [{script: make test}]}]\n",
    ),
    (GITLAB, rule("if: $CI_MERGE_REQUEST_IID\n      when: manual\n      allow_failure: true")),
    (".travis.yml", "language: python\nif: tag =~ ^v\nscript: make test\n"),
    (
        ".harness/a.yaml",
        "pipeline: {stages: [{stage: {spec: {execution: {steps: [{step: {type: Run, spec: {command: make test}, when: {stageStatus: Failure}}}]}}}}]}\n",
    ),
    (
        AZURE,
        "trigger: [main]\nstages:\n- stage: s\n  condition: startsWith(variables['Build.SourceBranch'], 'refs/tags/')\n  jobs: [{job: j, steps: [{script: make test}]}]\n",
    ),
    (CIRCLE, circle("    triggers: [{schedule: {cron: x}}]\n    jobs: [unit]\n")),
    (
        CIRCLE,
        circle(
            "    jobs:\n      - unit:\n          filters: {branches: {ignore: /.*/}, tags: {only: /v.*/}}\n"
        ),
    ),
    (
        CIRCLE,
        circle(
            "    when: << pipeline.parameters.n >>\n    jobs: [unit]\n",
            "parameters: {n: {type: boolean, default: false}}\n",
        ),
    ),
    (
        CIRCLE,
        circle("    when: {equal: [scheduled_pipeline, << pipeline.trigger_source >>]}\n    jobs: [unit]\n"),
    ),
    ("bitbucket-pipelines.yml", "pipelines:\n  custom:\n    a: [{step: {script: [make test]}}]\n"),
    ("bitbucket-pipelines.yml", "pipelines:\n  tags:\n    'v*': [{step: {script: [make test]}}]\n"),
    (
        "bitbucket-pipelines.yml",
        "pipelines:\n  default: [{step: {on-fail: {strategy: ignore}, script: [make test]}}]\n",
    ),
    (
        "bitbucket-pipelines.yml",
        "pipelines:\n  default: [{stage: {trigger: manual, steps: [{step: {script: [make test]}}]}}]\n",
    ),
    (".travis.yml", "language: python\nif: type = cron\nscript: make test\n"),
    (".travis.yml", "language: python\nif: tag IS present\nscript: make test\n"),
    (".travis.yml", "language: python\nif: type IN (cron, api)\nscript: make test\n"),
    (
        ".travis.yml",
        "language: python\npython: ['3.12']\nscript: make test\njobs: {allow_failures: [{python: '3.12'}]}\n",
    ),
    (BUILDKITE, "steps:\n  - {command: make test, soft_fail: [{exit_status: 2}]}\n"),
    (BUILDKITE, "steps:\n  - {command: make test, soft_fail: [{exit_status: '*'}]}\n"),
    (BUILDKITE, 'steps:\n  - {command: make test, if: build.source == "schedule"}\n'),
    (BUILDKITE, "steps:\n  - {command: make test, if: build.tag != null}\n"),
    (".woodpecker.yml", woodpecker("{event: [tag, cron]}")),
    (".woodpecker.yml", woodpecker("{status: failure}")),
    (".woodpecker.yml", woodpecker("{evaluate: 'CI_PIPELINE_EVENT == \"cron\"'}")),
    (".drone.yml", "kind: pipeline\nsteps: [{name: t, image: x, detach: true, commands: [make test]}]\n"),
    ("bitrise.yml", bitrise("{tag: '*', workflow: a}")),
    ("bitrise.yml", bitrise("{push_branch: main, workflow: b}")),
    ("codemagic.yaml", "workflows: {a: {triggering: {events: [tag]}, scripts: [make test]}}\n"),
    (".cirrus.yml", "a_task:\n  only_if: $CIRRUS_CRON == 'night'\n  test_script: make test\n"),
    (".cirrus.yml", "a_task:\n  only_if: $CIRRUS_TAG != ''\n  test_script: make test\n"),
    ("appveyor.yml", "skip_non_tags: true\ntest_script: make test\n"),
    (
        "appveyor.yml",
        "image: Ubuntu\nmatrix: {allow_failures: [{image: Ubuntu}]}\ntest_script: make test\n",
    ),
    (".semaphore/semaphore.yml", semaphore("run: {when: \"tag =~ '.*'\"}").replace("=~ '.*'", "= 'v1'")),
    (
        ".semaphore/semaphore.yml",
        "blocks: [{task: {jobs: [{commands: [checkout]}], epilogue: {always: {commands: [make test]}}}}]\n",
    ),
    (".tekton/a.yaml", tekton(f"{PAC}: '[incoming]'")),
    (".tekton/a.yaml", tekton(f"{PAC}: '[pull_request]'", "[{input: a, operator: in, values: [b]}]")),
    (".prow.yaml", "presubmits: [{name: a, spec: {containers: [{command: [make, test]}]}}]\n"),
    (".prow.yaml", "periodics: [{name: a, spec: {containers: [{command: [make, test]}]}}]\n"),
    (".forgejo/workflows/a.yml", "on: {schedule: [{cron: x}]}\njobs: {a: {steps: [{run: make test}]}}\n"),
    (
        ".gitea/workflows/a.yml",
        "on: [push]\njobs:\n  a:\n    if: gitea.event_name == 'schedule'\n    steps: [{run: make test}]\n",
    ),
    (
        "ci/pipeline.yml",
        "resources: [{name: n, type: time}]\njobs:\n- name: a\n  plan:\n  - {get: n, trigger: true}\n  - {get: s}\n  - {task: t, config: {run: {path: make, args: [test]}}}\n",
    ),
    ("cloudbuild.yaml", "steps: [{name: golang, args: [make, test], allowExitCodes: [2]}]\n"),
    (
        "buildspec.yml",
        "batch: {build-list: [{buildspec: ci/b.yml, ignore-failure: true}]}\nphases: {build: {commands: [ls]}}\n",
    ),
    (".vela.yml", "steps: [{name: t, image: x, commands: [make test], ruleset: {event: tag}}]\n"),
    (".vela.yml", "steps: [{name: t, image: x, commands: [make test], ruleset: {continue: true}}]\n"),
    (
        "Jenkinsfile",
        "pipeline {\n stages {\n  stage('t') {\n   when { triggeredBy 'TimerTrigger' }\n   steps { sh 'make test' }\n  }\n }\n}\n",
    ),
    (
        "Jenkinsfile",
        "node {\n try { sh 'make test' } catch (e) { currentBuild.result = 'SUCCESS' }\n}\n",
    ),
    ("Jenkinsfile", "def unit() { sh 'make test' }\nnode { echo 'x' }\n"),
    ("Jenkinsfile", "node { def rc = sh(script: 'make test', returnStatus: true)\n echo \"exit $rc\" }\n"),
]
KEPT = [
    (GITLAB, rule("if: $CI_COMMIT_BRANCH == 'production'")),
    (GITLAB, rule("if: $NIGHTLY")),
    (GITLAB, rule("if: $CI_MERGE_REQUEST_IID\n      allow_failure: false") + "  allow_failure: true\n"),
    (GITLAB, "a:\n  script: [make test]\n  only: [production]\n"),
    (GITLAB, "a:\n  script: [make test]\n  except: [schedules]\n"),
    (GITLAB, "a:\n  script: [make test]\n  when: delayed\n"),
    (GITLAB, "a:\n  script: [make test]\n  allow_failure: {exit_codes: 137}\n"),
    (GITLAB, "a:\n  trigger: {include: ci/t.yml, strategy: mirror}\n"),
    (
        GITLAB,
        "include:\n  - local: ci/t.yml\n    rules: [{if: '$CI_MERGE_REQUEST_IID'}, {if: '$CI_COMMIT_TAG'}]\n",
    ),
    (AZURE, "trigger: none\nsteps: [{script: make test}]\n"),
    (
        AZURE,
        "trigger: [main]\nsteps:\n- script: make test\n  condition: and(succeeded(), eq(variables['mine'], 'x'))\n",
    ),
    (
        AZURE,
        "trigger: [main]\nsteps:\n- script: make test\n  condition: ne(variables['Build.Reason'], 'PullRequest')\n",
    ),
    (CIRCLE, circle("    jobs:\n      - unit:\n          filters: {tags: {only: /v.*/}}\n")),
    (
        CIRCLE,
        circle(
            "    unless: << pipeline.parameters.n >>\n    jobs: [unit]\n",
            "parameters: {n: {type: boolean, default: false}}\n",
        ),
    ),
    (
        CIRCLE,
        circle(
            "    when: {not: {equal: [scheduled_pipeline, << pipeline.trigger_source >>]}}\n    jobs: [unit]\n"
        ),
    ),
    (
        CIRCLE,
        circle("    when: {matches: {pattern: x, value: << pipeline.parameters.y >>}}\n    jobs: [unit]\n"),
    ),
    (
        AZURE,
        "trigger: [main]\nsteps:\n- ${{ if eq(variables['Build.Reason'], 'PullRequest') }}:\n  - script: make test\n",
    ),
    (
        AZURE,
        "trigger: [main]\njobs:\n- deployment: d\n  strategy: {runOnce: {deploy: {steps: [{checkout: self}, {script: make test}]}}}\n",
    ),
    (
        AZURE,
        "trigger: [main]\nsteps:\n- task: PythonScript@0\n  inputs: {scriptSource: filePath, scriptPath: ci/test.py}\n",
    ),
    (".travis.yml", "language: python\nif: branch = main\nscript: make test\n"),
    (".travis.yml", "language: python\nif: type = push\nscript: make test\n"),
    (
        ".travis.yml",
        "language: python\npython: ['3.12', nightly]\nscript: make test\njobs: {allow_failures: [{python: nightly}]}\n",
    ),
    (BUILDKITE, "steps:\n  - {command: make test, soft_fail: [{exit_status: 42}]}\n"),
    (BUILDKITE, 'steps:\n  - {command: make test, if: build.branch != "main" || build.tag == null}\n'),
    (".woodpecker.yml", woodpecker("[{event: tag}, {event: pull_request}]")),
    (".woodpecker.yml", woodpecker("{status: [success, failure]}")),
    ("bitrise.yml", bitrise("{push_branch: main, workflow: a}")),
    (".cirrus.yml", "a_task:\n  only_if: $CIRRUS_CRON == '' && $MINE\n  test_script: make test\n"),
    (".semaphore/semaphore.yml", semaphore("run: {when: \"branch = 'main' OR change_in('/src')\"}")),
    (".tekton/a.yaml", tekton(f"{PAC}: '[push]'")),
    (".tekton/a.yaml", tekton("a: b", "[{input: $(params.x), operator: in, values: [b]}]")),
    ("cloudbuild.yaml", "steps: [{name: golang, args: [go, test], allowExitCodes: [5]}]\n"),
    (
        "Jenkinsfile",
        "node { def rc = sh(script: 'make test', returnStatus: true)\n if (rc != 0) { error 'x' } }\n",
    ),
    ("Jenkinsfile", "def unit() { sh 'make test' }\nnode { unit() }\n"),
    (
        "Jenkinsfile",
        "node {\n try { sh 'make test' } catch (e) { currentBuild.result = 'FAILURE' }\n}\n",
    ),
]
PARTS = {**CHILD, "ci/b.yml": "phases: {build: {commands: [make test]}}\n"}


def counted(seen) -> list[str]:
    """Return the commands that count and speak of tests."""
    return [text for text in seen.commands if "test" in text]


@pytest.mark.parametrize(("path", "text"), LOST)
def test_what_never_reaches_a_change(read, path, text) -> None:
    """It counts nowhere, though it is seen wherever something starts it."""
    files = {path: text, **PARTS}
    assert [text for seen in read(files).values() for text in counted(seen)] == []


@pytest.mark.parametrize(("path", "text"), KEPT)
def test_what_reaches_a_change(read, path, text) -> None:
    """What cannot be decided, and what runs once a change is merged, takes nothing away."""
    [seen] = read({path: text, **PARTS}).values()
    assert counted(seen)


def test_where_a_later_step_judges(read) -> None:
    """A step that fails for results of tests is told of."""
    azure = "trigger: [main]\nsteps:\n- script: make test || true\n- task: PublishTestResults@2\n  inputs: {failTaskOnFailedTests: true}\n"
    [job] = read({AZURE: azure})["azure-pipelines"].pipeline.jobs
    assert job.judged
    jenkins = "node {\n sh 'make test || true'\n junit 'r.xml'\n}\n"
    assert all(job.judged for job in read({"Jenkinsfile": jenkins})["jenkins"].pipeline.jobs)
    quiet = jenkins.replace("'r.xml'", "testResults: 'r.xml', skipMarkingBuildUnstable: true")
    assert not any(job.judged for job in read({"Jenkinsfile": quiet})["jenkins"].pipeline.jobs)


def test_systems_that_are_told_any_path(read) -> None:
    """A file in no usual place is read by what it looks like, where there is no other CI."""
    gitlab = "stages: [test]\nunit:\n  stage: test\n  script: [make test]\n"
    assert read({"ci/pipeline.yml": gitlab})["gitlab-ci"].commands == ["make test"]
    buildkite = "steps:\n  - {label: t, command: make test}\n"
    assert read({"ops/ci/steps.yml": buildkite})["buildkite"].commands == ["make test"]
    assert read({"examples/ci/pipeline.yml": gitlab, "deploy/build.yml": "steps: [call]\n"}) == {}
    assert read({"docs/ci/.gitlab-ci.yml": gitlab, "templates/build.yml": "steps: [{name: x}]\n"}) == {}
    github = {".github/workflows/a.yml": "on: push\njobs: {}\n", "ci/pipeline.yml": gitlab}
    assert read(github) == {}


@pytest.mark.parametrize(
    ("path", "system"),
    [
        (".taskcluster.yml", "taskcluster"),
        ("buildbot/master.cfg", "buildbot"),
        (".kokoro/presubmit.cfg", "kokoro"),
        ("buddy.yml", "buddy"),
        ("codeship-steps.yml", "codeship"),
        ("ci.gocd.yaml", "gocd"),
        (".onedev-buildspec.yml", "onedev"),
        (".space.kts", "space"),
        (".eas/workflows/test.yml", "eas"),
    ],
)
def test_systems_that_are_only_recognized(read, path, system) -> None:
    """They are there, and nobody knows what they run."""
    assert read({path: "a: b\n"})[system].unseen


def test_heroku_and_scrutinizer(read) -> None:
    """Their commands are read; an `app.json` without tests is no CI."""
    app = '{"environments": {"test": {"scripts": {"test": "make test"}}}}'
    assert read({"app.json": app})["heroku-ci"].commands == ["make test"]
    assert read({"app.json": '{"name": "x"}'}) == {}
    nodes = "build: {nodes: {a: {tests: {override: [make test, {command: make more}]}}}}\n"
    assert read({".scrutinizer.yml": nodes})["scrutinizer"].commands == ["make test", "make more"]


def test_what_other_pipelines_may_run(read) -> None:
    """A step that waits for a pipeline elsewhere is not understood; one that does not wait tells nothing."""
    waits = "a:\n  trigger: {project: x/y, strategy: depend}\n"
    assert read({GITLAB: waits})["gitlab-ci"].unseen
    assert not read({GITLAB: waits.replace(", strategy: depend", "")})["gitlab-ci"].unseen
    assert read({BUILDKITE: "steps: [{trigger: other}]\n"})["buildkite"].unseen


def test_a_configuration_of_circleci_that_goes_on(read) -> None:
    """It is read where it stands in the repository, else nobody knows it."""
    orb = "version: 2.1\nsetup: true\norbs: {go: circleci/continuation@1}\njobs:\n  s:\n    steps: [checkout, {go/continue: {configuration_path: ci/more.yml}}]\nworkflows: {a: {jobs: [s]}}\n"
    more = f"version: 2.1\njobs:\n  unit:\n    {PY}workflows: {{a: {{jobs: [unit]}}}}\n"
    assert read({CIRCLE: orb, "ci/more.yml": more})["circleci"].commands == ["make test"]
    assert read({CIRCLE: orb})["circleci"].unseen
