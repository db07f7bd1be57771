"""What a pull request may try against the Action that judges it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.attacks import hostile
from tests.pipeline.stage import FILES, payload, staged
from tests.repositories import WORKFLOW

ROOT = Path(__file__).parents[2]
SHIPPED = [
    ROOT / "action.yml",
    *sorted((ROOT / "action").glob("*.sh")),
    *sorted((ROOT / ".github/workflows").glob("*.yml")),
    *sorted((ROOT / ".ci").iterdir()),
    ROOT / "Containerfile",
    ROOT / "Makefile",
    ROOT / ".pre-commit-hooks.yaml",
    *sorted((ROOT / "reports/templates").glob("*.yml")),
]
"""Everything of ours that starts programs on other people's machines, or in a checkout."""
CALL = re.compile(
    r"""(?<![\w./-])(?:"?\$\{?(?i:python)\}?"?|\$\(PYTHON\)|["\w$()/.-]*/python3?|python3?)
    ["',]*[ ]["',]*(?P<first>-[\w-]+|\S+\.py\b)(?:["',]*[ ]["']*(?P<then>[^\s"',]+))?""",
    re.VERBOSE,
)
"""A call of Python, with an option or a script behind it."""
OWN = re.compile(r"-m (?:pytest|benchmarks[\w.]*|tests\.\S+)")
"""What `make` runs of this checkout, on purpose."""


@pytest.fixture
def stage(make_repository, tmp_path):
    with staged(make_repository("work place", files=FILES), tmp_path) as found:
        yield found


def started(run):
    """Return where Python was started, and with which words."""
    lines = (run.temporary / "started").read_text().splitlines()
    return [tuple(line.split("\t")) for line in lines]


def test_the_files_that_lie_in_wait_do_run(make_repository, marks):
    """Python that is started as anybody would runs them, so that the other tests say something."""
    made = make_repository(files=hostile.files(marks))
    for words in (["-m", "venv", "--help"], ["-m", "pip", "--help"], ["-c", "import json, logging"]):
        subprocess.run([sys.executable, *words], cwd=made.path, capture_output=True, check=False)
    assert {"venv", "pip", "json", "logging"} <= set(hostile.ran(marks))


@pytest.mark.parametrize("path", ["", ".", "{workspace}"], ids=["usual", "relative", "absolute"])
def test_no_code_of_the_pull_request_runs(stage, marks, path):
    """Not while the checker is installed, nor while it judges; nor where the job points Python at the checkout."""
    stage.loads = True
    place = path.format(workspace=stage.made.path)
    if place:
        stage.environment = dict.fromkeys(("PYTHONPATH", "PYTHONUSERBASE", "PYTHONPYCACHEPREFIX"), place)
    stage.made.commit(hostile.files(marks))
    run = stage.pull()
    assert hostile.ran(marks) == []
    assert (run.status, run.outputs["exit-code"]) == ("success", "0"), run.log
    assert len(stage.comments) == 1


def test_python_is_isolated_and_stands_outside_of_the_checkout(stage):
    """Each call says so itself; only the audit stands in the folder whose settings hold."""
    run = stage.pull()
    calls = started(run)
    assert {words.split(" ")[0] for _, words in calls} == {"-I"}
    inside = [words for place, words in calls if not Path(place).is_relative_to(run.temporary)]
    assert [words.split(" ")[:4] for words in inside] == [["-I", "-m", "checker", "audit"]]


def test_what_pip_starts_is_told_to_be_safe(stage, tmp_path):
    """The isolation of an interpreter does not reach the one that pip starts, so the environment says it."""
    stage.environment = {"PYTHONPATH": ".", "PYTHONHOME": "/nowhere"}
    seen = subprocess.run(
        ["bash", "-c", 'PYTHON=x; source "$GITHUB_ACTION_PATH/action/isolate.sh"; pwd; env'],
        cwd=stage.made.path,
        env={
            **os.environ,
            **stage.environment,
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert seen[0] == str(tmp_path)
    said = {line for line in seen if line.startswith("PYTHON")}
    assert said == {"PYTHONSAFEPATH=1", "PYTHONNOUSERSITE=1"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("path", value) for value in ("..", "a/../../elsewhere", "/etc", "a\n/b")),
        ("working-directory", "../elsewhere"),
        ("sarif", "../report.sarif"),
        ("sarif", "/etc/report.sarif"),
    ],
)
def test_inputs_stay_below_the_workspace(stage, name, value):
    """By name, before anything is looked at."""
    run = stage.run("push", payload("push"), **{name: value})
    assert (run.status, run.outputs["exit-code"], run.outputs["json"]) == ("failure", "2", "")
    (told,) = run.annotations
    assert (told.kind, name in told.message) == ("error", True)
    assert "below the workspace" in told.message
    assert not any("audit" in words for _, words in started(run))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("path", "link"),
        ("path", "link/"),
        ("working-directory", "link"),
        ("working-directory", "link/below"),
        ("sarif", "link/report.sarif"),
        ("sarif", "out.sarif"),
    ],
)
def test_a_link_of_the_pull_request_is_not_followed(stage, tmp_path, name, value):
    """Neither in the place of a folder or a report, nor on the way there."""
    outside = tmp_path / "outside"
    (outside / "below").mkdir(parents=True)
    (outside / "kept").write_text("kept")
    (stage.made.path / "link").symlink_to(outside)
    (stage.made.path / "out.sarif").symlink_to(outside / "kept")
    stage.made.commit()
    run = stage.pull(**{name: value})
    assert (run.status, run.outputs["exit-code"], run.outputs["json"]) == ("failure", "2", "")
    (told,) = [each for each in run.annotations if each.kind == "error"]
    assert f"{name}: '{value}'" in told.message
    assert "symbolic link" in told.message
    assert sorted(path.name for path in outside.iterdir()) == ["below", "kept"]
    assert (outside / "kept").read_text() == "kept"


def test_a_folder_that_the_pull_request_removed_is_told(stage):
    """As a mistake, not as a script that broke."""
    run = stage.pull(**{"working-directory": "standards"})
    assert run.outputs["exit-code"] == "2"
    assert "there is no folder 'standards'" in run.annotations[0].message


def test_a_repository_among_the_files_is_not_judged_instead(stage, make_repository, marks):
    """A bare one that is committed where the input points; its configuration starts nothing either."""
    stage.made.commit({"part/README.md": "# Part\n"})
    bare = make_repository("bare")
    bare.commit({"README.md": "# Good\n"})
    bare.git("config", "core.bare", "true")
    bare.git("config", "protocol.ext.allow", "always")
    bare.git("config", "remote.origin.url", f"ext::sh -c 'touch {marks}/ran'")
    bare.git("config", "remote.origin.promisor", "true")
    bare.git("config", "extensions.partialClone", "origin")
    inside = bare.path / ".git"
    stage.made.commit(
        {
            f"part/{path.relative_to(inside).as_posix()}": path.read_bytes()
            for path in inside.rglob("*")
            if path.is_file() and "hooks" not in path.parts
        }
    )
    run = stage.pull(path="part")
    assert (run.status, run.outputs["exit-code"], run.outputs["json"]) == ("failure", "2", ""), run.log
    assert "bare repository" in run.annotations[0].message
    assert hostile.ran(marks) == []


def test_unknown_can_be_made_to_fail(stage):
    """By an input, which is text as the others are."""
    stage.made.commit({".github/workflows/ci.yml": WORKFLOW + f"#{'x' * 99}\n" * 25_000})
    given = {"policy": "baseline", "fail-on": "never"}
    strict = stage.run("push", payload("push"), **given, **{"fail-on-unknown": "true"})
    lax = stage.run("push", payload("push"), **given)
    assert (strict.outputs["exit-code"], lax.outputs["exit-code"]) == ("3", "0")
    odd = stage.run("push", payload("push"), **{"fail-on-unknown": "$(touch hacked)"})
    assert (odd.outputs["exit-code"], (stage.made.path / "hacked").exists()) == ("2", False)
    assert json.loads(Path(strict.outputs["json"]).read_text())["subjects"]


def calls(path):
    """Return the first two words behind each call of Python in a file, without its comments."""
    text = re.sub(r"(?m)(?:^|\s)#.*$", "", path.read_text(encoding="utf-8"))
    return [f"{match['first']} {match['then'] or ''}" for match in CALL.finditer(text)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_call_of_python_is_isolated(path):
    """With -I; only make and CI run code of the checkout, and it is our own."""
    loose = [call for call in calls(path) if not call.startswith("-I ")]
    assert all(path.name == "Makefile" and OWN.fullmatch(call) for call in loose), loose


def test_the_calls_of_python_are_seen(tmp_path):
    """In each way that our files write them."""
    ways = [
        '"$PYTHON" -m venv x',
        "run: '\"$PYTHON\" -m venv x'",
        "$(PYTHON) -m venv x",
        "\t@$(BIN)/python -m venv x",
        "- run: python3 -m venv x",
        "x=$(python -m venv x)",
        'ENTRYPOINT ["/opt/bin/python", "-m", "venv"]',
        '"${PYTHON}" -m venv',
        "entry: python -m venv",
    ]
    (tmp_path / "seen").write_text("\n".join(ways))
    assert [call.split()[0] for call in calls(tmp_path / "seen")] == ["-m"] * len(ways)
    (tmp_path / "none").write_text(
        "# python -m x\nactions/setup-python@x # v1\npython-version: 3\npip --python x/python install\n"
        'pip --python "$x/python" install\nprintf python=%s "$x/python" >> out\n'
    )
    assert calls(tmp_path / "none") == []


@pytest.mark.parametrize("name", ["action.yml", ".github/workflows/audit-organization.yml"])
def test_every_step_stands_outside_of_the_checkout(name):
    """In the runner's temporary folder, where nothing of a repository lies."""
    found = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    steps = found["runs"]["steps"] if "runs" in found else found["jobs"]["audit"]["steps"]
    places = {step.get("working-directory") for step in steps if "run" in step}
    assert places == {"${{ runner.temp }}"}
