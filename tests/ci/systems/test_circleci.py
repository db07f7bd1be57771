"""CircleCI."""

import pytest

WHOLE = """\
version: 2.1
orbs:
  node: circleci/node@5.1
  own:
    commands:
      check:
        steps: [run: shellcheck x.sh]
executors:
  py:
    docker: [{image: "cimg/python:3.12"}]
    environment: {MODE: strict}
commands:
  session:
    parameters:
      name: {type: string, default: tests}
      after: {type: steps, default: []}
    steps:
      - run:
          name: nox
          command: |
            pip install nox
            nox -s << parameters.name >>
jobs:
  test:
    executor: py
    parameters:
      python: {type: string}
    steps:
      - checkout
      - session: {name: "py-<< parameters.python >>", after: [run: make smoke]}
      - own/check
      - node/install-packages
      - run: {command: mypy ., background: true}
      - run: {command: ./report.sh, when: on_fail}
      - when: {condition: false, steps: [run: ruff check]}
      - store_artifacts: {path: build/test}
  bare:
    docker: [{image: alpine}]
    steps: [run: make]
  forgotten:
    docker: [{image: alpine}]
    steps: [checkout, run: pytest]
workflows:
  main:
    jobs:
      - test:
          matrix: {parameters: {python: ["3.11", "3.12"]}}
      - bare: {filters: {branches: {only: main}}}
      - node/test: {version: "20"}
      - hold: {type: approval}
  nightly:
    triggers: [{schedule: {cron: "0 0 * * *"}}]
    jobs: [bare]
"""


def test_a_whole_configuration(read) -> None:
    """Workflows call jobs, jobs commands; parameters are put in."""
    seen = read({".circleci/config.yml": WHOLE})["circleci"]
    lines = seen.lines()
    assert (".circleci/config.yml", 22, "nox -s py-3.11") in lines
    assert (".circleci/config.yml", 22, "nox -s py-3.12") in lines
    assert {"shellcheck x.sh", "make smoke"} <= set(seen.commands)
    assert "build/test" not in " ".join(seen.commands)
    assert seen.uses == ["circleci/node/test"]
    test = seen.jobs["test"]
    assert (test.image, test.variables["MODE"], test.before_merge) == ("cimg/python:3.12", "strict", True)
    [script] = test.steps[0].scripts
    assert (script.shell, script.errexit, script.pipefail) == ("bash", True, True)


def test_what_does_not_count(read) -> None:
    """What runs in the background, after a failure, or nowhere."""
    seen = read({".circleci/config.yml": WHOLE})["circleci"]
    assert {"mypy .", "./report.sh", "ruff check", "pytest"}.isdisjoint(seen.commands)
    assert seen.jobs["forgotten"].never == "no workflow runs it"
    assert seen.jobs["bare"].before_merge is False


def test_jobs_without_the_code(read) -> None:
    """A job checks out what it needs, or gets it from another job."""
    seen = read({".circleci/config.yml": WHOLE})["circleci"]
    assert [seen.jobs[name].has_code for name in ("test", "bare")] == [True, False]
    attached = "jobs:\n  build:\n    steps: [attach_workspace: {at: .}, run: make]\n"
    assert read({".circleci/config.yml": attached})["circleci"].jobs["build"].has_code is True


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("{}", True),
        ("{branches: {ignore: gh-pages}}", True),
        ("{branches: {only: [main, develop]}}", False),
        ("{branches: {only: /.*/}}", True),
        ("{branches: {only: /feature-.*/}}", True),
        ("{tags: {only: /v.*/}, branches: {ignore: /.*/}}", False),
        ("{tags: {only: /.*/}}", True),
    ],
)
def test_whether_changes_start_a_job(read, filters, expected) -> None:
    """Filters name branches; every branch counts without any."""
    text = f"version: 2.1\njobs:\n  a:\n    steps: [checkout, run: make]\nworkflows:\n  w:\n    jobs:\n      - a: {{filters: {filters}}}\n"
    assert read({".circleci/config.yml": text})["circleci"].jobs["a"].before_merge is expected


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ("/bin/bash", ("bash", False, False)),
        ("/bin/sh -e", ("sh", True, False)),
        ("bash -eo pipefail", ("bash", True, True)),
        ("powershell.exe", ("pwsh", False, False)),
        ("cmd.exe", ("cmd", False, False)),
    ],
)
def test_shells(read, shell, expected) -> None:
    """A job may name another shell."""
    text = f"jobs:\n  a:\n    shell: {shell}\n    steps: [checkout, run: make]\n"
    [script] = read({".circleci/config.yml": text})["circleci"].steps[0].scripts
    assert (script.shell, script.errexit, script.pipefail) == expected


def test_commands_that_call_themselves(read) -> None:
    """They end, and that is said."""
    text = (
        "commands:\n  a: {steps: [b, b, b]}\n  b: {steps: [a, a, a]}\njobs:\n  j:\n    steps: [checkout, a]\n"
    )
    assert read({".circleci/config.yml": text})["circleci"].unseen
