"""Shards: the parts of an audit come to the same as the whole, and what does not fit together is refused."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.app.audit.history_recorder import HistoryLocation
from checker.app.audit.merge_shards import merge, read_parts
from checker.app.audit.run import AuditRequest, audit
from checker.app.audit.shards import Shard, collect_shard, shard_of
from checker.app.policies.compile_plan import prepare
from checker.engine.compile import Plan
from checker.errors import UsageError
from checker.policy.settings import config
from checker.policy.settings.configuration import Configuration
from checker.render import Style
from checker.render.machine.json import render
from checker.store import open_history

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = ("one", "two", "three", "four", "five")
SETTINGS = """\
organization: Acme
targets: [repositories, nowhere]
teams:
  - {team: payments, repositories: [repositories/one, repositories/two]}
  - {team: ledger, repositories: [repositories/t*]}
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch, make_repository, cache) -> Plan:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(cache))
    (tmp_path / "checker.yml").write_text(SETTINGS)
    for number, name in enumerate(NAMES):
        files = {"README.md": f"# {name}\n", "LICENSE": "MIT License\n", "main.py": "print()\n"}
        make_repository(f"repositories/{name}", dict(list(files.items())[: 1 + number % 3]))
    torn = make_repository("repositories/torn", {"README.md": "# Torn\n"})
    (torn.path / ".git" / "refs" / "heads" / "main").write_text("f" * 40 + "\n")
    return prepare(["baseline", "flow"], tmp_path, NOW.date())


@pytest.fixture
def settings(plan: Plan) -> Configuration:
    del plan  # which makes them
    return config.trusted(Path("checker.yml"))


def collected(plan: Plan, settings: Configuration, count: int = 2, now: datetime = NOW) -> list[Path]:
    request = AuditRequest((), now, today=now.date(), jobs=1)
    paths = [Path(f"part-{index}.json") for index in range(1, count + 1)]
    for index, path in enumerate(paths, 1):
        collect_shard(Shard(index, count), path, request, plan, settings)
    return paths


def test_parts_come_to_the_whole(plan, settings, tmp_path) -> None:
    """Every result, team and sum, the organization, what could not be read, warnings, and the history.

    The repositories need not be where the parts are merged.
    """
    places = [HistoryLocation(f"sqlite:///{name}.db", tmp_path) for name in ("whole", "merged")]
    whole = audit(AuditRequest((), NOW, jobs=1, today=NOW.date(), history=places[0]), plan, settings)
    assert [Path(each.target).name for each in whole.uncollected] == ["nowhere", "torn"]
    parts = read_parts(list(reversed(collected(plan, settings, 3))))
    shutil.rmtree("repositories")
    merged = merge(parts, plan, settings, today=NOW.date(), history=places[1], jobs=1)
    assert render(merged, Style()) == render(whole, Style())
    assert merged == whole
    told = []
    for place in places:
        with open_history(place.url, place.folder) as history:
            [one] = history.audits()
            told.append((one.series, history.load(one.id)))
    assert told[0] == told[1]


def test_every_repository_is_in_one_shard() -> None:
    """It is the same one on every machine and in every version."""
    names = [f"github:acme/r{number}" for number in range(400)]
    shards = [Shard(index, 4) for index in range(1, 5)]
    held = [[name for name in names if shard.holds(name)] for shard in shards]
    assert sorted(name for each in held for name in each) == sorted(names)
    assert all(70 < len(each) < 130 for each in held)
    assert [shard.holds("github:acme/r1") for shard in shards] == [False, False, False, True]


def test_what_is_a_shard() -> None:
    """Counted from one."""
    assert shard_of("2/8") == Shard(2, 8)
    for wrong in ("", "2", "0/2", "3/2", "1/0", "a/b", "1/1001", "1/2/3", "-1/2"):
        with pytest.raises(UsageError, match="no part of a whole"):
            shard_of(wrong)


def refused(*files: Path | str) -> str:
    with pytest.raises(UsageError) as caught:
        read_parts([Path(each) for each in files])
    assert caught.value.hint
    return caught.value.message


def test_missing_and_doubled_parts(plan, settings) -> None:
    """No repository is left out, or counted twice."""
    one, two = collected(plan, settings)
    assert refused(one) == "of 2 shards, these are missing: 2"
    Path("again.json").write_bytes(one.read_bytes())
    assert "are both shard 1/2" in refused(one, "again.json", two)
    three = collected(plan, settings, 3)
    assert "is shard 1/3, and " in refused(*three, *collected_again(plan, settings))


def collected_again(plan: Plan, settings: Configuration) -> list[Path]:
    path = Path("other-2.json")
    collect_shard(Shard(2, 2), path, AuditRequest((), NOW, today=NOW.date(), jobs=1), plan, settings)
    return [path]


def test_mixed_parts(plan, settings) -> None:
    """Of other times, policies, settings and targets."""
    one, two = collected(plan, settings)

    def other(**changes) -> Path:
        asked = AuditRequest(changes.pop("targets", ()), changes.pop("now", NOW), today=NOW.date(), jobs=1)
        path = Path("other.json")
        collect_shard(Shard(2, 2), path, asked, changes.pop("plan", plan), changes.pop("settings", settings))
        return path

    docs = prepare(["docs"], Path.cwd(), NOW.date())
    assert refused(one, other(now=NOW + timedelta(days=1))) == (
        "other.json was collected as of another time: 2026-11-23T12:00:00Z, not 2026-11-22T12:00:00Z (part-1.json)"
    )
    assert "by another policy (part-1.json)" in refused(one, other(plan=docs))
    assert "by other settings" in refused(one, other(settings=replace(settings, teams=())))
    assert "of other targets" in refused(one, other(targets=("repositories/one",)))
    lines = two.read_text().splitlines()
    header = json.loads(lines[0])
    header["code"] = "standards-checker 0.0.1"
    write(two, [json.dumps(header, separators=(",", ":")), *lines[1:-1]])
    assert "by another version: standards-checker 0.0.1, not " in refused(one, two)
    parts = read_parts(collected(plan, settings))
    with pytest.raises(UsageError, match=r"by another policy \(here\)"):
        merge(parts, docs, settings)
    with pytest.raises(UsageError, match=r"by other settings.* \(here\)"):
        merge(parts, plan, replace(settings, organization="Other"))


def write(path: Path, lines: list[str]) -> None:
    """Write a part whose last line fits."""
    import hashlib

    text = "".join(f"{line}\n" for line in lines)
    end = {"type": "end", "lines": len(lines), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    path.write_text(text + json.dumps(end) + "\n")


def test_damaged_parts(plan, settings) -> None:
    """Cut off, changed, or something else; each is named."""
    one, two = collected(plan, settings)
    whole = two.read_bytes()
    lines = whole.splitlines(keepends=True)
    for damaged in (
        b"".join(lines[:-1]),
        whole[:-20],
        whole.replace(b"README", b"readme", 1),
        b"".join([*lines[:1], *lines[3:]]),
        whole + b"{}\n",
        lines[0] + b"nonsense\n",
        lines[0] + b"[]\n",
    ):
        two.write_bytes(damaged)
        assert refused(one, two).startswith("part-2.json: damaged: ")
    for other in (b"", b"{}", b"\xff\x00", b'{"type":"end","lines":0,"sha256":""}\n'):
        two.write_bytes(other)
        assert refused(one, two) == "part-2.json: not a part of an audit"
    assert refused(one, "absent.json").startswith("absent.json: cannot be read")
    write(two, [*whole.decode().splitlines()[:2], "{}"])
    with pytest.raises(UsageError, match="not a snapshot"):
        merge(read_parts([one, two]), plan, settings)


def test_a_part_is_whole_or_not_there(plan, settings, monkeypatch) -> None:
    """What is interrupted leaves the file before as it was."""
    one, _ = collected(plan, settings)
    before = one.read_bytes()

    def stop(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("checker.app.audit.shards.ShardWriter.finish", stop)
    with pytest.raises(KeyboardInterrupt):
        collected(plan, settings)
    assert one.read_bytes() == before


def test_a_shard_carries_unchanged_repositories_over(plan, settings) -> None:
    """The next day they come to what a full audit comes to, from snapshots as of that day."""
    collected(plan, settings)
    later = NOW + timedelta(days=90)
    merged = merge(
        read_parts(collected(plan, settings, now=later)), plan, settings, today=later.date(), jobs=1
    )
    request = AuditRequest((), later, jobs=1, today=later.date(), refresh=True)
    whole = audit(request, plan, settings)
    carried = [
        any("carried over" in note for note in each.notes) for each in merged.subjects if each.repository
    ]
    assert carried == [True] * len(NAMES)
    assert [each.results for each in merged.subjects] == [each.results for each in whole.subjects]
