"""The ends of the command line: what is read from it, where reports go, and what is told beside them."""

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.__main__ import _complain
from checker.cli.output import say, say_all
from tests.command import COMMAND, Done
from tests.conftest import MakeRepository

ATTACK = "\x1b[31mred ##[stop-commands]x \u202e"


def test_what_is_said_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings name what lies in repositories."""
    say_all("warning: ", [ATTACK], quiet=False)
    say(ATTACK)
    said = capsys.readouterr().err
    assert "red" in said
    assert not {"\x1b", "\u202e"} & set(said)
    assert "##[" not in said


def test_errors_are_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line of an error and its hint."""
    _complain(f"first\n{ATTACK}", ATTACK)
    said = capsys.readouterr().err
    assert [line.split(":")[0] for line in said.splitlines()] == ["checker", "checker", "hint"]
    assert not {"\x1b", "\u202e"} & set(said)
    assert "##[" not in said


def shell(line: str, tmp_path: Path) -> "subprocess.CompletedProcess[str]":
    """Run a line of bash; `checker` in it is the installed command."""
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "CHECKER_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


COMMANDS = [
    "--help",
    "audit --help",
    "rules",
    "rules --format json",
    "policy schema",
    "cache show",
    "--version",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_who_has_seen_enough(command: str, tmp_path: Path) -> None:
    """141 and not a word, as if SIGPIPE had ended it; the same for a stdout that was closed from the start."""
    for line in (f"checker {command} | true", f"checker {command} >&-"):
        done = shell(line, tmp_path)
        # A short text may be in the pipe before its reader ends.
        assert done.returncode == 141 or (done.returncode == 0 and "|" in line), line
        assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_stdout_that_is_full(command: str, tmp_path: Path) -> None:
    """One line that says so, and exit 2."""
    done = shell(f"checker {command} > /dev/full", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("checker: stdout: cannot be written: No space left on device\n")
    assert len(done.stderr.splitlines()) == 2  # with the hint


@pytest.mark.parametrize("end", ["2>&-", "2>/dev/full"])
def test_a_lost_stderr_costs_no_report(end: str, make_repository: MakeRepository, tmp_path: Path) -> None:
    """What is told beside a report is no part of it: the exit code is the verdict's."""
    make_repository("made", {"README.md": "x"})
    for command, code in (("audit made --min-score 100", 1), ("audit nowhere", 3), ("nonsense", 2)):
        assert shell(f"checker {command} >out {end}", tmp_path).returncode == code


def test_an_audit_that_nobody_reads(make_repository: MakeRepository, tmp_path: Path) -> None:
    """141 and not 1, which would be a verdict; files are written all the same, before stdout."""
    make_repository("made", {"README.md": "x"})
    done = shell("checker audit made -o json=r.json -o table | true", tmp_path)
    assert done.returncode == 141
    assert done.stderr == ""
    assert json.loads((tmp_path / "r.json").read_text())["subjects"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_one_report_that_is_lost_costs_no_other(make_repository: MakeRepository, tmp_path: Path) -> None:
    """All others are written and printed, the verdict is said, and then it ends with 2."""
    make_repository("made", {"a.py": "x"})
    done = shell("checker audit made -o csv=/dev/full -o json=r.json -o table -o html=site", tmp_path)
    assert done.returncode == 2
    assert "standards-checker" in done.stdout
    assert json.loads((tmp_path / "r.json").read_text())["subjects"]
    assert (tmp_path / "site" / "index.html").is_file()
    assert "/dev/full: cannot be written: No space left on device" in done.stderr
    assert "severity high or worse failed" in done.stderr


def test_a_folder_that_takes_no_report_is_told_beforehand(
    make_repository: MakeRepository, run: Callable[..., Done], tmp_path: Path
) -> None:
    """Before any work: a place that is a folder, is not there, or has no name."""
    make_repository("made", {"a.py": "x"})
    (tmp_path / "folder").mkdir()
    for option in ("json=folder", "json=no/where", "json=", "html=", "nonsense"):
        done = run("audit", "made", "-o", option)
        assert (done.returncode, done.stdout) == (2, ""), option


def test_stdout_by_its_name(make_repository: MakeRepository, tmp_path: Path) -> None:
    """`/dev/stdout` is stdout: nothing else is printed, and a file behind it is not written over."""
    make_repository("made", {"a.py": "x"})
    done = shell("(echo first; checker audit made --fail-on never -o json=/dev/stdout) > out", tmp_path)
    assert done.returncode == 0, done.stderr
    first, _, rest = (tmp_path / "out").read_text().partition("\n")
    assert first == "first"
    assert json.loads(rest)["subjects"]


EMPTY = [
    'audit ""',
    'audit -- ""',
    'audit made ""',
    'audit -p ""',
    'audit --policy=""',
    'audit -o ""',
    'audit --base ""',
    'audit --base=""',
    'audit --at ""',
    'audit --history ""',
    'collect "" x',
    'report ""',
    'compare "" ""',
    'doctor ""',
    'policy check ""',
    '""',
]


@pytest.mark.parametrize("command", EMPTY)
@pytest.mark.parametrize("settings", ["", "policy: baseline\ntargets: [made]\n"])
def test_nothing_is_read_into_an_empty_argument(
    command: str, settings: str, make_repository: MakeRepository, run: Callable[..., Done], tmp_path: Path
) -> None:
    """A variable without a value makes one: exit 2, with a checker.yml and without."""
    make_repository("made", {"a.py": "x"})
    if settings:
        (tmp_path / "checker.yml").write_text(settings)
    done = run(*shlex.split(command))
    assert (done.returncode, done.stdout) == (2, "")
    assert "empty" in done.stderr


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [("adit", "audit"), ("policy chek", "check"), ("waive ad", "add"), ("raport", "report")],
)
def test_a_mistyped_command(mistyped: str, meant: str, run: Callable[..., Done]) -> None:
    """It is told which one may have been meant."""
    done = run(*shlex.split(mistyped))
    assert done.returncode == 2
    assert f"did you mean '{meant}'?" in done.stderr


def test_a_pipe_that_does_not_wait(tmp_path: Path) -> None:
    """A reader that sets the pipe so, as some CI servers do, gets all of a long text."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    with subprocess.Popen([COMMAND, "rules", "--format", "json"], stdout=write, cwd=tmp_path) as process:
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            assert json.loads(pipe.read())["rules"]
    assert process.returncode == 0
