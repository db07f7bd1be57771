"""Every other system: a whole file, what does not count, what starts it."""

import pytest

FILES = {
    "bitbucket": {
        "bitbucket-pipelines.yml": """\
image: node:20
definitions:
  steps:
    - step: &lint
        name: Lint
        script: [npm run lint]
pipelines:
  default:
    - step:
        name: Test
        script:
          - npm ci
          - npm test
          - pipe: atlassian/aws-s3-deploy:1.1.0
            variables: {S3_BUCKET: x}
        after-script: [npm run report]
    - parallel:
        - step: *lint
        - step:
            name: Hand
            trigger: manual
            script: [npm run e2e]
  branches:
    main:
      - step: {name: Main, script: [./deploy.sh]}
  custom:
    nightly:
      - step: {name: Nightly, clone: {enabled: false}, script: [./night.sh]}
"""
    },
    "travis": {
        ".travis.yml": """\
language: python
python: ["3.11", "3.12"]
install: pip install tox
script:
  - tox
  - |
    ruff check
    mypy .
after_success:
  - codecov
deploy:
  provider: pypi
  on: {tags: true}
jobs:
  include:
    - stage: slow
      script: make slow
    - name: nightly
      if: type = cron
      script: make night
    - name: soft
      env: SOFT=1
      script: make soft
  allow_failures:
    - name: soft
"""
    },
    "buildkite": {
        ".buildkite/pipeline.yml": """\
env: {MODE: fast}
steps:
  - label: test
    command:
      - bundle install
      - bundle exec rspec
    plugins:
      - docker-compose#v5.0.0: {run: app}
      - artifacts#v1.9.0: {upload: x}
  - wait
  - group: more
    steps:
      - label: matrix
        commands: "make {{matrix}}"
        matrix: [lint, types]
  - label: soft
    command: make soft
    soft_fail: true
  - label: off
    command: make off
    skip: "broken"
  - command: buildkite-agent pipeline upload .buildkite/more.yml
""",
        ".buildkite/more.yml": "steps:\n  - command: make more\n",
    },
    "drone": {
        ".drone.yml": """\
kind: pipeline
name: default
steps:
  - name: test
    image: golang
    commands:
      - go vet ./...
      - go test ./...
  - name: soft
    image: golang
    failure: ignore
    commands: [golangci-lint run]
  - name: publish
    image: plugins/docker:linux
    settings: {repo: a/b}
    when: {event: [tag]}
---
kind: pipeline
name: nightly
trigger: {event: [cron]}
clone: {disable: true}
steps:
  - name: night
    image: x
    commands: [make night]
---
kind: secret
name: x
"""
    },
    "woodpecker": {
        ".woodpecker/test.yml": """\
when:
  - event: pull_request
  - event: push
    branch: main
steps:
  test:
    image: rust
    commands:
      - cargo test
  soft:
    image: rust
    failure: ignore
    commands: [cargo clippy]
  release:
    image: woodpeckerci/plugin-release
    when: {event: tag}
"""
    },
    "bitrise": {
        "bitrise.yml": """\
format_version: "13"
trigger_map:
- pull_request_source_branch: "*"
  workflow: primary
- tag: "*"
  workflow: release
workflows:
  _setup:
    steps:
    - activate-ssh-key@4: {}
    - git-clone@8: {}
  primary:
    before_run: [_setup]
    steps:
    - xcode-test@5:
        inputs: [{project_path: App.xcodeproj}, {scheme: App}]
    - script@1:
        title: Lint
        inputs:
        - content: |-
            #!/usr/bin/env bash
            set -ex
            swiftlint
    - script@1:
        is_skippable: true
        inputs: [{content: make soft}]
    - script@1:
        run_if: "false"
        inputs: [{content: make off}]
  release:
    steps:
    - script@1:
        inputs: [{content: make release}]
"""
    },
    "codemagic": {
        "codemagic.yaml": """\
workflows:
  test:
    environment: {vars: {MODE: ci}}
    triggering:
      events: [pull_request]
    scripts:
      - flutter pub get
      - name: Test
        script: |
          flutter analyze
          flutter test
      - name: Soft
        ignore_failure: true
        script: make soft
    publishing:
      google_play: {track: internal}
      email: {recipients: [a@b.c]}
  release:
    triggering: {events: [tag]}
    scripts: [make release]
"""
    },
    "cirrus": {
        ".cirrus.yml": """\
env: {MODE: ci}
task:
  name: Unit
  container: {image: "python:3"}
  matrix:
    - env: {TOX: py311}
    - env: {TOX: py312}
  install_script: pip install tox
  test_script:
    - tox
    - coverage report
  always:
    report_script: ./report.sh
  serve_background_script: ./serve.sh
task:
  name: Soft
  allow_failures: true
  lint_script: ruff check
lint_task:
  only_if: $CIRRUS_BRANCH == 'main'
  main_script: make main
off_task:
  only_if: false
  off_script: make off
"""
    },
    "appveyor": {
        "appveyor.yml": """\
image: Visual Studio 2022
environment: {MODE: ci}
install:
  - ps: Install-Thing
  - cmd: nuget restore
build_script:
  - dotnet build
test_script:
  - dotnet test
  - sh: ./unit.sh
on_finish:
  - ps: ./report.ps1
test:
  assemblies: ['**/*.Tests.dll']
deploy:
  - provider: NuGet
    api_key: {secure: x}
"""
    },
    "google-cloud-build": {
        "deploy/cloudbuild.yaml": """\
steps:
  - name: golang
    args: [go, test, ./...]
  - name: gcr.io/cloud-builders/docker
    args: [build, -t, x, .]
  - name: node
    entrypoint: bash
    dir: web
    args:
      - -c
      - |
        npm ci
        npm test
  - name: ubuntu
    script: |
      #!/bin/bash -e
      make lint
  - name: alpine
    allowFailure: true
    script: make soft
images: [x]
"""
    },
    "codebuild": {
        "ci/buildspec-test.yml": """\
version: 0.2
env: {variables: {MODE: ci}}
phases:
  install:
    runtime-versions: {python: 3.12}
    commands: [pip install tox]
  build:
    commands:
      - tox
      - |
        make lint
        make types
  post_build:
    on-failure: CONTINUE
    commands: [make soft]
artifacts: {files: [build/test]}
"""
    },
    "semaphore": {
        ".semaphore/semaphore.yml": """\
version: v1.0
global_job_config:
  prologue: {commands: [checkout]}
blocks:
  - name: Test
    task:
      prologue: {commands: [npm ci]}
      jobs:
        - name: unit
          commands: [npm test]
  - name: Off
    skip: {when: "true"}
    task:
      jobs: [{name: off, commands: [make off]}]
"""
    },
    "tekton": {
        ".tekton/pr.yaml": """\
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: pr
  annotations: {pipelinesascode.tekton.dev/on-event: "[pull_request]"}
spec:
  pipelineSpec:
    tasks:
      - name: clone
        taskRef: {name: git-clone}
      - name: unit
        taskSpec:
          steps:
            - name: test
              image: golang
              script: |
                go test ./...
            - name: args
              image: golang
              command: [go]
              args: [vet, ./...]
            - name: soft
              image: x
              onError: continue
              script: make soft
      - name: shared
        taskRef: {name: lint}
---
apiVersion: tekton.dev/v1
kind: Task
metadata: {name: lint}
spec:
  steps:
    - image: x
      command: [sh, -c, make lint]
"""
    },
    "forgejo-actions": {
        ".forgejo/workflows/ci.yml": """\
on: [push, pull_request]
env: {MODE: ci}
jobs:
  test:
    runs-on: docker
    container: {image: "python:3"}
    strategy: {matrix: {py: ["3.11", "3.12"]}}
    steps:
      - uses: https://code.forgejo.org/actions/checkout@v4
      - uses: ./.forgejo/actions/setup
      - run: |
          tox -e ${{ matrix.py }}
      - run: make soft
        continue-on-error: true
      - run: make off
        if: false
      - run: a | b
        shell: sh
  called:
    uses: ./.forgejo/workflows/called.yml
  foreign:
    uses: a/b/.forgejo/workflows/x.yml@main
""",
        ".forgejo/workflows/called.yml": "on: workflow_call\njobs:\n  c:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: make called\n",
        ".forgejo/actions/setup/action.yml": "runs:\n  using: composite\n  steps:\n    - run: pip install tox\n      shell: bash\n",
    },
    "gitea-actions": {
        ".gitea/workflows/ci.yml": "on: {push: {branches: [main]}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: make main\n"
    },
    "prow": {
        ".prow.yaml": """\
presubmits:
  - name: unit
    always_run: true
    spec:
      containers:
        - image: golang
          command: [make]
          args: [test]
  - name: soft
    optional: true
    spec:
      containers: [{image: x, command: [bash, -ec, make soft]}]
postsubmits:
  - name: post
    spec:
      containers: [{image: x, command: [make, post]}]
"""
    },
    "concourse": {
        "ci/pipeline.yml": """\
resources:
  - {name: repo, type: git}
  - {name: change, type: pull-request}
jobs:
  - name: unit
    plan:
      - get: change
        trigger: true
      - in_parallel:
          - task: test
            file: change/ci/tasks/unit.yml
          - task: inline
            config:
              run: {path: bash, args: [-exc, "make lint\\nmake types"]}
      - try: {task: soft, config: {run: {path: make, args: [soft]}}}
      - task: foreign
        file: other/task.yml
""",
        "ci/tasks/unit.yml": "platform: linux\nrun: {path: change/ci/unit.sh}\n",
        "ci/unit.sh": "make test\n",
    },
    "codefresh": {
        "codefresh.yml": """\
steps:
  clone: {type: git-clone, repo: a/b}
  test:
    image: node
    working_directory: ${{clone}}/web
    commands: [npm ci, npm test]
  soft:
    image: node
    fail_fast: false
    commands: [make soft]
"""
    },
    "evergreen": {
        ".evergreen.yml": """\
functions:
  test:
    - command: git.get_project
    - command: shell.exec
      params:
        script: |
          make test
    - command: subprocess.exec
      params: {binary: bash, args: [run.sh]}
    - command: shell.exec
      params: {continue_on_err: true, script: make soft}
tasks:
  - name: t
    commands: [{func: test}]
"""
    },
    "screwdriver": {
        "screwdriver.yaml": """\
jobs:
  main:
    requires: [~pr, ~commit]
    steps:
      - install: npm ci
      - test: npm test
  publish:
    requires: [main]
    template: a/b@1
    steps: [npm publish]
"""
    },
    "bamboo": {
        "bamboo-specs/bamboo.yml": """\
version: 2
plan: {key: A}
Build:
  tasks:
    - checkout: {}
    - script: [mvn verify]
    - maven: {goal: test}
    - script: {interpreter: windows_powershell, scripts: [Invoke-Pester]}
"""
    },
    "harness": {
        ".harness/ci.yaml": """\
pipeline:
  stages:
    - stage:
        name: build
        spec:
          execution:
            steps:
              - step: {type: Run, spec: {shell: Bash, command: make test}}
              - parallel:
                  - step:
                      type: Run
                      failureStrategies: [{onFailure: {action: {type: Ignore}}}]
                      spec: {command: make soft}
"""
    },
    "sourcehut": {
        ".builds/test.yml": "image: alpine\nsources: [https://git.sr.ht/~a/b]\ntasks:\n  - test: |\n      cd b\n      make check\n"
    },
    "wercker": {
        "wercker.yml": "box: golang\nbuild:\n  steps:\n    - script: {name: t, code: go test ./...}\n    - golint\n"
    },
    "xcode-cloud": {"App/ci_scripts/ci_post_clone.sh": "#!/bin/sh -e\nbrew bundle\nswiftlint --strict\n"},
}  # fmt: skip
"""A whole file of each system; what must not count is called soft or off."""
COMMANDS = {
    "bitbucket": {"npm ci", "npm test", "npm run lint", "./deploy.sh"},
    "travis": {"pip install tox", "tox", "ruff check", "mypy .", "make slow"},
    "buildkite": {"bundle install", "bundle exec rspec", "make lint", "make types", "make more", "buildkite-agent pipeline upload .buildkite/more.yml"},
    "drone": {"go vet ./...", "go test ./..."},
    "woodpecker": {"cargo test"},
    "bitrise": {"#!/usr/bin/env bash", "set -ex", "swiftlint"},
    "codemagic": {"flutter pub get", "flutter analyze", "flutter test"},
    "cirrus": {"pip install tox", "tox", "coverage report", "make main"},
    "appveyor": {"Install-Thing", "nuget restore", "dotnet build", "dotnet test", "./unit.sh"},
    "google-cloud-build": {"go test ./...", "docker build -t x .", "npm ci", "npm test", "#!/bin/bash -e", "make lint"},
    "codebuild": {"pip install tox", "tox", "make lint", "make types"},
    "semaphore": {"npm ci", "npm test"},
    "tekton": {"go test ./...", "go vet ./...", "make lint"},
    "forgejo-actions": {"pip install tox", "tox -e 3.11", "tox -e 3.12", "a | b", "make called"},
    "gitea-actions": {"make main"},
    "prow": {"make test", "make post"},
    "concourse": {"./ci/unit.sh", "make lint", "make types"},
    "codefresh": {"npm ci", "npm test"},
    "evergreen": {"make test", "bash run.sh"},
    "screwdriver": {"npm ci", "npm test", "npm publish"},
    "bamboo": {"mvn verify", "Invoke-Pester"},
    "harness": {"make test"},
    "sourcehut": {"cd b", "make check"},
    "wercker": {"go test ./..."},
    "xcode-cloud": {"#!/bin/sh -e", "brew bundle", "swiftlint --strict"},
}  # fmt: skip
USES = {
    "bitbucket": {"atlassian/aws-s3-deploy"},
    "travis": {"deploy/pypi"},
    "buildkite": {"docker-compose"},
    "drone": {"plugins/docker"},
    "woodpecker": {"woodpeckerci/plugin-release"},
    "bitrise": {"xcode-test"},
    "codemagic": {"publishing/google_play"},
    "appveyor": {"deploy/nuget"},
    "forgejo-actions": {"actions/checkout"},
    "gitea-actions": {"actions/checkout"},
    "bamboo": {"maven"},
    "wercker": {"golint"},
}


@pytest.mark.parametrize("system", FILES)
def test_commands_that_run_and_count(read, system) -> None:
    """Nothing else is a command: no path, no description, nothing that is swallowed or off."""
    seen = read(FILES[system])
    assert set(seen) == {system}
    assert set(seen[system].commands) == COMMANDS[system]


@pytest.mark.parametrize("system", FILES)
def test_each_line_stands_where_it_is_written(read, system) -> None:
    """The line of a script's text is the line of the file."""
    for path, line, text in read(FILES[system])[system].lines(runs=False, enforced=False):
        written = FILES[system][path].splitlines()[line - 1]
        words = text.split()
        assert any(word.removeprefix("./ci/") in written for word in words) or "make types" in text


@pytest.mark.parametrize("system", FILES)
def test_steps_that_are_known_by_name(read, system) -> None:
    """What the system itself brings and runs nothing is left out."""
    assert set(read(FILES[system])[system].uses) == USES.get(system, set())


@pytest.mark.parametrize(
    ("system", "job", "expected"),
    [
        ("bitbucket", "Test", True),
        ("bitbucket", "Main", False),
        ("bitbucket", "Nightly", False),
        ("travis", "slow", True),
        ("travis", "nightly", False),
        ("buildkite", "test", None),
        ("drone", "nightly", False),
        ("bitrise", "primary", True),
        ("bitrise", "release", False),
        ("codemagic", "test", True),
        ("codemagic", "release", False),
        ("cirrus", "Unit", True),
        ("cirrus", "lint_task", False),
        ("appveyor", "build", True),
        ("google-cloud-build", "build", None),
        ("codebuild", "build", None),
        ("semaphore", "unit", True),
        ("tekton", "unit", True),
        ("forgejo-actions", "test", True),
        ("forgejo-actions", "c", True),
        ("gitea-actions", "a", False),
        ("prow", "unit", True),
        ("prow", "post", False),
        ("concourse", "unit", True),
        ("screwdriver", "main", True),
        ("screwdriver", "publish", False),
    ],
)
def test_whether_changes_start_a_job(read, system, job, expected) -> None:
    """As far as the file says."""
    assert read(FILES[system])[system].jobs[job].before_merge is expected


@pytest.mark.parametrize(
    ("system", "job", "expected"),
    [("bitbucket", "Nightly", False), ("drone", "nightly", False), ("bitrise", "primary", True), ("bitrise", "release", False), ("semaphore", "unit", True), ("bamboo", "Build", True), ("gitea-actions", "a", True), ("concourse", "unit", True)],
)  # fmt: skip
def test_jobs_without_the_code(read, system, job, expected) -> None:
    """Code is there by default, or once a step checks it out."""
    assert read(FILES[system])[system].jobs[job].has_code is expected


@pytest.mark.parametrize(
    ("system", "text", "expected"),
    [
        ("bitbucket", "npm ci", ("bash", True, False)),
        ("travis", "tox", ("bash", False, False)),
        ("buildkite", "bundle install", ("bash", True, False)),
        ("drone", "go vet ./...", ("sh", True, False)),
        ("bitrise", "#!/usr/bin/env bash", ("bash", False, False)),
        ("cirrus", "tox", ("bash", True, True)),
        ("appveyor", "dotnet test", ("cmd", False, False)),
        ("appveyor", "Install-Thing", ("pwsh", False, False)),
        ("google-cloud-build", "npm ci", ("bash", False, False)),
        ("google-cloud-build", "#!/bin/bash -e", ("bash", True, False)),
        ("tekton", "go test ./...", ("sh", True, False)),
        ("forgejo-actions", "make called", ("bash", True, True)),
        ("forgejo-actions", "a | b", ("sh", False, False)),
        ("concourse", "make lint", ("bash", True, False)),
        ("xcode-cloud", "#!/bin/sh -e", ("sh", True, False)),
    ],
)
def test_shells(read, system, text, expected) -> None:
    """Scripts are run as each system documents it."""
    scripts = [script for step in read(FILES[system])[system].steps for script in step.scripts]
    script = next(script for script in scripts if text in script.text)
    assert (script.shell, script.errexit, script.pipefail) == expected


@pytest.mark.parametrize(
    "system",
    sorted(set(FILES) - {"xcode-cloud", "google-cloud-build", "codebuild", "bitrise", "concourse", "tekton"}),
)
def test_broken_files_are_unseen(read, system) -> None:
    """A system whose file does not parse is there, and what it runs is not known."""
    [path, *_] = FILES[system]
    seen = read({path: "a: [1\nb: }"})[system]
    assert seen.pipeline.unseen[0].path == path


@pytest.mark.parametrize("system", ["google-cloud-build", "codebuild", "bitrise", "concourse", "tekton"])
def test_broken_files_of_systems_known_by_content(read, system) -> None:
    """They may be that system's, too."""
    [path, *_] = FILES[system]
    assert read({path: "a: [1\nb: }"})[system].unseen
    assert read({path: "a: 1\n"}) == {}


@pytest.mark.parametrize(
    "text",
    [
        "x: " + "y" * 300_000,
        "a: " * 1 + "[" * 200 + "]" * 200,
        "a: &a [*a]\n",
        "a: &a {b: *a}\n",
        "a0: &a0 [x, x]\n"
        + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    ],
)
@pytest.mark.parametrize(
    "path", [".gitlab-ci.yml", ".circleci/config.yml", ".drone.yml", "azure-pipelines.yml", ".travis.yml"]
)
def test_hostile_files_are_unseen(read, path, text) -> None:
    """What is too large, too deep or has no end is refused, and said."""
    [seen] = read({path: text}).values()
    assert seen.unseen


@pytest.mark.parametrize("system", FILES)
@pytest.mark.parametrize(
    "junk",
    [
        "[]",
        "3",
        "a",
        "{a: [b, {c: d}]}",
        "jobs: 3\nsteps: [1, [2], {a: b}]\nworkflows: x\npipelines: [a]\nphases: {a: b}\nblocks: [1]\ntasks: {a: 1}\ninclude: {a: b}\nenv: 3\n",
    ],
)
def test_odd_shapes_do_no_harm(read, system, junk) -> None:
    """Readers take what has the right shape and leave the rest."""
    [path, *_] = FILES[system]
    read({path: junk})


def test_nothing_is_no_system(read) -> None:
    """A repository without CI has none."""
    assert read({"README.md": "x", "values.yaml": "a: b\n", "src/pipeline.py": "x\n"}) == {}


def test_buildkite_escapes(read) -> None:
    """An upload puts variables in; what is escaped is the shell's."""
    seen = read({".buildkite/pipeline.yml": "steps:\n  - command: echo $$HOME \\$PATH\n"})["buildkite"]
    assert seen.commands == ["echo $HOME $PATH"]


@pytest.mark.parametrize(
    "text", ["steps:\n  - command: ./make.sh | buildkite-agent pipeline upload\n", "steps:\n  - command: buildkite-agent pipeline upload gone.yml\n"]
)  # fmt: skip
def test_buildkite_uploads_that_are_not_read(read, text) -> None:
    """A program may write steps, and a file may not be there."""
    assert read({".buildkite/pipeline.yml": text})["buildkite"].unseen


def test_woodpecker_images_of_the_usual_registry(read) -> None:
    """Its name is left out."""
    text = "steps:\n  a: {image: 'docker.io/woodpeckerci/plugin-trivy:1'}\n"
    assert read({".woodpecker.yml": text})["woodpecker"].uses == ["woodpeckerci/plugin-trivy"]


@pytest.mark.parametrize(
    ("language", "files", "command"),
    [
        ("go", {}, "go test ./..."),
        ("java", {"pom.xml": "<project/>", "mvnw": ""}, "./mvnw test -B"),
        ("java", {"build.gradle": "", "gradlew": ""}, "./gradlew check"),
        ("ruby", {"Rakefile": ""}, "rake"),
        ("rust", {}, "cargo build --verbose && cargo test --verbose"),
        ("php", {}, "phpunit"),
        ("node_js", {"package.json": "{}"}, "npm test"),
        ("generic", {}, ""),
    ],
)
def test_travis_languages_have_scripts(read, language, files, command) -> None:
    """Where nothing is given, the language's own is run."""
    seen = read({".travis.yml": f"language: {language}\n", **files})["travis"]
    assert seen.commands == ([command] if command else [])


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("type = pull_request", True), ("type = push", False), ("branch = main", True), ("tag IS present", False), ("env(X) = y", None), ("type IN (push, pull_request)", True)],
)  # fmt: skip
def test_travis_conditions(read, condition, expected) -> None:
    """They name events and branches."""
    text = f"if: {condition}\nscript: make\n"
    assert read({".travis.yml": text})["travis"].pipeline.jobs[0].before_merge is expected


def test_variables_of_travis_make_a_matrix(read) -> None:
    """Each line of variables is a job, whose values are known."""
    text = "env:\n  global: [G=1]\n  jobs:\n    - A=test B='x y'\n    - A=build\nscript: make $A\n"
    jobs = read({".travis.yml": text})["travis"].pipeline.jobs
    assert [dict(job.variables) for job in jobs] == [
        {"TRAVIS_BUILD_DIR": ".", "G": "1", "A": "test", "B": "x y"},
        {"TRAVIS_BUILD_DIR": ".", "G": "1", "A": "build"},
    ]
    alone = read({".travis.yml": "env: A=test\nscript: make $A\n"})["travis"].pipeline.jobs
    assert [dict(job.variables)["A"] for job in alone] == ["test"]
