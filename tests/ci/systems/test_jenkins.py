"""Jenkins."""

import pytest

DECLARATIVE = """\
pipeline {
  agent { docker { image 'maven:3' } }
  options { timeout(time: 1, unit: 'HOURS') }
  environment { NAME = "x{y" }  // { not a block
  stages {
    stage('Unit') { steps { sh './gradlew test' } }
    stage('All') {
      parallel {
        stage('A') {
          steps {
            dir('sub') {
              withCredentials([string(credentialsId: 'x', variable: 'Y')]) {
                sh \"\"\"
                  mvn -B verify ${params.X} ${env.HOME}
                \"\"\"
              }
            }
          }
        }
        stage('B') { when { branch 'main' } steps { bat 'build.cmd' } }
        stage('C') { when { changeRequest() } steps { sh label: 'x', script: 'make check' } }
      }
    }
    stage('Soft') {
      steps {
        catchError(buildResult: 'SUCCESS', stageResult: 'UNSTABLE') { sh 'ruff check' }
        sh script: 'eslint .', returnStatus: true
        warnError('unstable') { sh 'mypy .' }
      }
    }
    stage('Off') { when { expression { return false } } steps { sh 'pytest' } }
  }
  post { always { junit '**/*.xml' } }
}
"""


def test_a_declarative_pipeline(read) -> None:
    """Stages and steps on one line or many are read, each with its line."""
    seen = read({"Jenkinsfile": DECLARATIVE})["jenkins"]
    assert ("Jenkinsfile", 6, "./gradlew test") in seen.lines()
    assert ("Jenkinsfile", 14, "mvn -B verify ${EXPRESSION} ${HOME}") in seen.lines()
    assert seen.jobs["A"].steps[0].scripts[0].directory == "sub"
    assert seen.jobs["Unit"].steps[0].scripts[0].errexit is True
    assert seen.jobs["Unit"].steps[0].scripts[0].pipefail is False
    assert seen.jobs["B"].steps[0].scripts[0].shell == "cmd"
    assert [seen.jobs[name].before_merge for name in ("Unit", "B", "C")] == [None, False, True]
    assert seen.uses == []
    assert seen.unseen == []


def test_what_does_not_count(read) -> None:
    """A failure that is caught or looked at, and a stage that never runs."""
    seen = read({"Jenkinsfile": DECLARATIVE})["jenkins"]
    assert "ruff check" not in seen.commands
    assert "eslint ." not in seen.commands
    assert "pytest" not in seen.commands
    assert "mypy ." in seen.commands
    assert seen.jobs["Off"].never


SCRIPTED = """\
def legs = [:]
def build(name) { sh "make ${name}" }
node('linux') {
  checkout scm
  for (leg in ['a', 'b']) { legs[leg] = { node(leg) { build(leg) } } }
  parallel legs
  parallel a: { sh 'mvn test' }, b: { sh 'npm test' }
  try { sh 'pytest' } catch (e) { echo 'never mind' }
  try { sh 'nox' } catch (e) { currentBuild.result = 'FAILURE' } finally { junit 'x' }
  if (env.BRANCH_NAME == 'main') { sh './deploy.sh' }
  if (false) { sh 'tox' }
  if (sh(script: 'git diff --quiet', returnStatus: true) != 0) { sh 'make changed' }
  def head = sh(returnStdout: true, script: 'git rev-parse HEAD').trim()
  withMaven(maven: 'M3') { sh "mvn verify" }
}
"""


def test_a_scripted_pipeline(read) -> None:
    """Control flow that cannot be decided stays; what is decided counts."""
    seen = read({"Jenkinsfile": SCRIPTED})["jenkins"]
    commands = seen.commands
    assert {"make ${name}", "mvn test", "npm test", "nox", "mvn verify", "make changed"} <= set(commands)
    assert {"pytest", "tox"}.isdisjoint(commands)
    assert all(job.has_code for job in seen.pipeline.jobs)
    assert [job.before_merge for job in seen.pipeline.jobs if "deploy" in job.steps[0].scripts[0].text] == [
        False
    ]
    assert "build" not in seen.uses
    assert seen.unseen == []


@pytest.mark.parametrize(
    "path",
    [
        "Jenkinsfile",
        "Jenkinsfile.pr",
        ".ci/Jenkinsfile",
        "deploy/build.jenkinsfile",
        "ci/x.groovy",
        ".jenkins/y.groovy",
    ],
)
def test_pipelines_in_any_folder(read, path) -> None:
    """They are known by name or by structure."""
    assert read({path: "node { checkout scm\n sh 'make test' }\n"})["jenkins"].commands == ["make test"]


def test_other_groovy_is_no_pipeline(read) -> None:
    """A class, or a Gradle script, is none."""
    assert (
        read({"src/X.groovy": "class X { def node() { [1] } }\n", "a.groovy": "println 'pipeline {'\n"}) == {}
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "@Library('shared') _\nnode { sh 'make' }\n",
            "Jenkinsfile:1 uses @Library('shared') _, which is kept elsewhere",
        ),
        (
            "// x\nbuildPlugin(useContainerAgent: true)\n",
            "Jenkinsfile:2 calls buildPlugin, which is defined elsewhere",
        ),
        ("node {\n  load 'gone.groovy'\n}\n", "Jenkinsfile:2 loads gone.groovy, which is not read"),
        ("node {\n  sh command\n}\n", "Jenkinsfile:2 sh of a value"),
    ],
)
def test_what_is_not_understood(read, text, reason) -> None:
    """Libraries, functions of others, and commands that only the run knows."""
    assert read({"Jenkinsfile": text})["jenkins"].unseen == [reason]


def test_loaded_files(read) -> None:
    """They are read; circles end."""
    files = {
        "Jenkinsfile": "node { checkout scm\n load 'ci/x.groovy' }\n",
        "ci/x.groovy": "def a() {\n sh 'pytest'\n}\nload 'Jenkinsfile'\n",
    }
    seen = read(files)["jenkins"]
    assert seen.lines() == [("ci/x.groovy", 2, "pytest")]
    assert len(seen.unseen) == 1


def test_the_code_may_be_missing(read) -> None:
    """`skipDefaultCheckout` leaves it out, unless it is checked out by hand."""
    bare = "pipeline { agent any\n options { skipDefaultCheckout() }\n stages { stage('a') { steps { sh 'make' } } } }\n"
    assert read({"Jenkinsfile": bare})["jenkins"].jobs["a"].has_code is False
    by_hand = bare.replace("sh 'make'", "checkout scm\n sh 'make'")
    assert read({"Jenkinsfile": by_hand})["jenkins"].jobs["a"].has_code is True


def test_an_interpreter_of_its_own(read) -> None:
    """A script that begins with `#!` is run as it says."""
    text = "node { checkout scm\n sh '''#!/bin/bash\n  a | b\n''' }\n"
    [script] = read({"Jenkinsfile": text})["jenkins"].steps[0].scripts
    assert (script.shell, script.errexit) == ("bash", False)


@pytest.mark.parametrize(
    "text",
    [
        "node {" * 500,
        "node { sh '" + "x" * 300_000,
        "node {\n" + "sh 'a'\n" * 70_000,
        'node { """' + "\\" * 50_000,
    ],
)
def test_what_is_too_much(read, text) -> None:
    """It is said, or read as far as it makes sense."""
    assert "jenkins" in read({"Jenkinsfile": text})
