"""Globs of ecosystem files, asked of many paths at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.files import Files, MemoryTree
from checker.files.file_names import FileNames, matcher


def found(glob: str, *paths: str) -> list[str]:
    files = Files(MemoryTree(dict.fromkeys(paths, "x")))
    return sorted(entry.path for entry, _ in FileNames({"it": [glob]}).found(files.index))


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("Cargo.toml", ["Cargo.toml", "a/Cargo.toml"], ["cargo.toml", "xCargo.toml", "Cargo.toml.orig"]),
        ("/.gitlab-ci.yml", [".gitlab-ci.yml"], ["a/.gitlab-ci.yml"]),
        ("tasks/main.yml", ["tasks/main.yml"], ["a/tasks/main.yml", "tasks/a/main.yml"]),
        ("*.tf", ["a.tf", "a/b.tf"], ["a.tfvars", "tf", "a.TF"]),
        ("*_test.go", ["a_test.go", "x/a_test.go"], ["a_test.go.txt", "test.go"]),
        ("**/roles/*/tasks/*.yml", ["roles/a/tasks/b.yml", "x/roles/a/tasks/b.yml"], ["roles/tasks/b.yml"]),
        ("t/**/*.t", ["t/a.t", "t/b/a.t"], ["x/t/a.t", "t/a.ts"]),
        ("Dockerfile.*", ["Dockerfile.prod", "a/Dockerfile.x"], ["Dockerfile", "xDockerfile.prod"]),
        ("targets/**", ["targets/a", "targets/a/b"], ["x/targets/a"]),
        ("*.Tests.csproj", ["A.Tests.csproj", "x/A.B.Tests.csproj"], ["A.csproj", "Tests.csproj"]),
    ],
)
def test_a_glob_names_files_as_the_page_says(glob: str, yes: list[str], no: list[str]) -> None:
    """Without a slash anywhere, with one from the top, case as it is written."""
    assert found(glob, *yes, *no) == sorted(yes)
    assert all(matcher((glob,))(path) for path in yes)
    assert not any(matcher((glob,))(path) for path in no)


def test_each_meaning_is_told() -> None:
    """A file may stand for several things."""
    files = Files(MemoryTree({"a.py": "", "setup.py": ""}))
    names = FileNames({"python": ["*.py"], "package": ["setup.py"]})
    told = {(entry.path, meaning) for entry, meaning in names.found(files.index)}
    assert told == {("a.py", "python"), ("setup.py", "python"), ("setup.py", "package")}


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_glob_and_no_path_is_too_strange(glob: str, path: str) -> None:
    """Policies may name anything, and repositories hold anything."""
    assert matcher((glob,))(path) in (True, False)
