"""CI systems other than GitHub Actions."""

import pytest


@pytest.mark.parametrize(
    ("files", "system", "tool"),
    [
        ({".gitlab-ci.yml": "lint:\n  script:\n    - pip install ruff\n    - ruff check .\n"}, "gitlab-ci", "ruff"),
        ({".gitlab-ci.yml": "include:\n  - template: Security/Secret-Detection.gitlab-ci.yml\n"}, "gitlab-ci", "gitleaks"),
        ({".gitlab-ci.yml": "x:\n  image: aquasec/trivy:latest\n  script: [run]\n"}, "gitlab-ci", "trivy"),
        ({".circleci/config.yml": "jobs:\n  a:\n    steps:\n      - run: make lint\n", "Makefile": "lint:\n\teslint .\n"}, "circleci", "eslint"),
        ({".travis.yml": "script: bundle exec rspec\n"}, "travis", "rspec"),
        ({"azure-pipelines.yml": "steps:\n- script: |\n    npx jest\n"}, "azure-pipelines", "jest"),
        ({"Jenkinsfile": "node {\n  sh 'mvn -B verify'\n  sh \"pytest -q\"\n}\n"}, "jenkins", "pytest"),
        ({"bitbucket-pipelines.yml": "pipelines:\n  default:\n    - step:\n        script:\n          - flake8\n"}, "bitbucket", "flake8"),
        ({".buildkite/pipeline.yml": "steps:\n  - command: ./ci/test.sh\n", "ci/test.sh": "go test ./...\n"}, "buildkite", "go-test"),
        ({".cirrus.yml": "task:\n  test_script: pytest\n"}, "cirrus", "pytest"),
        ({".drone.yml": "steps:\n- commands:\n  - go vet ./...\n"}, "drone", "go-vet"),
        ({".woodpecker/x.yml": "steps:\n  - commands: [ 'cargo test' ]\n"}, "woodpecker", "cargo-test"),
        ({"appveyor.yml": "test_script:\n  - bundle exec rake test\n"}, "appveyor", "rake-test"),
        ({"cloudbuild.yaml": "steps:\n- name: golang\n  args: ['x']\n- entrypoint: bash\n  args: ['-c', 'gosec ./...']\n"}, "google-cloud-build", "gosec"),
        ({".forgejo/workflows/x.yml": "jobs:\n  a:\n    steps:\n      - run: pytest\n"}, "forgejo-actions", "pytest"),
    ],
)  # fmt: skip
def test_systems_and_their_tools(collect, files, system, tool) -> None:
    """The commands of other systems are read as text."""
    facts = collect(files)
    assert facts.values["actions.ci_systems"] == [system]
    assert tool in facts.values["actions.tools"]
    assert facts.values["actions.ci_files"][0]["system"] == system


@pytest.mark.parametrize(
    "files",
    [
        {".gitlab-ci.yml": "include:\n  - project: a/b\n    file: x.yml\n"},
        {".gitlab-ci.yml": "include: https://example.org/x.yml\n"},
        {".circleci/config.yml": "orbs:\n  node: circleci/node@5\n"},
        {"Jenkinsfile": "@Library('shared') _\nbuildApp()\n"},
        {"azure-pipelines.yml": "extends:\n  template: x.yml@templates\n"},
        {".travis.yml": "import:\n  - a/b:x.yml\n"},
        {"OWNERS": "approvers:\n- ann\n"},
        {".prow.yaml": "presubmits: []\n"},
        {".teamcity/settings.kts": "version = 1\n"},
    ],
)
def test_instructions_kept_elsewhere(collect, files) -> None:
    """What another repository decides makes absence uncertain."""
    facts = collect(files)
    assert facts.values["actions.readable_ci"] is False
    assert facts.problem("actions.tools")


def test_owners_of_other_kinds_are_not_prow(collect) -> None:
    """A list of names is no configuration of Prow."""
    assert collect({"OWNERS": "ann@example.org\nbob@example.org\n"}).values["actions.ci_systems"] == []


def test_tekton_needs_its_own_resources(collect) -> None:
    """A folder's name is not enough."""
    assert collect({".tekton/x.yaml": "a: b\n"}).values["actions.ci_systems"] == []
    text = "apiVersion: tekton.dev/v1\nkind: PipelineRun\n"
    assert collect({".tekton/x.yaml": text}).values["actions.ci_systems"] == ["tekton"]
