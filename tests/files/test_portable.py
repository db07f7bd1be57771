"""What may be written below a folder: the same file on every system, and never one outside."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from checker.files.portable import is_portable

OUTSIDE = (
    "..\\..\\evil.yml",
    "a\\..\\..\\evil.yml",
    "..",
    "a/../../evil.yml",
    "/etc/passwd",
    "\\evil.yml",
    "\\\\server\\share\\evil.yml",
    "C:\\evil.yml",
    "C:evil.yml",
    "a/C:evil.yml",
    "a/./b",
    "a//b",
    "",
)
ELSEWHERE = (
    "NUL",
    "nul.yml",
    "a/CON",
    "con.tar.gz",
    "COM1.yml",
    "com¹",
    "LPT9",
    "aux .yml",
    "CONIN$",
    "policy.yml:stream",
    "policy.yml.",
    "policy.yml ",
    "dir./policy.yml",
    "dir /policy.yml",
    "a\0b",
    "a\nb",
    "a?b",
    "a*b",
    'a"b',
    "a<b",
    "a|b",
)


@pytest.mark.parametrize("path", OUTSIDE + ELSEWHERE)
def test_what_leads_elsewhere_on_some_system_is_refused(path):
    """Windows reads backslashes, colons, devices and endings of its own into names of POSIX."""
    assert not is_portable(path)


@pytest.mark.parametrize(
    "path",
    ["policy.yml", ".checker/waivers.yml", "a/b c/d-é.yml", "console.yml", "a..b", "..a", "company1/x"],
)
def test_plain_names_are_taken(path):
    assert is_portable(path)


@pytest.mark.parametrize("folder", [PurePosixPath("/tmp/x"), PureWindowsPath("C:\\Temp\\x")])
@pytest.mark.parametrize("path", ["a/b.yml", "..a/b..c", "a/b/c/d"])
def test_what_is_taken_lies_below_the_folder_by_either_systems_rules(folder, path):
    """Each part becomes one part there."""
    assert is_portable(path)
    place = folder / path
    assert place.parts == (*folder.parts, *path.split("/"))
    assert ".." not in place.parts
