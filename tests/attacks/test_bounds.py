"""Attacks on time, memory and the machine: what a repository or a policy of strangers may try."""

import os
import socket
import subprocess
import sys

import pytest

from checker.errors import TargetError
from checker.git import command, open_source, targets
from checker.git.child import GitError, Late
from checker.git.command import Command
from tests.command import run_checker

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and limits of POSIX")
RULE = '{{id: x/{0}, title: t, why: w, severity: high, fix: {{text: x}}, assert: "{1}"}}'
POLICY = "policy: x\nrules:\n"
HOG = "size(['x']" + ".map(a, a+a+a+a+a+a+a+a)" * 10 + "[0]) > 0"


def run(*arguments, cwd, **environment):
    """Run the command line."""
    env = {**os.environ, "CHECKER_CACHE_DIR": str(cwd.parent / "cache"), **environment}
    return run_checker(*arguments, cwd=cwd, env=env)


@pytest.mark.parametrize(
    "name",
    [
        "HEAD",
        "index",
        "config",
        "config.worktree",
        "packed-refs",
        "shallow",
        "refs/heads/main",
        "refs/heads/a/b",
        "refs/tags/v1",
        "logs/HEAD",
        "info/grafts",
        "info/attributes",
        "objects/info/alternates",
        "objects/info/commit-graph",
        "objects/pack/pack-1.idx",
        "objects/00/00000000000000000000000000000000000000",
        "ORIG_HEAD",
        "commondir",
        "gitdir",
        "worktrees/w/HEAD",
    ],
)
def test_a_pipe_among_gits_files_is_refused_at_once(make_repository, name):
    """Promise: a repository never makes an audit wait for a pipe that stands in the place of a file."""
    made = make_repository(files={"a": "1"})
    path = made.path / ".git" / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    with pytest.raises(TargetError, match="is not a (regular file|Git repository)"):
        targets.place(str(made))


def test_a_socket_among_gits_files_is_refused(make_repository, monkeypatch):
    """Promise: the same for anything else that is no file."""
    made = make_repository(files={"a": "1"})
    monkeypatch.chdir(made.path / ".git/refs/heads")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("x")
        with pytest.raises(TargetError, match="is not a regular file"):
            targets.place(str(made))


@pytest.mark.parametrize("key", ["include.path", "includeIf.gitdir:/.path"])
@pytest.mark.parametrize("steps", [1, 2])
def test_a_pipe_that_a_configuration_includes_is_refused(make_repository, tmp_path, key, steps):
    """Promise: the same for what Git's own files name."""
    made = make_repository(files={"a": "1"})
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "more").write_text("[include]\n\tpath = pipe\n")
    made.git("config", key, f"{tmp_path}/{'pipe' if steps == 1 else 'more'}", GIT_CONFIG_NOSYSTEM="1")
    with pytest.raises(TargetError, match="pipe is not a regular file"):
        targets.place(str(made))


def test_a_pipe_among_borrowed_objects_is_refused(make_repository):
    """Promise: the same for the objects of another repository."""
    made, other = make_repository(files={"a": "1"}), make_repository("other", {"b": "1"})
    os.mkfifo(other.path / ".git/objects/pack/pack-1.idx")
    (made.path / ".git/objects/info/alternates").write_text(f"# a comment\n{other.path}/.git/objects\n")
    with pytest.raises(TargetError, match="pack-1.idx is not a regular file"):
        targets.place(str(made))


def test_references_that_lead_in_circles_are_refused(make_repository):
    """Promise: links among the references make no endless walk."""
    made = make_repository(files={"a": "1"})
    (made.path / ".git/refs/heads/a").symlink_to("..")
    with pytest.raises(TargetError, match="is not a regular file"):
        targets.place(str(made))


def test_what_is_usual_among_gits_files_is_not_refused(make_repository, tmp_path):
    """Counter-case: linked folders as `repo` makes them, linked references, includes, borrowed objects."""
    made, other = make_repository(files={"a": "1"}), make_repository("other", {"b": "1"})
    git = made.path / ".git"
    for name in ("refs", "objects", "logs"):
        (git / name).rename(tmp_path / name)
        (git / name).symlink_to(tmp_path / name)
    (tmp_path / "refs/heads/same").symlink_to("main")
    (tmp_path / "refs/heads/gone").symlink_to("nowhere")
    (tmp_path / "objects/info/alternates").write_text(f"{other.path}/.git/objects\n/nowhere\n\n")
    (tmp_path / "more").write_text("[user]\n\tname = x\n[include]\n\tpath = more-not-there\n")
    made.git("config", "include.path", str(tmp_path / "more"))
    made.git("config", "--add", "include.path", str(tmp_path / "not-there"))
    with open_source(str(made)) as source:
        assert [entry.path for entry in source.tree.entries] == ["a"]


def test_after_one_call_that_was_late_all_others_fail_at_once(make_repository, monkeypatch):
    """Promise: what makes Git wait costs its limit once, and not once for each question."""
    made = make_repository(files={"a": "1"})
    os.mkfifo(made.path / "pipe")
    git = Command(str(made), {})
    wait = ("config", "--file", "pipe", "--list")
    with pytest.raises(Late, match="too long"):
        git.run(*wait, timeout=0.2)
    monkeypatch.setattr(command, "TIMEOUT", 600.0)
    for later in (git, git.having({"GIT_DIR": ".git"})):
        with pytest.raises(GitError, match="too long before"):
            later.run(*wait)


def test_millions_of_names_for_one_file_are_refused_while_they_are_listed(make_repository):
    """Promise: a few kilobytes that stand for millions of files take seconds, and are told as unread."""
    made = make_repository(files={})
    oid, kind = made.git("hash-object", "-w", "--stdin", feed=b"x"), "100644 blob"
    for _ in range(7):
        oid = made.git("mktree", feed="".join(f"{kind} {oid}\td{n}\n" for n in range(10)).encode())
        kind = "040000 tree"
    made.git("update-ref", "HEAD", made.git("commit-tree", oid, "-m", "bomb"))
    with pytest.raises(TargetError, match="more than 1000000 files"), open_source(str(made)):
        pass


def test_an_expression_that_takes_all_memory_costs_its_rule(make_repository):
    """Promise: a rule of any policy ends as an error with its reason, and the other rules are judged."""
    rules = (RULE.format("hog", HOG), RULE.format("fine", "true"))
    made = make_repository(files={"p.yml": POLICY + "".join(f"- {rule}\n" for rule in rules)})
    done = run("audit", "-p", "p.yml", cwd=made.path)
    assert done.returncode == 3, done.stderr
    assert "takes more memory than there is" in done.stdout
    assert "1 passed" in done.stdout


def test_a_rule_about_teams_is_bounded_as_well(make_repository):
    """Promise: the same for what is judged after the repositories."""
    rule = RULE.format("hog", HOG).replace("title", "subject: team, title")
    made = make_repository(
        files={
            "p.yml": f"{POLICY}- {rule}\n",
            "checker.yml": "teams: [{team: a, repositories: ['*']}]\n",
        }
    )
    done = run("audit", "-p", "p.yml", cwd=made.path)
    assert done.returncode == 3, done.stderr
    assert "takes more memory than there is" in done.stdout


SHADOWS = (
    "logging",
    "multiprocessing",
    "pickle",
    "json",
    "socket",
    "checker",
    "cel_expr_python",
    "yaml",
    "git",
)
API = """\
import os, sys
from checker import audit
audit(sys.argv[1] + "/a", policy="docs")  # the host itself has what it needs before it goes anywhere
os.chdir(sys.argv[1])
sys.path.insert(0, "")
done = audit(["a", "b"], policy="docs", jobs=2)
print(len(done.subjects), [each.reason for each in done.uncollected])
"""


@pytest.fixture
def shadowed(make_repository, tmp_path):
    """Return a folder that holds repositories, and modules that leave a trace when they are imported."""
    for name in ("a", "b"):
        make_repository(f"clone/{name}", {"README.md": "# x\n"})
    for name in SHADOWS:
        folder = tmp_path / "clone" / name
        folder.mkdir()
        (folder / "__init__.py").write_text(f"open({str(tmp_path / 'executed')!r}, 'a').write({name!r})\n")
    return tmp_path / "clone"


def test_no_worker_imports_from_the_folder_it_stands_in(shadowed, tmp_path):
    """Promise: modules in a clone are never executed, whichever way the workers of an audit start."""
    done = run("audit", "a", "b", "--fail-on", "never", cwd=shadowed, PYTHONPATH="")
    assert done.returncode == 0, done.stderr
    (tmp_path / "host.py").write_text(API)
    done = subprocess.run(
        [sys.executable, tmp_path / "host.py", shadowed],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "2 []\n", done.stderr
    assert not (tmp_path / "executed").exists(), (tmp_path / "executed").read_text()


def test_a_host_program_without_a_main_guard_is_not_run_again(make_repository, tmp_path):
    """Promise: workers do not import the main module of the program that calls the API."""
    made = make_repository(files={"README.md": "# x\n"})
    (tmp_path / "host.py").write_text(
        "import sys\nfrom checker import audit\nprint('begun')\n"
        "print(len(audit(sys.argv[1], policy='docs', jobs=2).subjects))\n"
    )
    done = subprocess.run(
        [sys.executable, tmp_path / "host.py", made.path], capture_output=True, text=True, check=False
    )
    assert done.stdout == "begun\n1\n", done.stderr
