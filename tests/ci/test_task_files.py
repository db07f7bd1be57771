"""Programs that define tasks: the text of those that are called."""

import pytest

from checker.ci.task_files import called, chosen

RAKE = """
require "bundler/gem_tasks"
RSpec::Core::RakeTask.new(:spec)

namespace :docs do
  task :build do
    sh "yard"
  end
end

task :lint do
  sh "rubocop"
end

task default: %i[lint spec]
"""
CAKE = """
Task("Build").Does(() => DotNetBuild("a.sln"));
Task("Test").IsDependentOn("Build").Does(() => DotNetTest("a.sln"));
Task("Pack").IsDependentOn("Build").Does(() => DotNetPack("a.sln"));
RunTarget(Argument("target", "Test"));
"""
NOX = """
import nox
nox.options.sessions = ["lint"]

@nox.session(python=["3.11", "3.12"])
def tests(session):
    session.run("pytest")

@nox.session(name="lint")
def checks(session):
    session.run("ruff", "check")
"""
INVOKE = """
from invoke import task

@task
def unit(c):
    c.run("pytest")

@task(pre=[unit])
def ci(c):
    pass

@task
def docs(c):
    c.run("mkdocs build")
"""
MAGE = """
func Test() error {
\treturn sh.Run("go", "test")
}

func Build() error {
\treturn nil
}

func All() {
\tmg.Deps(Test, Build)
}
"""
DOIT = """
def task_unit():
    return {"actions": ["pytest"]}

def task_all():
    return {"actions": [], "task_dep": ["unit"]}

def task_docs():
    return {"actions": ["mkdocs build"]}
"""


@pytest.mark.parametrize(
    ("runner", "text", "names", "words"),
    [
        ("rake", RAKE, [], ("RSpec", "rubocop")),
        ("rake", RAKE, ["lint"], ("rubocop",)),
        ("rake", RAKE, ["docs:build"], ("yard",)),
        ("rake", RAKE, ["spec"], ("RSpec",)),
        ("rake", RAKE, ["release"], ()),
        ("rake", RAKE, ["db:create"], ("RSpec", "rubocop", "yard")),
        ("cake", CAKE, [], ("DotNetTest", "DotNetBuild")),
        ("cake", CAKE, ["Pack"], ("DotNetPack", "DotNetBuild")),
        ("nox", NOX, [], ("ruff",)),
        ("nox", NOX, ["tests-3.12"], ("pytest",)),
        ("nox", NOX, ["tests(python='3.11')"], ("pytest",)),
        ("nox", NOX, ["lint", "tests"], ("pytest", "ruff")),
        ("invoke", INVOKE, ["ci"], ("pytest",)),
        ("invoke", INVOKE, ["docs"], ("mkdocs",)),
        ("mage", MAGE, ["all"], ('"go"', "return nil")),
        ("mage", MAGE, ["build"], ("return nil",)),
        ("doit", DOIT, ["all"], ("pytest",)),
        ("doit", DOIT, ["docs"], ("mkdocs",)),
    ],
)
def test_tasks(runner: str, text: str, names, words) -> None:
    """Tasks that are called remain, with those that they need, on their lines."""
    found = chosen(runner, {"a": text}, names)["a"]
    every = ["RSpec", "rubocop", "yard", "DotNetTest", "DotNetPack", "DotNetBuild", "pytest", "ruff"]
    every += ["mkdocs", "run_tests", "build_app", '"go"', "return nil"]
    assert {word for word in every if word in found} == set(words)
    assert found.count("\n") == text.count("\n")


def test_tasks_in_several_files() -> None:
    """A task may need one of another file."""
    texts = {"Rakefile": "task ci: :unit\n", "lib/tasks/a.rake": 'task :unit do\n  sh "rspec"\nend\n'}
    assert "rspec" in chosen("rake", texts, ["ci"])["lib/tasks/a.rake"]


@pytest.mark.parametrize(
    ("runner", "words", "names"),
    [
        ("cake", ["--target=Test", "build.cake"], ["Test"]),
        ("nox", ["-s", "a", "b", "--", "-x"], ["a", "b"]),
        ("nox", ["--session=a"], ["a"]),
        ("nox", ["-R"], []),
        ("rake", ["X=1", "-q", "spec"], ["spec"]),
    ],
)
def test_called(runner: str, words, names) -> None:
    """Which tasks a runner is told to run."""
    assert called(runner, words) == names
