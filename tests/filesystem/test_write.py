"""Files that are written: whole or not at all, as what they were, and never through a stranger's link."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from checker.errors import UsageError
from checker.filesystem.write import Destination, settle


def test_a_new_file_and_a_new_version(tmp_path: Path) -> None:
    """A text is UTF-8 with its own line ends; the mode of what was there stays, and nothing lies around."""
    path = tmp_path / "a.txt"
    Destination(path).write("ä\n")
    assert path.read_bytes() == "ä\n".encode()
    path.chmod(0o640)
    Destination(path).write(b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_names_that_are_no_text_cost_no_report(tmp_path: Path) -> None:
    """A lone surrogate, as Python shows such a byte, is written as its escape."""
    Destination(tmp_path / "a").write("x\udc80")
    assert (tmp_path / "a").read_bytes() == b"x\\udc80"


def test_half_a_file_takes_no_place(tmp_path: Path) -> None:
    """What was there stays if making the new one fails."""
    path = tmp_path / "a"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), Destination(path).opened() as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_with_several_names_keeps_them(tmp_path: Path) -> None:
    """One that the user typed is written as it is: its other names, and its owner, stay."""
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_text("old and long")
    os.link(path, other)
    Destination(path).write("new")
    assert other.read_text() == "new"


def test_settings_write_through_no_other_name(tmp_path: Path) -> None:
    """Someone may have linked a file of the user's into the folder."""
    mine, path = tmp_path / "mine", tmp_path / "clone" / "a"
    path.parent.mkdir()
    mine.write_text("mine")
    os.link(mine, path)
    Destination(path, path.parent).write("new")
    assert (mine.read_text(), path.read_text()) == ("mine", "new")


def test_a_new_version_of_what_was_read(tmp_path: Path) -> None:
    """Nothing is written over what somebody else has changed meanwhile."""
    path = tmp_path / "a"
    path.write_text("one")
    Destination(path).edit(b"one", b"two")
    assert path.read_text() == "two"
    with pytest.raises(UsageError, match="changed by somebody else"):
        Destination(path).edit(b"one", b"three")
    assert path.read_text() == "two"


def test_a_file_that_must_not_be_there(tmp_path: Path) -> None:
    """`create` makes folders, and writes over nothing: not through a link that leads nowhere either."""
    Destination(tmp_path / "a" / "b" / "c", tmp_path).create("x")
    assert (tmp_path / "a" / "b" / "c").read_text() == "x"
    (tmp_path / "dangling").symlink_to("gone")
    for name in ("a/b/c", "dangling"):
        with pytest.raises(UsageError):
            Destination(tmp_path / name, tmp_path).create("y")
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("name", ["folder", "missing/a", "file/a", "n" * 300])
def test_where_nothing_can_be_written(tmp_path: Path, name: str) -> None:
    """One line that names the path and why."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    for below in (None, tmp_path):
        with pytest.raises(UsageError, match="cannot be written: "):
            Destination(tmp_path / name, below).write("x")


def test_links_of_ones_own_are_followed(tmp_path: Path) -> None:
    """Outside of work trees; the link stays, and what it leads to gets the text."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "latest").symlink_to("logs/../logs/today")
    Destination(tmp_path / "latest").write("x")
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "logs" / "today").read_text() == "x"


def test_links_in_a_circle(tmp_path: Path) -> None:
    """They end."""
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(UsageError, match="too many links"):
        settle(tmp_path / "a")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a link of somebody else")
def test_links_that_others_put_into_a_folder_for_everybody(tmp_path: Path) -> None:
    """As in /tmp: its name may be guessed and taken beforehand."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "report.json").symlink_to(tmp_path / "mine")
    os.chown(shared / "report.json", 12345, 12345, follow_symlinks=False)
    with pytest.raises(UsageError, match="somebody else's link"):
        Destination(shared / "report.json").write("x")
    assert not (tmp_path / "mine").exists()


def test_a_pipe_that_is_read(tmp_path: Path) -> None:
    """Who typed it gets the text; without a reader it does not wait."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="nobody reads"):
        Destination(tmp_path / "pipe").write("x")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader, True)
    writer = threading.Thread(target=lambda: Destination(tmp_path / "pipe").write("x" * 200_000))
    writer.start()
    with os.fdopen(reader, "rb") as pipe:
        assert len(pipe.read(200_000)) == 200_000
    writer.join()


def test_an_open_file_by_its_number(tmp_path: Path) -> None:
    """/dev/stderr and the like are added to, as the shell would: opened anew they would be cut."""
    code = (
        "import sys; from pathlib import Path; from checker.filesystem.write import Destination\n"
        "sys.stderr.write('one\\n'); sys.stderr.flush(); Destination(Path('/dev/stderr')).write('two\\n')"
    )
    with (tmp_path / "err").open("wb") as file:
        subprocess.run([sys.executable, "-c", code], stderr=file, check=True)
    assert (tmp_path / "err").read_text() == "one\ntwo\n"
