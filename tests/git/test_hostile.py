"""Repositories that want to run something, or to hang whoever reads them."""

import os
import time
import zlib
from pathlib import Path

import pytest

from checker.errors import TargetError, Unobserved
from checker.files import Files
from checker.git import discover, open_source, repository
from checker.git import objects as objects_module
from checker.git import tree as tree_module
from tests.conftest import MakeRepository
from tests.repositories import Made


def read_all(made: Made | Path | str) -> str:
    """Ask a repository everything that can be asked."""
    text = ""
    for staged in (False, True):
        with open_source(str(made), staged=staged) as source:
            files = Files(source.tree)
            text += "".join(files.texts(files.all_paths).values())
            for entry in source.tree.entries:
                if entry.is_file and entry.size is not None:
                    source.tree.head(entry, 10)
            if source.history:
                text += "".join(commit.message for commit in source.history.commits())
                source.history.count()
                source.history.tags()
                source.history.branches()
    return text


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """Return the file that whatever is executed would leave."""
    return tmp_path / "executed"


def script(made: Made, name: str, marker: Path) -> str:
    path = made.path / name
    path.write_text(f"#!/bin/sh\necho {name} >> {marker}\ncat\n")
    path.chmod(0o755)
    return str(path)


HOOKS = (
    "post-index-change",
    "reference-transaction",
    "fsmonitor-watchman",
    "pre-auto-gc",
    "post-checkout",
    "query-watchman",
)


def arm(made: Made, marker: Path) -> None:
    """Configure everything that makes Git run a program."""
    run = script(made, "run", marker)
    for hook in HOOKS:
        path = made.path / ".git" / "hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\necho {hook} >> {marker}\n")
        path.chmod(0o755)
    settings = {
        "core.fsmonitor": run,
        "core.hooksPath": str(made.path / ".git" / "hooks"),
        "core.sshCommand": run,
        "core.gitProxy": run,
        "core.askPass": run,
        "core.editor": run,
        "core.pager": run,
        "core.alternateRefsCommand": run,
        "core.untrackedCache": "true",
        "pager.status": run,
        "pager.cat-file": run,
        "alias.cat-file": f"!{run}",
        "alias.ls-tree": f"!{run}",
        "alias.status": f"!{run}",
        "credential.helper": f"!{run}",
        "diff.external": run,
        "diff.evil.textconv": run,
        "diff.evil.command": run,
        "gpg.program": run,
        "gpg.ssh.program": run,
        "log.showSignature": "true",
        "status.submoduleSummary": "true",
        "uploadpack.packObjectsHook": run,
        "hook.evil.command": run,
        "hook.evil.event": "post-index-change",
        "trace2.eventTarget": str(marker),
        "filter.evil.clean": run,
        "filter.evil.smudge": run,
        "filter.evil.process": run,
    }
    for key, value in settings.items():
        made.git("config", key, value)


def test_no_configured_program_is_run(make_repository: MakeRepository, marker: Path) -> None:
    """Hooks, monitors, filters, aliases, pagers, signature programs: none of them."""
    made = make_repository(files={".gitattributes": "* filter=evil diff=evil\n", "a": "1", "b": "2"})
    made.git("branch", "signed")
    arm(made, marker)
    time.sleep(0.01)
    (made.path / "a").write_text("3")  # the index no longer knows this file
    (made.path / "b").touch()
    text = read_all(made)
    assert "1" in text
    assert not marker.exists()


@pytest.mark.parametrize(
    "key",
    [
        "filter.evil.clean",
        "include.path",
        "includeIf.gitdir:/.path",
        "core.worktree",
        "core.attributesFile",
        "hook.x.command",
    ],
)
def test_changes_are_not_counted_where_counting_could_run_something(
    make_repository: MakeRepository, marker: Path, key: str
) -> None:
    """No note is better than a program that runs, or a count of other files."""
    made = make_repository(files={".gitattributes": "* filter=evil\n", "a": "1"})
    (made.path / "a").write_text("22")
    with open_source(str(made)) as source:
        assert source.passing == ("1 uncommitted change not judged",)
    run = script(made, "run", marker)
    made.git("config", key, "none" if key.startswith("include") else run)
    with open_source(str(made)) as source:
        assert source.notes == ()
    assert not marker.exists()


def test_a_monitor_is_no_reason_not_to_count(make_repository: MakeRepository) -> None:
    """Git's own monitor is switched off for us; changes are found without it."""
    made = make_repository(files={"a": "1"})
    made.git("config", "core.fsmonitor", "true")
    (made.path / "a").write_text("22")
    with open_source(str(made)) as source:
        assert source.passing == ("1 uncommitted change not judged",)


def test_programs_behind_an_include_are_not_run(make_repository: MakeRepository, marker: Path) -> None:
    """What a configuration includes is in force for Git, so it gets the same treatment."""
    made = make_repository(files={".gitattributes": "* filter=evil\n", "a": "1"})
    run = script(made, "run", marker)
    included = made.path / ".git" / "more"
    included.write_text(
        f'[core]\nfsmonitor = {run}\nsshCommand = {run}\n[filter "evil"]\nclean = {run}\n[alias]\nstatus = !{run}\n'
    )
    made.git("config", "include.path", "more")
    (made.path / "a").write_text("2")
    read_all(made)
    assert not marker.exists()


@pytest.mark.parametrize("form", ["ssh://host/x", "ext::{run}", "host:x", "file://{run}", "{run}"])
def test_missing_objects_are_fetched_from_nowhere(
    make_repository: MakeRepository, marker: Path, form: str
) -> None:
    """A repository can say that its objects are at a place whose address runs a program."""
    made = make_repository(files={"a": "1", "b": "2"})
    run = script(made, "run", marker)
    commit = made.git("rev-parse", "HEAD")
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "evil",
        "remote.evil.promisor": "true",
        "remote.evil.url": form.format(run=run),
        "remote.evil.uploadpack": run,
        "remote.evil.vcs": "",
        "core.sshCommand": run,
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }.items():
        if value:
            made.git("config", key, value)
    blob = made.git("rev-parse", "HEAD:a")
    (made.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with open_source(str(made)) as source:
        assert source.commit == commit
        with pytest.raises(Unobserved):
            source.tree.read(next(entry for entry in source.tree.entries if entry.path == "a"))
        # Not even when Git is asked for what it has not.
        assert source.history
        source.history.commits()
    with pytest.raises(TargetError), open_source(str(made), "f" * 40):
        pass
    assert not marker.exists()


def test_submodules_are_not_entered(make_repository: MakeRepository, marker: Path) -> None:
    """Counting changes inside a submodule would run Git under the submodule's configuration."""
    library = make_repository("library", {"inside": "x"})
    made = make_repository(files={"a": "1"})
    made.git("submodule", "--quiet", "add", str(library.path), "lib")
    made.commit()
    inner = Made(made.path / "lib")
    inner.git("config", "core.fsmonitor", script(made, "run", marker))
    (inner.path / "inside").write_text("changed")
    (inner.path / "new").write_text("new")
    with open_source(str(made)) as source:
        assert source.passing == ("1 uncommitted change not judged",)  # the script itself
    assert not marker.exists()


def test_replaced_and_grafted_history_is_not_believed(make_repository: MakeRepository) -> None:
    """What is judged is what the commit holds, not what a local reference puts in its place."""
    made = make_repository(files={"a": "true"})
    made.commit({"a": "second"})
    original = made.git("rev-parse", "HEAD:a")
    other = made.git("hash-object", "-w", "--stdin", feed=b"false")
    made.git("replace", original, other)
    (made.path / ".git" / "info").mkdir(exist_ok=True)
    (made.path / ".git" / "info" / "grafts").write_text(made.git("rev-parse", "HEAD") + "\n")
    with open_source(str(made)) as source:
        assert Files(source.tree).text("a") == "second"
        assert source.history
        assert source.history.count() == 2


def test_a_work_tree_elsewhere_is_not_looked_at(make_repository: MakeRepository, tmp_path: Path) -> None:
    """`core.worktree` cannot make us read other folders."""
    made = make_repository(files={"a": "1"})
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("k")
    made.git("config", "core.worktree", str(tmp_path / "secret"))
    assert read_all(made).startswith("1")
    with open_source(str(made)) as source:
        assert source.notes == ()


@pytest.mark.parametrize(
    "name",
    [
        "config",
        "index",
        "packed-refs",
        "HEAD",
        "shallow",
        "objects/info/alternates",
        "refs/heads/main",
        "objects/info/commit-graph",
        "info/attributes",
        "config.worktree",
    ],
)
def test_a_pipe_in_the_place_of_a_file_does_not_hang(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Reading a pipe that nobody writes to would wait forever."""
    for module, attribute in (
        ("command", "TIMEOUT"),
        ("tree", "TIMEOUT"),
        ("objects", "TIMEOUT"),
        ("uncommitted", "TIMEOUT"),
    ):
        monkeypatch.setattr(f"checker.git.{module}.{attribute}", 0.5)
    made = make_repository(files={"a": "1"})
    path = made.path / ".git" / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    for target in ("", "HEAD"):
        try:
            with open_source(str(made), target) as source:
                Files(source.tree).texts(["a"])
        except TargetError as error:
            assert error.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"\0\xff" * 100,
        b"[core]\n\trepositoryformatversion = 99\n",
        b"[extensions]\nfoo\n",
        b"[include]\npath = /dev/zero\n",
    ],
)
def test_a_broken_configuration_is_said(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """Either the repository can be read without it, or the target is refused."""
    monkeypatch.setattr("checker.git.command.TIMEOUT", 2.0)
    made = make_repository(files={"a": "1"})
    (made.path / ".git" / "config").write_bytes(content)
    try:
        with open_source(str(made)) as source:
            assert Files(source.tree).text("a") == "1"
    except TargetError as error:
        assert str(made) in error.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"junk\n",
        b"ref: refs/heads/\n",
        b"\0" * 1000,
        b"ref: ../../../etc/passwd\n",
        b"ref: refs/heads/a\x1b[31m\n",
    ],
)
def test_a_broken_head_is_said(make_repository: MakeRepository, content: bytes) -> None:
    """A HEAD that is none makes the folder no repository that could be judged."""
    made = make_repository(files={"a": "1"})
    (made.path / ".git" / "HEAD").write_bytes(content)
    try:
        with open_source(str(made)) as source:
            assert source.commit == ""
    except TargetError as error:
        assert error.hint


@pytest.mark.parametrize(
    "content", ["", "junk\n", "0" * 40 + "\n", "f" * 40 + "\n", "ref: refs/heads/main\n"]
)
def test_a_broken_branch_is_no_empty_repository(make_repository: MakeRepository, content: str) -> None:
    """What cannot be read is never taken for what is not there."""
    made = make_repository(files={"a": "1"})
    (made.path / ".git" / "refs" / "heads" / "main").write_text(content)
    with pytest.raises(TargetError) as caught, open_source(str(made)):
        pass
    assert "git fsck" in caught.value.hint


def test_a_repository_of_another_user(make_repository: MakeRepository) -> None:
    """Git refuses to read it by default, because of what it would run; we run nothing."""
    made = make_repository(files={"a": "1"})
    if os.getuid() != 0:
        pytest.skip("giving a folder away takes root")
    for path in (made.path, *made.path.rglob("*")):
        os.chown(path, 65534, 65534)
    assert "1" in read_all(made)


def test_a_truncated_pack(make_repository: MakeRepository) -> None:
    """Half an object database gives an answer or an error, and soon."""
    made = make_repository(files={f"f{number}": os.urandom(3000).hex() for number in range(30)})
    made.git("gc", "--quiet")
    [pack] = (made.path / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    os.truncate(pack, pack.stat().st_size // 2)
    with pytest.raises(TargetError, match="cannot be") as caught, open_source(str(made)):
        pass
    assert "git fsck" in caught.value.hint


def test_damaged_objects_are_unknown_and_the_others_are_not(make_repository: MakeRepository) -> None:
    """Git ends at a damaged object; reading goes on with the next one."""
    made = make_repository(files={f"f{number}": f"content {number}" for number in range(8)})
    for name in ("f2", "f5"):
        blob = made.git("rev-parse", f"HEAD:{name}")
        path = made.path / ".git" / "objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        path.write_bytes(zlib.compress(b"blob 9\0garbage!!")[:-6])
    with open_source(str(made)) as source:
        files = Files(source.tree)
        assert sorted(files.texts(files.all_paths)) == ["f0", "f1", "f3", "f4", "f6", "f7"]
        for name in ("f2", "f5"):
            with pytest.raises(Unobserved):
                files.text(name)


def test_a_repository_of_nothing_but_damage(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some damaged objects, Git is not started again for each of the rest."""
    monkeypatch.setattr(objects_module, "RESTART_LIMIT", 3)
    monkeypatch.setattr(objects_module, "TIMEOUT", 1.0)
    made = make_repository(files={f"f{number}": f"content {number}" for number in range(30)})
    sound = made.git("rev-parse", "HEAD:f0")
    for line in made.git("ls-tree", "HEAD").splitlines():
        blob = line.split()[2]
        path = made.path / ".git" / "objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        path.write_bytes(zlib.compress(b"blob 9\0" if blob != sound else b"blob 2\0ab"))
    with open_source(str(made)) as source:
        files = Files(source.tree)
        assert len(files.texts(files.all_paths)) < 30
        reasons = set()
        for name in files.all_paths:
            try:
                files.text(name)
            except Unobserved as error:
                reasons.add(error.reason)
        assert any("too many objects" in reason for reason in reasons)


def test_a_tree_that_stands_for_billions_of_files(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few objects can be listed without end; the listing is cut off."""
    monkeypatch.setattr(tree_module, "ENTRY_LIMIT", 10_000)
    made = make_repository(files={"a": "1"})
    blob = made.git("rev-parse", "HEAD:a")
    tree = made.git("mktree", feed="".join(f"100644 blob {blob}\tf{n}\n" for n in range(10)).encode())
    for _ in range(9):
        tree = made.git("mktree", feed="".join(f"040000 tree {tree}\td{n}\n" for n in range(10)).encode())
    made.git("update-ref", "HEAD", made.git("commit-tree", tree, "-m", "bomb"))
    with pytest.raises(TargetError, match="more than 10000 files"), open_source(str(made)):
        pass


def test_names_that_lead_elsewhere(make_repository: MakeRepository, tmp_path: Path) -> None:
    """Paths of a tree are names to us, never places."""
    (tmp_path / "secret").write_text("secret")
    made = make_repository(files={"a": "1"})
    blob = bytes.fromhex(made.git("rev-parse", "HEAD:a"))
    body = b"".join(
        b"100644 %s\0%s" % (name, blob)
        for name in (b"..", b"../../secret", b".git", b"/etc/passwd", b"a", b"a")
    )
    tree = made.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", feed=body)
    commit = made.git("commit-tree", tree, "-m", "odd")
    with open_source(str(made), commit) as source:
        files = Files(source.tree)
        assert len(set(files.all_paths)) == 6
        assert {files.text(path) for path in files.all_paths} == {"1"}


def test_discovering_runs_nothing(
    make_repository: MakeRepository, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finding repositories looks at folders only."""
    made = make_repository("all/made", {"a": "1"})
    arm(made, marker)
    monkeypatch.setenv("PATH", "")
    assert discover(str(made.path.parent)) == [str(made)]
    assert not marker.exists()


@pytest.mark.parametrize("place", [".", "", "bin"])
def test_a_git_of_the_audited_folder_is_not_run(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    """Some people have the current folder on their PATH, which is the audited one for Git."""
    made = make_repository(files={"a": "1"})
    trap = made.path / place / "git"
    trap.parent.mkdir(exist_ok=True)
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    trap.chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")
    with open_source(str(made)) as source:
        assert Files(source.tree).text("a") == "1"
    assert not (tmp_path / "ran").exists()


def test_little_files_are_read_in_part(make_repository: MakeRepository) -> None:
    """A huge file in the place of a little one costs nothing."""
    made = make_repository(files={"a": "1"})
    with (made.path / ".git" / "shallow").open("wb") as file:
        file.truncate(1 << 40)
    place = repository.locate(made.path)
    assert place
    assert place.shallow
