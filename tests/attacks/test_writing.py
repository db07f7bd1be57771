"""What a clone holds never leads a writing command out of it."""

import os
from pathlib import Path

import pytest

from tests.attacks.conftest import Run
from tests.cli.conftest import POLICY
from tests.conftest import MakeRepository
from tests.repositories import Made

MINE = "MINE\n"
SETTINGS = "policy: baseline\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Make a file of the user's, which nobody may touch."""
    path = tmp_path / "mine"
    path.write_text(MINE)
    return path


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Make a folder of the user's, which stays empty."""
    path = tmp_path / "outside"
    path.mkdir()
    return path


def clone(make_repository: MakeRepository, settings: str, **links: str) -> Made:
    """Make a repository with a checker.yml and links, each committed."""
    made = make_repository("clone", {"README.md": "x", "checker.yml": settings})
    for name, target in links.items():
        (made.path / name.replace("__", ".")).symlink_to(target)
    made.commit()
    return made


OUTPUTS = [  # what checker.yml says, where the link is, and what it leads to
    ("json: report__json", "report__json", "../mine"),
    ("json: report__json", "report__json", "../outside/new"),
    ("json: reports/r.json", "reports", "../outside"),
    ("csv: a/../reports/r.csv", "reports", "../outside"),
    ("html: site", "site", "../outside"),
    ("badge: badges", "badges", "../outside"),
    ("html: pages/site", "pages", "../outside"),
]


@pytest.mark.parametrize("case", OUTPUTS)
def test_settings_write_through_no_link(run: Run, make_repository, mine, outside, case) -> None:
    """A report of checker.yml goes through no committed link, in whatever place of its path."""
    outputs, link, target = case
    made = clone(make_repository, f"outputs: {{{outputs.replace('__', '.')}}}\n", **{link: target})
    done = run("audit", cwd=made.path)
    assert done.returncode == 2
    assert "is a symbolic link" in done.stderr
    assert "Traceback" not in done.stderr
    assert mine.read_text() == MINE
    assert not list(outside.iterdir())


@pytest.mark.parametrize("path", ["../mine", "{top}/mine", "sub/../../mine", "../outside/new"])
def test_settings_write_nothing_elsewhere(run: Run, make_repository, mine, outside, path) -> None:
    """A report of a clone's checker.yml stays below its folder."""
    made = clone(make_repository, f"outputs: {{json: '{path.format(top=mine.parent)}'}}\n")
    done = run("audit", cwd=made.path)
    assert done.returncode == 2
    assert "leads out of" in done.stderr
    assert mine.read_text() == MINE
    assert not list(outside.iterdir())


@pytest.mark.parametrize("path", [".git/config", ".GIT/hooks/post-checkout", "a/.git/x", "git~1/config"])
def test_settings_write_nothing_of_git(run: Run, make_repository, path) -> None:
    """What lies in the Git folder is obeyed by Git: settings name no file there."""
    made = clone(make_repository, f"outputs: {{metrics: '{path}'}}\n")
    before = (made.path / ".git" / "config").read_bytes()
    done = run("audit", cwd=made.path)
    assert done.returncode == 2
    assert "folder of Git" in done.stderr
    assert (made.path / ".git" / "config").read_bytes() == before


def test_settings_wait_for_no_pipe(run: Run, make_repository) -> None:
    """A pipe in the place of a report would block for ever: it is refused."""
    made = clone(make_repository, "outputs: {json: report.json}\n")
    os.mkfifo(made.path / "report.json")
    done = run("audit", cwd=made.path)
    assert done.returncode == 2
    assert "is no regular file" in done.stderr


@pytest.mark.parametrize(
    "case",
    [("json=report__json", "report__json", "../mine"), ("html=site", "site", "../outside")],
)
def test_a_typed_path_goes_through_no_link_of_a_clone(run: Run, make_repository, mine, outside, case) -> None:
    """Whoever types the name of a report does not know that the clone holds a link of that name."""
    option, link, target = case
    made = clone(make_repository, SETTINGS, **{link: target})
    for cwd, before in ((made.path, ""), (made.path.parent, "clone/")):
        form, _, path = option.replace("__", ".").partition("=")
        done = run("audit", made.path, "-o", f"{form}={before}{path}", cwd=cwd)
        assert done.returncode == 2, done.stderr
        assert "is a link in the work tree" in done.stderr
    assert mine.read_text() == MINE
    assert not list(outside.iterdir())


def test_a_link_of_the_user_is_followed(run: Run, make_repository, tmp_path) -> None:
    """Outside of work trees a link is the user's own: the report goes where it leads, and it stays."""
    made = clone(make_repository, SETTINGS)
    (tmp_path / "latest.json").symlink_to("today.json")
    done = run("audit", made.path, "--fail-on", "never", "-o", "json=latest.json")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "latest.json").is_symlink()
    assert (tmp_path / "today.json").read_text().startswith("{")


def test_a_link_of_the_user_into_a_clone_is_followed_to_no_link_of_it(
    run, make_repository, mine, tmp_path
) -> None:
    """Each link counts where it lies, however it is reached."""
    made = clone(make_repository, SETTINGS, report__json="../mine")
    (tmp_path / "way").symlink_to("clone")
    done = run("audit", made.path, "-o", "json=way/report.json")
    assert done.returncode == 2
    assert mine.read_text() == MINE


def test_debt_is_recorded_through_no_link(run: Run, make_repository, outside) -> None:
    """`debt record` and `init --debt` write in the clone or not at all."""
    made = clone(make_repository, SETTINGS)
    (made.path / ".checker").symlink_to("../outside")
    made.commit()
    for arguments in (("debt", "record", "--owner", "me"), ("init", "--debt", "me")):
        run(*arguments, cwd=made.path)
        assert not list(outside.iterdir())


def test_waivers_are_added_through_no_link(run: Run, make_repository, mine) -> None:
    """`waive add` edits the policy file that it names, not what a link in its place leads to."""
    mine.write_text(POLICY)
    made = clone(make_repository, "policy: small.yml\n", small__yml="../mine")
    why = ("--reason", "r", "--owner", "o", "--approved-by", "b", "--until", "+30d", "--everywhere")
    done = run("waive", "add", "small/readme", *why, cwd=made.path)
    assert done.returncode == 2
    assert mine.read_text() == POLICY


def test_init_writes_through_no_link(run: Run, make_repository, outside, mine) -> None:
    """Neither a link in the place of a file nor one in the place of a folder is followed, by force either."""
    made = make_repository("clone", {"README.md": "x"})
    for name, target in (("checker.yml", "../mine"), ("policies", "../outside"), (".github", "../outside")):
        (made.path / name).symlink_to(target)
    made.commit()
    for arguments in (("init", "--workflow"), ("init", "--workflow", "--force")):
        assert "Traceback" not in run(*arguments, cwd=made.path).stderr
    assert mine.read_text() == MINE
    assert not list(outside.iterdir())


@pytest.mark.parametrize("where", ["bare.git", "bare.git/refs", "made/.git", "made/.git/hooks"])
def test_init_writes_nothing_into_git_folders(run: Run, make_repository, tmp_path, where) -> None:
    """What lies there is Git's own: exit 2, and nothing is written, by name or by where one stands."""
    made = make_repository("made", {"a": "1"})
    made.git("clone", "--quiet", "--bare", ".", "../bare.git")
    before = sorted(each for each in tmp_path.rglob("*") if "cache" not in each.parts)
    for arguments, cwd in ((("init",), tmp_path / where), (("init", where), tmp_path)):
        done = run(*arguments, cwd=cwd)
        assert done.returncode == 2, done.stdout
        assert "Git folder" in done.stderr
    assert sorted(each for each in tmp_path.rglob("*") if "cache" not in each.parts) == before


def test_a_history_goes_through_no_link(run: Run, make_repository, mine) -> None:
    """Neither the database nor what SQLite keeps beside it, and it waits for no pipe."""
    for link in ("history.db", "history.db-wal", "history.db-journal"):
        made = make_repository(link, {"README.md": "x", "checker.yml": "history: sqlite:///history.db\n"})
        (made.path / link).symlink_to("../mine")
        made.commit()
        done = run("audit", cwd=made.path)
        assert done.returncode == 2, done.stderr
        assert mine.read_text() == MINE
    made = make_repository("pipe", {"checker.yml": "history: sqlite:///history.db\n"})
    os.mkfifo(made.path / "history.db")
    assert run("audit", cwd=made.path).returncode == 2
