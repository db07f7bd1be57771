"""GitLab CI."""

import pytest

from checker.ci.systems.conditions import evaluate
from checker.ci.systems.gitlab_rules import BRANCH, MERGE_REQUEST

WHOLE = """\
stages: [test]
variables:
  PYTHON: "3.12"
default:
  image: python:3.12
  before_script:
    - pip install tox
.base:
  script:
    - tox
    # a remark
    - |
      coverage report
      ls
unit:
  extends: .base
  variables: {TOXENV: unit}
  artifacts:
    paths: [build/test]
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
lint:
  script:
    - !reference [.base, script]
    - ruff check
  allow_failure: true
docs:
  script: mkdocs build
  when: never
deploy:
  script: ./deploy.sh
  only: [main]
"""


def test_a_whole_pipeline(read) -> None:
    """Scripts, defaults and bases are put together, each line where it stands; paths are no commands."""
    seen = read({".gitlab-ci.yml": WHOLE})["gitlab-ci"]
    unit = seen.jobs["unit"]
    assert [(line, text) for _, line, text in seen.lines()][:4] == [
        (7, "pip install tox"),
        (10, "tox"),
        (13, "coverage report"),
        (14, "ls"),
    ]
    assert unit.image == "python:3.12"
    assert unit.variables["PYTHON"] == "3.12"
    assert unit.variables["TOXENV"] == "unit"
    [script] = unit.steps[0].scripts
    assert (script.shell, script.errexit, script.pipefail) == ("bash", True, True)
    assert "build/test" not in " ".join(seen.commands)


def test_what_does_not_count(read) -> None:
    """A job may fail, may never run, and what runs afterwards changes nothing."""
    seen = read({".gitlab-ci.yml": WHOLE})["gitlab-ci"]
    assert seen.jobs["lint"].swallowed == "`allow_failure: true`"
    assert seen.jobs["docs"].never == "`when: never`"
    assert "ruff check" not in seen.commands
    assert "mkdocs build" not in seen.commands
    after = read({".gitlab-ci.yml": "a:\n  script: [make]\n  after_script: [pytest]\n"})["gitlab-ci"]
    assert after.commands == ["make"]
    assert after.steps[1].swallowed


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", True),
        ("rules:\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'", True),
        ("rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", False),
        ("rules:\n    - if: $CI_COMMIT_TAG", False),
        ("rules:\n    - if: $CI_COMMIT_BRANCH =~ /^release/", False),
        ("rules:\n    - if: $NIGHTLY == '1'", None),
        ("rules:\n    - changes: [src/**]", True),
        ("rules:\n    - if: $CI_COMMIT_TAG\n      when: never\n    - when: on_success", True),
        ("only: [merge_requests]", True),
        ("only: [main, tags]", False),
        ("only: [schedules]", False),
        ("except: [tags]", True),
        ("except: [branches]", False),
        ("only:\n    refs: [branches]", True),
        ("rules: [{if: '$CI_PIPELINE_SOURCE == \"schedule\"'}]", False),
    ],
)
def test_whether_changes_start_a_job(read, rest, expected) -> None:
    """Rules are asked for the pipelines of a merge request and of its branch."""
    [job] = read({".gitlab-ci.yml": f"a:\n  script: [make]\n  {rest}\n"})["gitlab-ci"].pipeline.jobs
    assert job.before_merge is expected


def test_rules_of_the_workflow(read) -> None:
    """`workflow` decides which pipelines there are; a job without rules is in all of them then."""
    only_requests = "workflow:\n  rules:\n    - if: $CI_MERGE_REQUEST_IID\na: {script: [make]}\n"
    only_main = "workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\na: {script: [make]}\n"
    assert read({".gitlab-ci.yml": only_requests})["gitlab-ci"].jobs["a"].before_merge is True
    assert read({".gitlab-ci.yml": only_main})["gitlab-ci"].jobs["a"].before_merge is False


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("when: manual", "`when: manual`"),
        ("when: manual\n  allow_failure: false", ""),
        ("rules:\n    - when: manual", "`when: manual`"),
        ("rules:\n    - when: manual\n      allow_failure: false", ""),
        ("rules:\n    - if: $A\n      when: never", "`when: never`"),
        ("rules:\n    - if: $A\n      when: manual\n    - if: $B", ""),
    ],
)
def test_jobs_that_nothing_starts(read, rest, expected) -> None:
    """A job that waits for somebody, and for which nothing waits, is as good as none."""
    [job] = read({".gitlab-ci.yml": f"a:\n  script: [make]\n  {rest}\n"})["gitlab-ci"].pipeline.jobs
    assert job.never == expected


def test_includes_of_the_repository(read) -> None:
    """Local files are followed by name and by glob, with their inputs; what they say stands where they do."""
    files = {
        ".gitlab-ci.yml": "include:\n  - local: /ci/*.yml\n  - local: x/inputs.yml\n    inputs: {tool: nox}\n",
        "ci/test.yml": "include: {local: ci/deep/more.yml}\nunit:\n  script: [pytest]\n",
        "ci/deep/more.yml": "more:\n  script: [mypy]\n",
        "x/inputs.yml": "spec:\n  inputs: {tool: , where: {default: src}}\n---\nx:\n  script: ['$[[ inputs.tool ]] $[[ inputs.where ]]']\n",
    }
    seen = read(files)["gitlab-ci"]
    assert set(seen.lines()) == {
        ("ci/test.yml", 3, "pytest"),
        ("ci/deep/more.yml", 2, "mypy"),
        ("x/inputs.yml", 5, "nox src"),
    }
    assert seen.unseen == []


def test_an_include_named_like_a_test_is_no_command(read) -> None:
    """Only what the included file says is run."""
    files = {
        ".gitlab-ci.yml": "include: [{local: ci/test.yml}]\n",
        "ci/test.yml": "a:\n  script: [echo hello]\n",
    }
    assert read(files)["gitlab-ci"].commands == ["echo hello"]


@pytest.mark.parametrize(
    "include",
    [
        "https://example.org/x.yml",
        "{remote: 'https://example.org/x.yml'}",
        "{project: a/b, file: x.yml}",
        "{local: gone.yml}",
        "{local: $WHERE}",
    ],
)
def test_includes_from_elsewhere(read, include) -> None:
    """What is kept elsewhere is not understood, at its line."""
    seen = read({".gitlab-ci.yml": f"a:\n  script: [make]\ninclude:\n  - {include}\n"})["gitlab-ci"]
    assert len(seen.unseen) == 1
    assert seen.unseen[0].startswith(".gitlab-ci.yml:4 ")
    assert seen.commands == ["make"]


def test_templates_of_gitlab_itself(read) -> None:
    """They are known by their names, and switched off by variables."""
    text = "include:\n  - template: Jobs/Dependency-Scanning.latest.gitlab-ci.yml\n  - template: Security/SAST-IaC.gitlab-ci.yml\n  - component: $CI_SERVER_FQDN/components/sast/sast@1.0\n"
    seen = read({".gitlab-ci.yml": text})["gitlab-ci"]
    assert seen.uses == ["jobs/dependency-scanning", "security/sast-iac", "components/sast/sast"]
    off = read({".gitlab-ci.yml": text + "variables: {DEPENDENCY_SCANNING_DISABLED: 'true'}\n"})["gitlab-ci"]
    assert off.jobs["jobs/dependency-scanning"].never == "`DEPENDENCY_SCANNING_DISABLED: true`"
    assert off.jobs["security/sast-iac"].never == ""


def test_a_component_of_the_project_itself(read) -> None:
    """It stands in `templates/`."""
    files = {
        ".gitlab-ci.yml": "include:\n  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/lint@$CI_COMMIT_SHA\n",
        "templates/lint.yml": "spec: {inputs: {}}\n---\nlint:\n  script: [shellcheck x.sh]\n",
    }
    assert read(files)["gitlab-ci"].commands == ["shellcheck x.sh"]


def test_child_pipelines(read) -> None:
    """A configuration that is triggered in this repository is read."""
    files = {
        ".gitlab-ci.yml": "sub:\n  trigger:\n    include: sub/ci.yml\n  when: never\n",
        "sub/ci.yml": "test:\n  script: [go test ./...]\n",
    }
    seen = read(files)["gitlab-ci"]
    assert seen.jobs["test"].never == "`when: never`"
    assert seen.lines(runs=False, enforced=False) == [("sub/ci.yml", 2, "go test ./...")]


def test_a_matrix_has_legs(read) -> None:
    """Each leg has its own variables."""
    text = "a:\n  parallel:\n    matrix:\n      - TASK: [unit, lint]\n        OS: linux\n  script: [make $TASK]\n"
    jobs = read({".gitlab-ci.yml": text})["gitlab-ci"].pipeline.jobs
    assert [job.variables["TASK"] for job in jobs] == ["unit", "lint"]


def test_jobs_without_the_code(read) -> None:
    """GIT_STRATEGY none or empty leaves the code out."""
    text = "variables: {GIT_STRATEGY: none}\na: {script: [make]}\nb:\n  variables: {GIT_STRATEGY: clone}\n  script: [make]\n"
    seen = read({".gitlab-ci.yml": text})["gitlab-ci"]
    assert [seen.jobs["a"].has_code, seen.jobs["b"].has_code] == [False, True]


def test_windows_runners(read) -> None:
    """Their scripts are PowerShell."""
    text = "a:\n  tags: [saas-windows-medium-amd64]\n  script: [Invoke-Pester]\n"
    assert read({".gitlab-ci.yml": text})["gitlab-ci"].steps[0].scripts[0].shell == "pwsh"


def test_a_pipeline_in_another_place(read) -> None:
    """It counts where there is none in the usual place."""
    seen = read({"ci/gitlab-ci.yml": "a:\n  script: [make test]\n"})["gitlab-ci"]
    assert seen.pipeline.paths == ("ci/gitlab-ci.yml",)
    assert "gitlab-ci" not in read({"templates/deep/down/x.gitlab-ci.yml": "a:\n  script: [make]\n"})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_COMMIT_TAG == null', True),
        ("$X || $CI_MERGE_REQUEST_IID", True),
        ("$X && $CI_COMMIT_BRANCH", False),
        ("$X && $CI_MERGE_REQUEST_IID", None),
        ("($CI_COMMIT_BRANCH || $CI_COMMIT_TAG) && $X", False),
        ("$CI_COMMIT_REF_NAME =~ /^feature\\//", True),
        ("$CI_COMMIT_REF_NAME !~ /^feature/", False),
        ("$CI_COMMIT_REF_NAME =~ /^FEATURE/i", True),
        ("$CI_COMMIT_REF_NAME =~ /^FEATURE/", False),
        ("$CI_PIPELINE_SOURCE != 'push'", True),
        ("", None),
        ("??", None),
        ("$A == ", None),
        ("$A =~ /(/", None),
        ("(" * 500, None),
    ],
)
def test_conditions(expression, expected) -> None:
    """They are evaluated by three-valued logic."""
    assert evaluate(expression, MERGE_REQUEST) is expected
    assert evaluate("$CI_COMMIT_BRANCH", BRANCH) is True


@pytest.mark.parametrize(
    "files",
    [
        {".gitlab-ci.yml": "include: a.yml\n", "a.yml": "include: b.yml\n", "b.yml": "include: a.yml\n"},
        {".gitlab-ci.yml": "include: .gitlab-ci.yml\n"},
        {
            ".gitlab-ci.yml": "t:\n  trigger: {include: a.yml}\n",
            "a.yml": "u:\n  trigger: {include: .gitlab-ci.yml}\n",
        },
        {".gitlab-ci.yml": "a:\n  script: !reference [b, script]\nb:\n  script: !reference [a, script]\n"},
        {".gitlab-ci.yml": "include:\n" + "  - b.yml\n" * 1200, "b.yml": "a:\n  script: [make]\n"},
    ],
)
def test_what_has_no_end(read, files) -> None:
    """Circles and floods are cut, and said."""
    assert read(files)["gitlab-ci"].unseen


def test_what_extends_itself(read) -> None:
    """It stays what it is."""
    text = "a:\n  extends: [b, b, b]\n  script: [make]\nb:\n  extends: [a, a, a]\n"
    assert read({".gitlab-ci.yml": text})["gitlab-ci"].commands[0] == "make"
    chain = "".join(f"j{n}:\n  extends: [j{n + 1}, j{n + 1}, j{n + 1}]\n" for n in range(9))
    assert read({".gitlab-ci.yml": chain + "j9:\n  script: [make]\n"})["gitlab-ci"].jobs["j0"].steps
