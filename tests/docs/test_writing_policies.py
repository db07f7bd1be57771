"""The tutorial works: its files are written and its commands are run as they stand."""

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "writing-policies.md"
_BLOCK = re.compile(
    r"(?:^\*\*`(\S+)`\*\*(, at its end)?:\n\n)?^```(\w+)\n((?:(?!```).*\n)*?)^```$", re.MULTILINE
)


def blocks() -> list[tuple[str, str, str, str]]:
    """Return path, whether to append, language and text of each block."""
    return _BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def commands(block: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block with the lines that it must print, in this order."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *expected = part.splitlines()
        yield command, [line.strip() for line in expected if line.strip()]


def write(path: Path, text: str, added: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if added else ""
    path.write_text(before + text, encoding="utf-8")


def environment(home: Path) -> dict[str, str]:
    person = {"NAME": "Ada", "EMAIL": "ada@acme.example"}
    return {
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "CHECKER_CACHE_DIR": str(home / "cache"),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()},
    }


def run(script: str, folder: Path, home: Path) -> tuple[str, str]:
    """Return what a command prints, and its exit code."""
    shell = shutil.which("bash")
    assert shell
    done = subprocess.run(
        [shell, "-c", script], cwd=folder, env=environment(home), capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr, str(done.returncode)


def missing(expected: list[str], output: str) -> str:
    """Return the first expected line that does not follow on the ones before it, "" for none."""
    said = " ".join(output.split())
    for line in expected:
        wanted = " ".join(line.split())
        start = said.find(wanted)
        if start < 0:
            return line
        said = said[start + len(wanted) :]
    return ""


def test_tutorial_runs(tmp_path: Path) -> None:
    """Each file shown is written, each command shown runs and prints the lines shown."""
    folder, home = tmp_path / "ledger", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for name, added, language, text in blocks():
        if language != "console":
            write(folder / name, text, bool(added))
            continue
        output = code = ""
        for command, expected in commands(text):
            output, code = (code, code) if command == "echo $?" else run(command, folder, home)
            assert not missing(expected, output), f"$ {command}\n{output}"


def test_tutorial_shows_something() -> None:
    """The page has the blocks that the test above thinks it has."""
    languages = [language for _, _, language, _ in blocks()]
    assert (languages.count("console"), languages.count("yaml")) == (13, 11)


@pytest.mark.parametrize(("output", "lost"), [("a b\nc", ""), ("c\na b", "c"), ("a", "a b")])
def test_lines_must_come_in_order(output: str, lost: str) -> None:
    """An expected line counts only after those before it."""
    assert missing(["a b", "c"], output) == lost
