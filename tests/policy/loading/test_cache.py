"""The cache of policies: it saves time and never changes what is loaded."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checker import cache
from checker.policy.loading import assemble, gather
from checker.policy.loading.load import Loaded, load
from checker.policy.loading.sources import Library

Write = Callable[..., Path]
POLICY = "policy: p\nextends: [common, ./pack]\nrules:\n  - id: a/b\n    RULE\n    level: gold\n    params: {names: [x], most: 1}\n"
PACK = {"pack/pack.yml": "policy: k\n", "pack/one.yml": "rules:\n  - id: k/one\n    RULE\n"}


@pytest.fixture
def root(write: Write) -> Path:
    """Return a folder with a policy, a pack and what they extend."""
    return write({"p.yml": POLICY, **PACK})


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often policies are read instead of remembered."""
    count: list[int] = []
    real = gather.gather

    def counted(library: Library, sources: Sequence[str]) -> object:
        count.append(1)
        return real(library, sources)

    monkeypatch.setattr(assemble, "gather", counted)
    return count


def entries() -> list[Path]:
    return [path for path in cache.directory().rglob("*") if path.is_file()]


def twice(root: Path) -> tuple[Loaded, Loaded]:
    return load(["p.yml"], root), load(["p.yml"], root)


def test_a_second_load_reads_nothing_and_is_the_same(root: Path, parses: list[int]) -> None:
    """What comes from the cache equals what was parsed, to the last position."""
    first, second = twice(root)
    assert first == second
    assert first.mistakes == ()
    assert len(parses) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "p.yml").write_text((root / "p.yml").read_text() + "title: new\n"),
        lambda root: (root / "pack/one.yml").write_text("rules: []\n"),
        lambda root: (root / "pack/two.yml").write_text("rules: []\n"),
        lambda root: (root / "pack/one.yml").unlink(),
    ],
)
def test_any_change_is_seen(root: Path, parses: list[int], change: Callable[[Path], object]) -> None:
    """A changed, new or removed file, however deep, makes the policy be read again."""
    before = load(["p.yml"], root)
    change(root)
    after = load(["p.yml"], root)
    assert len(parses) == 2
    assert after.mistakes == ()
    assert (before.policy, before.files) != (after.policy, after.files)


def test_going_back_is_remembered(root: Path, parses: list[int]) -> None:
    """Both sides of a switch between branches are kept."""
    text = (root / "p.yml").read_text()
    load(["p.yml"], root)
    (root / "p.yml").write_text(text + "title: new\n")
    load(["p.yml"], root)
    (root / "p.yml").write_text(text)
    load(["p.yml"], root)
    assert len(parses) == 2


def test_mistakes_are_not_kept(root: Path, parses: list[int]) -> None:
    """A policy with mistakes is read anew each time."""
    (root / "p.yml").write_text("policy: p\nextends: [gone.yml]\n")
    first, second = twice(root)
    assert first == second
    assert len(parses) == 2
    assert entries() == []


def test_another_root_is_another_policy(root: Path, write: Write) -> None:
    """The same name in another folder is not confused."""
    (root / "sub").mkdir()
    (root / "sub/p.yml").write_text("policy: other\n")
    assert load(["p.yml"], root).policy != load(["p.yml"], root / "sub").policy


@pytest.mark.parametrize(
    "damage",
    [lambda content: content[: len(content) // 2], lambda content: b"", lambda content: content + b"x"],
)
def test_torn_entries_are_read_past(root: Path, parses: list[int], damage: Callable[[bytes], bytes]) -> None:
    """A cache that was cut short or garbled is as good as none."""
    first = load(["p.yml"], root)
    for path in entries():
        path.write_bytes(damage(path.read_bytes()))
    assert load(["p.yml"], root) == first
    assert len(parses) == 2


HOSTILE: list[object] = [
    None,
    [],
    {},
    {"policy": None, "files": []},
    {"policy": {}, "files": []},
    {"policy": 3, "files": "x"},
    {"paths": [3], "folders": {}},
    {"paths": ["\0"], "folders": ["\0"]},
    {"paths": [], "folders": []},
    "x",
    10**400,
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", ["policies", "policy-files"])
def test_hostile_entries_are_read_past(
    root: Path, kind: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in the cache under a right checksum, loading gives the policy and no exception."""
    first = load(["p.yml"], root)
    real = cache.get
    monkeypatch.setattr(
        cache, "get", lambda k, key: json.dumps(value).encode() if k == kind else real(k, key)
    )
    assert load(["p.yml"], root) == first
    monkeypatch.setattr(cache, "get", lambda k, key: b"[" * 100_000 if k == kind else real(k, key))
    assert load(["p.yml"], root) == first


def test_values_of_wrong_types_are_read_past(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One field of another type is enough to throw an entry away."""
    first = load(["p.yml"], root)
    real = cache.get

    def bent(kind: str, key: str) -> bytes | None:
        content = real(kind, key)
        if kind != "policies" or content is None:
            return content
        data = json.loads(content)
        data["policy"]["rules"][0]["title"] = 3
        return json.dumps(data).encode()

    monkeypatch.setattr(cache, "get", bent)
    assert load(["p.yml"], root) == first


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
def test_a_folder_that_others_can_write_to_is_not_used(root: Path, parses: list[int]) -> None:
    """What a stranger could have put there is neither read nor added to."""
    load(["p.yml"], root)
    for folder in {path.parent for path in entries()}:
        folder.chmod(0o777)
    load(["p.yml"], root)
    assert len(parses) == 2


def test_a_cache_that_cannot_be_written_costs_only_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be is no error."""
    blocked = root / "blocked"
    blocked.write_text("")
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(blocked))
    first, second = twice(root)
    assert first == second
    assert first.mistakes == ()


def test_checksums_belong_to_their_keys(root: Path) -> None:
    """An entry copied under another name is not taken for that one."""
    load(["p.yml"], root)
    (kept,) = [path for path in entries() if path.parent.name == "policies"]
    content = kept.read_bytes()
    other = kept.with_name(hashlib.sha256(b"other").hexdigest())
    other.write_bytes(content)
    assert cache.get("policies", "other") is None


def test_a_pack_is_kept_once_for_all_places(root: Path, parses: list[int]) -> None:
    """What ships with the program is the same wherever one stands; with anything else, the place counts."""
    (root / "sub").mkdir()
    assert load(["common"], root) == load(["common"], root / "sub")
    assert len(parses) == 1
    assert load(["common", "p.yml"], root).mistakes == ()
    assert load(["common", "p.yml"], root / "sub").mistakes != ()
