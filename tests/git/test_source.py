"""Opening repositories of every kind."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from checker.errors import TargetError, Unobserved
from checker.files import Files
from checker.git import GitSource, open_source
from checker.model.tree import BLOB_LIMIT, TreeEntry
from tests.conftest import MakeRepository
from tests.repositories import START, Made

FILES = {"README.md": "# A\n", "src/a.py": "x = 1\n", "src/deep/b.py": "y = 2\n"}


def paths(source: GitSource) -> list[str]:
    return [entry.path for entry in source.tree.entries]


def entry(source: GitSource, path: str) -> TreeEntry:
    return next(each for each in source.tree.entries if each.path == path)


def contents(target: object, at: str = "", staged: bool = False) -> dict[str, str]:
    """Return all the text of a repository."""
    with open_source(str(target), at, staged) as source:
        files = Files(source.tree)
        return {path: files.text(path) for path in paths(source)}


def test_a_work_tree(make_repository: MakeRepository) -> None:
    """What is committed is read, with its time, branch and origin."""
    made = make_repository(files=FILES)
    made.git("remote", "add", "origin", "https://ada:secret@github.com/acme/pay.git")
    made.write({"src/a.py": "changed\n"})
    with open_source(str(made)) as source:
        assert source.commit == source.tree.commit == made.git("rev-parse", "HEAD")
        assert source.committed_at == START
        assert source.branch == "main"
        assert source.origin == "github.com/acme/pay"
        assert source.web == "https://github.com/acme/pay"
        assert source.passing == ("1 uncommitted change not judged",)
        assert source.tree.read(entry(source, "src/a.py")) == b"x = 1\n"
        assert "secret" not in repr(source)


def test_all_kinds_of_repository_read_the_same(make_repository: MakeRepository, tmp_path: Path) -> None:
    """Bare, mirrored, linked, separated and packed repositories give the same files."""
    made = make_repository(files=FILES)
    made.git("clone", "--quiet", "--bare", ".", "../bare.git")
    made.git("clone", "--quiet", "--mirror", ".", "../mirror.git")
    made.git("clone", "--quiet", "--shared", ".", "../borrowed")
    made.git("worktree", "add", "--quiet", "--detach", "../linked")
    made.git("clone", "--quiet", "--separate-git-dir", str(tmp_path / "git"), ".", "../apart")
    for name in ("made", "bare.git", "mirror.git", "borrowed", "linked", "apart", "made/.git"):
        assert contents(tmp_path / name) == FILES, name
    made.git("gc", "--quiet")
    made.git("pack-refs", "--all")
    assert contents(made) == FILES


def test_sha256(make_repository: MakeRepository) -> None:
    """Longer object ids are object ids."""
    made = make_repository("long", FILES, "--object-format=sha256")
    assert contents(made) == FILES
    with open_source(str(made)) as source:
        assert len(source.commit) == 64
        assert source.history
        assert source.history.commits()[0].oid == source.commit


def test_before_the_first_commit(make_repository: MakeRepository) -> None:
    """There is nothing to judge, and a score of nothing would count in every mean; the index can be judged."""
    made = make_repository()
    with pytest.raises(TargetError, match="no commit yet") as caught, open_source(str(made)):
        pass
    assert "--staged" in caught.value.hint
    with open_source(str(made), staged=True) as source:
        assert list(source.tree.entries) == []


def test_an_unborn_branch_and_a_detached_head(make_repository: MakeRepository) -> None:
    """HEAD may name no branch, or one that does not exist yet."""
    made = make_repository(files=FILES)
    made.git("checkout", "--quiet", "--detach")
    with open_source(str(made)) as source:
        assert source.branch == ""
        assert paths(source) == sorted(FILES)
    made.git("symbolic-ref", "HEAD", "refs/heads/new")
    with pytest.raises(TargetError, match="no commit yet"), open_source(str(made)):
        pass


def test_another_commit(make_repository: MakeRepository) -> None:
    """A tag, a branch, an object id or a date says which commit is meant."""
    made = make_repository(files={"a": "1"})
    first = made.git("rev-parse", "HEAD")
    made.git("tag", "v1")
    made.git("tag", "2020-01-01")
    made.git("tag", "--annotate", "-m", "one", "annotated")
    made.commit({"a": "2"})
    made.commit({"a": "3"})
    made.write({"a": "uncommitted"})
    for at in (
        "v1",
        first,
        first[:10],
        "HEAD~2",
        "annotated",
        "2026-01-01",
        "2026-01-02T00:00:00+00:30",
        "2020-01-01",
    ):
        with open_source(str(made), at) as source:
            assert source.commit == first, at
            assert source.committed_at == START
            assert source.notes == ()
            assert source.history
            assert source.history.count() == 1
    assert contents(made, "2026-01-02") == {"a": "2"}
    assert contents(made, "2026-01-02 00:00:00Z") == {"a": "2"}


@pytest.mark.parametrize(
    "at",
    [
        "v9",
        "0" * 40,
        "2019-05-05",
        "2026-13-45",
        "HEAD:a",
        "a\nHEAD",
        "--all",
        "-x",
        "main^{tree}",
        "\0",
        "\ud800",
    ],
)
def test_a_commit_that_is_not_there(make_repository: MakeRepository, at: str) -> None:
    """What names no commit is an error that says how to name one."""
    made = make_repository(files={"a": "1"})
    with pytest.raises(TargetError) as caught, open_source(str(made), at):
        pass
    assert caught.value.hint


def test_an_ambiguous_commit(make_repository: MakeRepository) -> None:
    """An abbreviation of two commits is an error, not a guess."""
    made = make_repository(files={"a": "1"})
    tree = made.git("write-tree")
    seen: dict[str, str] = {}
    for number in range(5000):  # two of some hundred ids share their first four digits
        body = f"tree {tree}\nauthor A <a> {number} +0000\ncommitter A <a> {number} +0000\n\n".encode()
        oid = hashlib.sha1(b"commit %d\0%s" % (len(body), body)).hexdigest()
        if oid[:4] in seen:
            break
        seen[oid[:4]] = body.decode()
    for content in (seen[oid[:4]].encode(), body):
        made.git("hash-object", "-t", "commit", "-w", "--stdin", feed=content)
    with pytest.raises(TargetError, match="ambiguous"), open_source(str(made), oid[:4]):
        pass


def test_the_index(make_repository: MakeRepository) -> None:
    """What would be committed is read, and nothing is written."""
    made = make_repository(files=FILES)
    made.write({"src/a.py": "staged\n", "new": "new\n"})
    made.git("add", "--all")
    made.write({"src/a.py": "not staged\n"})
    before = sorted((path, path.stat().st_mtime_ns) for path in made.path.rglob("*"))
    assert contents(made, staged=True) == {**FILES, "src/a.py": "staged\n", "new": "new\n"}
    assert sorted((path, path.stat().st_mtime_ns) for path in made.path.rglob("*")) == before
    with open_source(str(made), staged=True) as source:
        assert (source.commit, source.history) == ("", None)


def test_the_index_before_the_first_commit(make_repository: MakeRepository) -> None:
    """The first commit can be judged before it is made."""
    made = make_repository()
    made.write(FILES)
    made.git("add", "--all")
    assert contents(made, staged=True) == FILES


def test_the_index_of_a_hook(make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    """During `git commit -a` Git names another index; one of another repository is not believed."""
    made = make_repository(files={"a": "1"})
    other = make_repository("other", {"b": "2"})
    made.write({"a": "2"})
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))
    assert contents(made, staged=True) == {"a": "1"}
    next_index = str(made.path / ".git" / "next-index.lock")
    made.git("read-tree", "HEAD", GIT_INDEX_FILE=next_index)
    made.git("add", "a", GIT_INDEX_FILE=next_index)
    monkeypatch.setenv("GIT_INDEX_FILE", next_index)
    assert contents(made, staged=True) == {"a": "2"}


def test_the_environment_of_a_hook_changes_nothing(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git tells hooks where their repository is; another target must not be mistaken for it."""
    made = make_repository(files=FILES)
    other = make_repository("other", {"b": "2"})
    for name, value in {
        "GIT_DIR": str(other.path / ".git"),
        "GIT_WORK_TREE": str(other.path),
        "GIT_OBJECT_DIRECTORY": str(other.path / ".git" / "objects"),
        "GIT_COMMON_DIR": str(other.path / ".git"),
        "GIT_CONFIG_PARAMETERS": "'core.bare=maybe'",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.bare",
        "GIT_CONFIG_VALUE_0": "maybe",
        "GIT_NAMESPACE": "other",
        "GIT_CEILING_DIRECTORIES": "/",
        "LC_ALL": "de_DE.UTF-8",
    }.items():
        monkeypatch.setenv(name, value)
    assert contents(made) == FILES


def test_a_conflict_in_the_index(make_repository: MakeRepository) -> None:
    """Of a file in conflict our side is judged, and a note says so."""
    made = make_repository(files={"a": "base\n", "b": "same\n"})
    made.git("checkout", "--quiet", "-b", "theirs")
    made.commit({"a": "theirs\n"})
    made.git("checkout", "--quiet", "main")
    made.commit({"a": "ours\n"})
    subprocess.run(["git", "merge", "theirs"], cwd=made.path, capture_output=True, check=False)
    assert contents(made, staged=True) == {"a": "ours\n", "b": "same\n"}
    with open_source(str(made), staged=True) as source:
        assert source.notes == ("1 conflict: our side is judged",)


def test_an_index_is_only_had_by_a_work_tree(make_repository: MakeRepository) -> None:
    """A bare repository and an address say why they cannot be judged as staged."""
    made = make_repository()
    made.git("init", "--quiet", "--bare", "../bare.git")
    for target in (str(made.path.parent / "bare.git"), "https://host/a/b"):
        with pytest.raises(TargetError) as caught, open_source(target, staged=True):
            pass
        assert "--staged" in caught.value.hint


def test_links_lead_out_of_no_repository(make_repository: MakeRepository) -> None:
    """A link has the text of the file of the tree that it leads to; submodules have none."""
    library = make_repository("library", {"inside": "x"})
    made = make_repository(files={"a": "1"})
    (made.path / "link").symlink_to("a")
    (made.path / "away").symlink_to("/etc/passwd")
    made.git("submodule", "--quiet", "add", str(library.path), "lib")
    made.commit()
    with open_source(str(made)) as source:
        files = Files(source.tree)
        assert entry(source, "link").is_link
        assert entry(source, "lib").is_submodule
        assert entry(source, "lib").size is None
        with pytest.raises(Unobserved, match="symbolic link"):  # it is not taken for an empty file
            files.text("away")
        assert [files.text(path) for path in ("lib", "a", "link")] == ["", "1", "1"]


def test_a_large_file_pointer_is_not_the_file(make_repository: MakeRepository) -> None:
    """Of a file in Git LFS the repository holds only where it is, so nobody saw its text."""
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 99999999\n"
    made = make_repository(files={"big.bin": pointer})
    with open_source(str(made)) as source:
        assert entry(source, "big.bin").size == len(pointer)
        with pytest.raises(Unobserved, match="Git LFS"):
            Files(source.tree).text("big.bin")


def test_names_of_any_bytes(make_repository: MakeRepository) -> None:
    """Names that are not UTF-8 are shown with replacements, and stay apart."""
    made = make_repository(files={"plain": "x"})
    names = [
        b"caf\xe9",
        b"caf\xe8",
        "café".encode(),
        b"new\nline",
        b"\xed\xa0\x80",
        b'quo"te\\',
        b"tab\there",
        b"-x",
    ]
    blob = made.git("hash-object", "-w", "--stdin", feed=b"same")
    feed = b"".join(b"100644 blob %s\t%s\0" % (blob.encode(), name) for name in names)
    tree = made.git("mktree", "-z", feed=feed)
    commit = made.git("commit-tree", tree, "-m", "names")
    with open_source(str(made), commit) as source:
        found = paths(source)
        assert found == sorted(found)
        assert len(set(found)) == len(names)
        assert {"café", "caf\ufffd", "caf\ufffd~2", "new\nline", 'quo"te\\', "-x"} < set(found)
        for each in source.tree.entries:
            each.path.encode()  # no surrogate leaks
            assert source.tree.read(each) == b"same"


def test_executables_and_sizes(make_repository: MakeRepository) -> None:
    """Mode, size and object are those of Git."""
    made = make_repository(files={"run.sh": "#!/bin/sh\n", "empty": ""})
    (made.path / "run.sh").chmod(0o755)
    made.commit()
    with open_source(str(made)) as source:
        assert entry(source, "run.sh").mode == 0o100755
        assert entry(source, "empty").size == 0
        assert source.tree.read(entry(source, "empty")) == b""
        assert entry(source, "run.sh").oid == made.git("rev-parse", "HEAD:run.sh")


def test_a_file_over_the_limit(make_repository: MakeRepository) -> None:
    """It is measured, its head can be read, and the whole is refused."""
    made = make_repository(files={"big": b"magic" + bytes(BLOB_LIMIT), "fits": b"x" * BLOB_LIMIT})
    with open_source(str(made)) as source:
        big = entry(source, "big")
        assert big.size == BLOB_LIMIT + 5
        source.tree.prefetch(source.tree.entries)
        assert source.tree.head(big, 8) == b"magic\0\0\0"
        with pytest.raises(Unobserved, match="larger than"):
            source.tree.read(big)
        assert len(source.tree.read(entry(source, "fits"))) == BLOB_LIMIT
        assert source.tree.head(entry(source, "fits"), 3) == b"xxx"


def test_a_shallow_clone(make_repository: MakeRepository) -> None:
    """What was cut off is said; what is there is read."""
    made = make_repository(files=FILES)
    made.commit({"a": "2"})
    made.git("clone", "--quiet", "--depth=1", f"file://{made}", "../shallow")
    with open_source(str(made.path.parent / "shallow")) as source:
        assert source.notes == ("shallow clone: the history is cut off",)
        assert source.history
        assert source.history.shallow
        assert source.history.count() == 1
        assert paths(source) == [*sorted(FILES)[:1], "a", *sorted(FILES)[1:]]


def partial(made: Made, filtered: str) -> str:
    made.git("config", "uploadpack.allowFilter", "true")
    made.git("clone", "--quiet", "--bare", f"--filter={filtered}", f"file://{made}", "../partial.git")
    return str(made.path.parent / "partial.git")


def test_a_partial_clone(make_repository: MakeRepository) -> None:
    """Blobs that stayed behind have no size and no text, and are not fetched."""
    made = make_repository(files={"small": "x", "large": "y" * 5000})
    target = partial(made, "blob:limit=1k")
    with open_source(target) as source:
        assert entry(source, "small").size == 1
        assert entry(source, "large").size is None
        assert source.tree.read(entry(source, "small")) == b"x"
        for read in (source.tree.read, lambda each: source.tree.head(each, 1)):
            with pytest.raises(Unobserved, match="git fetch"):
                read(entry(source, "large"))
        source.tree.prefetch(source.tree.entries)
        assert Files(source.tree).texts(["small", "large"]) == {"small": "x"}


def test_a_partial_clone_of_many_files_is_quick(make_repository: MakeRepository) -> None:
    """Missing objects are found in one go: asking Git for each would try a fetch for each."""
    made = make_repository(files={f"f{number}": str(number) for number in range(400)})
    target = partial(made, "blob:none")
    with open_source(target) as source:
        assert {each.size for each in source.tree.entries} == {None}


def test_a_clone_without_trees(make_repository: MakeRepository) -> None:
    """Where not even the list of files is there, the target cannot be judged."""
    made = make_repository(files=FILES)
    with pytest.raises(TargetError, match="cannot be listed") as caught, open_source(partial(made, "tree:0")):
        pass
    assert "git fetch" in caught.value.hint


def test_nothing_is_left_behind(make_repository: MakeRepository) -> None:
    """Closing a source ends its processes."""
    made = make_repository(files=FILES)
    code = (
        "import sys, os, subprocess\n"
        "from checker.git import open_source\n"
        "with open_source(sys.argv[1]) as source: source.tree.read(source.tree.entries[0])\n"
        "try: os.waitpid(-1, os.WNOHANG); print('a child is left')\n"
        "except ChildProcessError: print('none')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(made)], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("none\n", "")


def test_importing_costs_nothing() -> None:
    """GitPython is only imported when a repository is opened."""
    code = "import sys, checker.git; print('git' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_no_git_on_the_machine(make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its absence is said, with advice."""
    made = make_repository(files=FILES)
    monkeypatch.setenv("PATH", str(made.path))
    with pytest.raises(TargetError, match="no git") as caught, open_source(str(made)):
        pass
    assert "install git" in caught.value.hint
