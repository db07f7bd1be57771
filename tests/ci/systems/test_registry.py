"""Which systems are found, where, and what is taught."""

from checker.ci.systems import elsewhere
from checker.model.teaching import Teaching
from tests.ci.systems.conftest import Hooks

PIPELINE = "trigger: [main]\npool: x\nsteps:\n- script: make test\n"


def taught(pattern: str, kind: str = "ci") -> list[Teaching]:
    return [Teaching(kind, pattern, "checker.yml", 3)]  # type: ignore[arg-type]


def test_systems_that_are_only_recognised(read) -> None:
    """They are there, and their commands are not understood."""
    seen = read(
        {
            ".teamcity/settings.kts": "version = 1\n",
            ".zuul.yaml": "- job: {}\n",
            "OWNERS": "approvers:\n- ann\n",
        }
    )
    assert set(seen) == {"teamcity", "zuul", "prow"}
    assert all(system.unseen and not system.pipeline.jobs for system in seen.values())


def test_owners_of_other_kinds_are_not_prow(read) -> None:
    """A list of names is no configuration."""
    assert read({"OWNERS": "ann@example.org\n"}) == {}


def test_the_service_of_pre_commit(read) -> None:
    """It has no files."""
    assert set(read({}, hooks=Hooks(frozenset({"ruff"})))) == {"pre-commit-ci"}


def test_other_files_with_the_names_of_systems(read) -> None:
    """Where names are common, files must look like it."""
    files = {
        ".tekton/x.yaml": "a: b\n",
        "tekton/y.yaml": "apiVersion: v1\nkind: ConfigMap\n",
        "docs/cloudbuild.yaml": "title: x\n",
        "a/buildspec.yml": "phases: []\n",
        "ci/pipeline.yml": "jobs:\n- name: x\n",
        "bitrise.yml": "a: b\n",
        ".azure/config.yml": "name: x\n",
    }
    assert read(files) == {}


def test_paths_are_those_of_the_system(read) -> None:
    """Files beside a pipeline that are no part of it are not named."""
    files = {".azuredevops/pipeline.yml": PIPELINE, ".azuredevops/dependabot.yml": "version: 2\n"}
    assert read(files)["azure-pipelines"].pipeline.paths == (".azuredevops/pipeline.yml",)


def test_the_folder_of_the_code_is_known(read) -> None:
    """Its variable stands for the top."""
    files = {".gitlab-ci.yml": "a: {script: [$CI_PROJECT_DIR/test.sh]}\n", ".travis.yml": "script: x\n"}
    seen = read(files)
    assert seen["gitlab-ci"].jobs["a"].variables["CI_PROJECT_DIR"] == "."
    assert seen["travis"].pipeline.jobs[0].variables["TRAVIS_BUILD_DIR"] == "."


def test_many_candidates(read, monkeypatch) -> None:
    """Only so many files are looked into; likely ones that are left out are missed, others are not."""
    monkeypatch.setattr(elsewhere, "CANDIDATES", 3)
    values = {f"charts/{n}/values.yaml": "a: b\n" for n in range(9)}
    assert read({**values, "build/ci.yml": PIPELINE})["azure-pipelines"].commands == ["make test"]


def test_a_pipeline_in_a_usual_place_and_one_elsewhere(read) -> None:
    """Likely places are looked at, too."""
    files = {
        "azure-pipelines.yml": PIPELINE,
        "eng/pipelines/pr.yml": PIPELINE.replace("make test", "make lint"),
    }
    assert read(files)["azure-pipelines"].commands == ["make test", "make lint"]


def test_taught_files_are_read_by_their_structure(read) -> None:
    """Whatever system they look like."""
    files = {
        "ops/a.yml": PIPELINE,
        "ops/b.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: make b\n",
        "ops/c.yml": "unit:\n  script: [make c]\n",
        "ops/d.groovy": "node { checkout scm\n sh 'make d' }\n",
        "ops/e.sh": "#!/bin/sh -e\nmake e\n",
    }
    seen = read(files, taught("ops/*"))
    commands = {command for system in seen.values() for command in system.commands}
    assert {"make test", "make b", "make c", "make d", "make e"} <= commands
    assert not any(system.unseen for system in seen.values())


def test_taught_files_of_unknown_kinds(read) -> None:
    """They are there, and not understood."""
    seen = read({"ops/x.yml": "bake: [cake]\n"}, taught("ops/*.yml"))["taught"]
    assert seen.unseen == ["ops/x.yml:1 is CI of an unknown kind"]
    assert read({"ops/x.yml": "bake: [cake]\n"}, taught("ops/*.yml", kind="tests")) == {}
    assert read({"a": "b"}, taught("ops/*.yml")) == {}


def test_taught_files_that_are_known_anyway(read) -> None:
    """They are read once."""
    seen = read({"azure-pipelines.yml": PIPELINE}, taught("*.yml"))
    assert list(seen) == ["azure-pipelines"]
    assert seen["azure-pipelines"].commands == ["make test"]
