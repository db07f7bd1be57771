"""Questions about paths that may not be looked at."""

import errno
import os
from pathlib import Path

import pytest

from checker.filesystem import probe
from checker.filesystem.probe import PathKind


def test_what_a_path_leads_to(tmp_path: Path) -> None:
    """Through links; what is not there, and what no path can be, is absent."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "dangling").symlink_to("gone")
    os.mkfifo(tmp_path / "pipe")
    cases = {
        "": PathKind.FOLDER,
        "file": PathKind.FILE,
        "link": PathKind.FILE,
        "dangling": PathKind.ABSENT,
        "pipe": PathKind.OTHER,
    }
    cases |= {"file/inside": PathKind.ABSENT, "nul\0": PathKind.ABSENT}
    assert {name: probe.kind(tmp_path / name) for name in cases} == cases


def test_what_cannot_be_told(tmp_path: Path) -> None:
    """`kind` raises the system's error, all other questions are answered with no."""
    (tmp_path / "loop").symlink_to("loop")
    for path, number in ((tmp_path / "loop", errno.ELOOP), (tmp_path / ("n" * 300), errno.ENAMETOOLONG)):
        with pytest.raises(OSError) as caught:  # noqa: PT011  # the number says which
            probe.kind(path)
        assert caught.value.errno == number
        assert not (probe.is_folder(path) or probe.is_file(path) or probe.exists(path))
        assert probe.resolve(path).parent == tmp_path.resolve()
