"""Reading objects in batches, within bounds of memory and time."""

import subprocess
import sys
import zlib
from hashlib import sha1
from pathlib import Path

import pytest

from checker.git import objects, open_source
from checker.git.objects import Objects
from checker.git.repository import RepositoryLocation, locate
from checker.git.tree import GitTree
from checker.model.tree import TreeEntry
from tests.conftest import MakeRepository


def placed(path: Path) -> RepositoryLocation:
    place = locate(path)
    assert place
    return place


def test_what_was_read_together_is_not_asked_for_again(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After one batch, reading needs no Git."""
    made = make_repository(files={f"f{number}": str(number) for number in range(300)})
    with open_source(str(made)) as source:
        source.tree.prefetch(source.tree.entries)
        monkeypatch.setattr(Objects, "look", None)
        assert {source.tree.read(entry) for entry in source.tree.entries} == {
            str(n).encode() for n in range(300)
        }


def test_memory_is_bounded(make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read longest ago is forgotten, and read again when it is asked for."""
    monkeypatch.setattr(objects, "CACHE_LIMIT", 4000)
    made = make_repository(files={f"f{number}": str(number) * 100 for number in range(10, 90)})
    with open_source(str(made)) as source:
        for entry in [*source.tree.entries, *source.tree.entries[:5]]:
            assert source.tree.read(entry) == (entry.path[1:] * 100).encode()
        source.tree.prefetch(source.tree.entries)
        assert isinstance(source.tree, GitTree)
        assert 0 < source.tree._objects._cache.weight <= 4000


def test_names_are_answered_in_order(make_repository: MakeRepository) -> None:
    """Missing ones too; a long batch does not deadlock."""
    made = make_repository(files={"a": "x" * 100_000})
    blob = made.git("rev-parse", "HEAD:a")
    found = Objects(placed(made.path).command)
    answers = list(found.look([blob, "nothing here", "0" * 40] * 200))
    found.close()
    assert len(answers) == 600
    assert all(not isinstance(answer, str) and answer.size == 100_000 for answer in answers[::3])
    assert set(answers[1::3]) == set(answers[2::3]) == {"missing"}


def test_longer_objects_are_passed_over(make_repository: MakeRepository) -> None:
    """Their content is not kept, and the next answer is the right one."""
    made = make_repository(files={"a": "x" * 5_000_000, "b": "small"})
    found = Objects(placed(made.path).command)
    large, small = found.look([made.git("rev-parse", f"HEAD:{name}") for name in "ab"], 100)
    found.close()
    assert not isinstance(large, str)
    assert (large.size, large.content) == (5_000_000, None)
    assert not isinstance(small, str)
    assert small.content == b"small"


def test_a_listing_that_lies_about_a_size(make_repository: MakeRepository) -> None:
    """An entry may claim any size; a large blob is still not taken in."""
    made = make_repository(files={"a": "x" * 3_000_000})
    found = Objects(placed(made.path).command)
    entry = TreeEntry("a", 0o100644, made.git("rev-parse", "HEAD:a"), 10)
    with pytest.raises(Exception, match="3000000 bytes"):
        found.read(entry)
    found.close()


@pytest.mark.slow
def test_a_gigabyte_of_zeros(make_repository: MakeRepository) -> None:
    """It is listed with its size, and its head is read without unpacking it."""
    made = make_repository(files={"a": "1"})
    size = 1 << 30
    digest, packer = sha1(b"blob %d\0" % size), zlib.compressobj(1)
    content = packer.compress(b"blob %d\0" % size)
    zeros = bytes(1 << 22)
    for _ in range(size // len(zeros)):
        digest.update(zeros)
        content += packer.compress(zeros)
    oid = digest.hexdigest()
    path = made.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content + packer.flush())
    tree = made.git("mktree", feed=f"100644 blob {oid}\thuge\n".encode())
    commit = made.git("commit-tree", tree, "-m", "huge")
    with open_source(str(made), commit) as source:
        [huge] = source.tree.entries
        assert huge.size == size
        source.tree.prefetch([huge])
        assert source.tree.head(huge, 100) == bytes(100)


@pytest.mark.slow
def test_a_hundred_thousand_files(make_repository: MakeRepository) -> None:
    """They are listed within seconds and a few hundred bytes each."""
    made = make_repository(files={"a": "1"})
    blob = made.git("rev-parse", "HEAD:a")
    tree = made.git("mktree", feed="".join(f"100644 blob {blob}\tfile{n}.py\n" for n in range(100)).encode())
    for names in (range(10), range(100)):
        tree = made.git("mktree", feed="".join(f"040000 tree {tree}\tpart{n}\n" for n in names).encode())
    made.git("update-ref", "HEAD", made.git("commit-tree", tree, "-m", "many"))
    code = (
        "import sys, resource, git\n"
        "from checker.git import open_source\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with open_source(sys.argv[1], 'HEAD') as source:\n"
        "    print(len(source.tree.entries),"
        " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(made)], capture_output=True, text=True, check=True)
    count, kilobytes = done.stdout.split()
    assert int(count) == 100_000
    assert int(kilobytes) < 120_000


def handles() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_file_handles_are_given_back(make_repository: MakeRepository) -> None:
    """Thousands of repositories are read by one process."""
    made = make_repository(files={"a": "1"})
    with open_source(str(made)):
        pass
    before = handles()
    for _ in range(20):
        with open_source(str(made)) as source:
            source.tree.read(source.tree.entries[0])
    assert handles() <= before
