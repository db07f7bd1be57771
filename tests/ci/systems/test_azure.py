"""Azure Pipelines."""

import pytest

from checker.ci.systems.azure_expressions import evaluate, holds, text_of
from checker.ci.systems.placed import Placed

WHOLE = """\
trigger:
  branches: {include: [main]}
pool:
  vmImage: ubuntu-latest
variables:
- name: config
  value: Release
stages:
- stage: Build
  jobs:
  - job: Test
    strategy:
      matrix:
        one: {TASK: unit}
        two: {TASK: system}
    steps:
    - checkout: self
    - task: UsePythonVersion@0
      inputs: {versionSpec: '3.12'}
    - script: |
        pip install tox
        tox -e $(TASK)
      displayName: Test
    - bash: ./lint.sh $(config) $(date) $(Build.BuildId)
      continueOnError: true
    - task: DotNetCoreCLI@2
      inputs:
        command: test
        projects: '**/*.csproj'
    - pwsh: Invoke-Pester
      enabled: false
    - task: PublishTestResults@2
- stage: Off
  condition: false
  jobs:
  - job: Never
    steps:
    - script: pytest
- stage: Deploy
  jobs:
  - deployment: Prod
    strategy:
      runOnce:
        deploy:
          steps:
          - script: make smoke
"""


def test_a_whole_pipeline(read) -> None:
    """Steps, legs and tasks are read; the last command of a script decides."""
    seen = read({"azure-pipelines.yml": WHOLE})["azure-pipelines"]
    assert ("azure-pipelines.yml", 22, "tox -e unit") in seen.lines()
    assert ("azure-pipelines.yml", 22, "tox -e system") in seen.lines()
    script = seen.steps[0].scripts[0]
    assert (script.shell, script.errexit, script.pipefail) == ("bash", False, False)
    task = next(step for step in seen.steps if step.uses == "dotnetcorecli")
    assert dict(task.inputs) == {"command": "test", "projects": "**/*.csproj"}
    assert set(seen.uses) == {"dotnetcorecli"}
    assert seen.pipeline.jobs[0].before_merge is True


def test_what_does_not_count(read) -> None:
    """Steps may go on after an error, be off, or stand behind a condition that is never true."""
    seen = read({"azure-pipelines.yml": WHOLE})["azure-pipelines"]
    swallowed = next(step for step in seen.steps if step.swallowed)
    assert swallowed.swallowed == "`continueOnError: true`"
    assert swallowed.scripts[0].text == "./lint.sh Release $(date) ${EXPRESSION}"
    assert seen.jobs["Never"].never == "`condition: false`"
    assert "pytest" not in seen.commands
    assert "Invoke-Pester" not in seen.commands


def test_deployments_have_no_code_by_themselves(read) -> None:
    """Nor do jobs that say so."""
    seen = read({"azure-pipelines.yml": WHOLE})["azure-pipelines"]
    assert [seen.jobs["Test"].has_code, seen.jobs["Prod"].has_code] == [True, False]
    none = "pool: x\nsteps:\n- checkout: none\n- script: make\n"
    assert read({"azure-pipelines.yml": none})["azure-pipelines"].pipeline.jobs[0].has_code is False


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("pool: x", True),
        ("trigger: [main]", True),
        ("trigger: none\npr: none", False),
        ("trigger: [main]\npr: none", False),
        ("pr: none", True),
        ("trigger: none\npr: [main]", True),
        ("trigger: ['*']\npr: none", True),
        ("trigger: none", None),
    ],
)
def test_whether_changes_start_it(read, head, expected) -> None:
    """Both triggers are on for every branch unless they are limited."""
    text = f"{head}\nsteps:\n- script: make\n"
    assert read({"azure-pipelines.yml": text})["azure-pipelines"].pipeline.jobs[0].before_merge is expected


def test_windows_pools_run_cmd(read) -> None:
    """A script there is batch, `bash` stays bash."""
    text = "pool: {vmImage: windows-latest}\nsteps:\n- script: build.cmd\n- bash: make\n- powershell: Invoke-Build\n"
    seen = read({"azure-pipelines.yml": text})["azure-pipelines"]
    assert [step.scripts[0].shell for step in seen.steps] == ["cmd", "bash", "pwsh"]


def test_tasks_that_run_scripts(read) -> None:
    """Inline text or the path of a file, in the shell of the task, below the top folder of the code."""
    text = """\
pool: x
steps:
- task: Bash@3
  inputs:
    targetType: inline
    script: pytest
- task: PowerShell@2
  inputs: {filePath: $(Build.SourcesDirectory)/eng/test.ps1}
- task: CmdLine@2
  inputs: {script: make, workingDirectory: '$(System.DefaultWorkingDirectory)/sub'}
- task: AzureCLI@2
  inputs: {scriptType: pscore, inlineScript: Invoke-Pester}
"""
    steps = read({"azure-pipelines.yml": text})["azure-pipelines"].steps
    found = [(step.scripts[0].text, step.scripts[0].shell, step.scripts[0].directory) for step in steps]
    assert found == [
        ("pytest", "bash", ""),
        ("./eng/test.ps1", "pwsh", ""),
        ("make", "bash", "sub"),
        ("Invoke-Pester", "pwsh", ""),
    ]


TEMPLATES = {
    "build/azure-pipelines.yml": """\
trigger: [main]
pool: {vmImage: ubuntu-latest}
stages:
- template: ../eng/stages.yml
  parameters:
    run: dotnet test
    tools: [ruff, mypy]
    extra:
    - script: echo extra
""",
    "eng/stages.yml": """\
parameters:
- name: run
- name: tools
- name: slow
  default: false
- name: extra
  default: []
stages:
- stage: Test
  jobs:
  - template: jobs/test.yml
    parameters:
      ${{ each parameter in parameters }}:
        ${{ if ne(parameter.key, 'slow') }}:
          ${{ parameter.key }}: ${{ parameter.value }}
  - ${{ if eq(parameters.slow, true) }}:
    - job: Slow
      steps:
      - script: slow
  - ${{ else }}:
    - job: Fast
      steps:
      - script: fast
""",
    "eng/jobs/test.yml": """\
parameters: {run: '', tools: [], extra: []}
jobs:
- job: Test
  steps:
  - ${{ if ne(parameters.run, '') }}:
    - bash: |
        set -e
        ${{ parameters.run }}
  - ${{ each tool in parameters.tools }}:
    - script: ${{ tool }} .
  - ${{ parameters.extra }}
  - ${{ if eq(variables['mine'], 'x') }}:
    - script: perhaps
""",
}


def test_templates(read) -> None:
    """Parameters, loops and conditions are put in, over several files; parts are no pipelines of their own."""
    seen = read(TEMPLATES)["azure-pipelines"]
    assert set(seen.lines()) == {
        ("eng/jobs/test.yml", 7, "set -e"),
        ("eng/jobs/test.yml", 8, "dotnet test"),
        ("eng/jobs/test.yml", 10, "ruff ."),
        ("eng/jobs/test.yml", 10, "mypy ."),
        ("build/azure-pipelines.yml", 9, "echo extra"),
        ("eng/jobs/test.yml", 13, "perhaps"),
        ("eng/stages.yml", 23, "fast"),
    }
    assert seen.unseen == []
    assert set(seen.pipeline.paths) == set(TEMPLATES)


def test_templates_alone_are_no_ci(read) -> None:
    """Nobody includes them."""
    parts = {path: text for path, text in TEMPLATES.items() if path.startswith("eng/")}
    assert read(parts) == {}


def test_extends_and_templates_from_elsewhere(read) -> None:
    """A template of the repository is read, that of another one is not understood."""
    files = {
        "azure-pipelines.yml": "extends:\n  template: base.yml\n  parameters:\n    steps:\n    - script: make test\n",
        "base.yml": "parameters:\n- name: steps\n  type: stepList\nsteps:\n- ${{ each step in parameters.steps }}:\n  - ${{ step }}\n",
    }
    assert read(files)["azure-pipelines"].lines() == [("azure-pipelines.yml", 5, "make test")]
    remote = "trigger: [main]\nsteps:\n- script: make\n- template: x.yml@shared\n"
    seen = read({"azure-pipelines.yml": remote})["azure-pipelines"]
    assert seen.commands == ["make"]
    assert seen.unseen == ["azure-pipelines.yml:4 uses the template x.yml@shared, which is kept elsewhere"]


def test_what_is_handed_to_a_template_from_elsewhere(read) -> None:
    """It is run by it, as far as can be seen; what else the template runs is not known."""
    text = """\
trigger: [main]
extends:
  template: v1/Official.yml@templates
  parameters:
    pool: {name: x}
    stages:
    - stage: Test
      jobs:
      - job: Unit
        steps:
        - script: dotnet test
"""
    seen = read({"azure-pipelines.yml": text})["azure-pipelines"]
    assert seen.lines() == [("azure-pipelines.yml", 11, "dotnet test")]
    assert len(seen.unseen) == 1


@pytest.mark.parametrize(
    "path", ["eng/pipelines/ci.yml", "build/verify.yaml", ".ado/pr.yml", "deploy.yml", "a/b/c/x.yml"]
)
def test_pipelines_in_any_folder(read, path) -> None:
    """They are known by their structure."""
    text = "trigger: [main]\npool: {vmImage: ubuntu-latest}\nsteps:\n- script: npm test\n"
    assert read({path: text})["azure-pipelines"].commands == ["npm test"]


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: pytest\n",
        "- hosts: all\n  tasks:\n  - script: pytest\n",
        "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nresources: {}\nsteps:\n- template: a\n",
        "trigger:\n- platform: state\naction:\n- script: x\n",
        "name: recipe\nsteps:\n- script: stir\n- bash: whisk\n",
        "steps:\n- template: a\n",
        "pool: swimming\nsteps: 3\n",
    ],
)
def test_other_files_with_steps(read, text) -> None:
    """Workflows of others, playbooks, automations and recipes are no pipelines."""
    assert read({"build/pipeline.yml": text, "x.yml": text}) == {}


@pytest.mark.parametrize(
    "files",
    [
        {
            "azure-pipelines.yml": "pool: x\nsteps:\n- template: a.yml\n",
            "a.yml": "steps:\n- template: b.yml\n",
            "b.yml": "steps:\n- template: a.yml\n",
        },
        {"azure-pipelines.yml": "pool: x\nsteps:\n- template: gone.yml\n"},
        {
            "azure-pipelines.yml": "pool: x\nsteps:\n" + "- template: a.yml\n" * 1200,
            "a.yml": "steps:\n- script: make\n",
        },
        {"azure-pipelines.yml": "trigger: [main\nsteps: }"},
    ],
)
def test_what_cannot_be_read(read, files) -> None:
    """Circles, floods, gaps and broken files are said."""
    assert read(files)["azure-pipelines"].unseen


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("eq(parameters.a, 'X')", True),
        ("ne(parameters.a, 'x')", False),
        ("and(eq(parameters.a, 'x'), variables.b)", None),
        ("or(eq(parameters.a, 'x'), variables.b)", True),
        ("not(in(parameters.a, 'y', 'z'))", True),
        ("parameters.list", True),
        ("parameters['a']", True),
        ("contains(parameters.a, 'q')", False),
        ("length(parameters.a)", None),
        ("true", True),
        ("", None),
        ("(((", None),
        ("and(" * 100, None),
    ],
)
def test_conditions(expression, expected) -> None:
    """They are evaluated as far as parameters are known."""
    parameters = Placed("x", 1, {"a": text_of("x"), "list": Placed("x", 1, [text_of("y")])})
    assert holds(expression, {"parameters": parameters}) is expected


def test_functions_of_texts() -> None:
    """Texts are put together."""
    scope = {"parameters": Placed("x", 1, {"a": text_of("x")})}
    found = evaluate("format('{0}-{1}', coalesce(parameters.none, parameters.a), 'it''s')", scope)
    assert found is not None
    assert found.text == "x-it's"
