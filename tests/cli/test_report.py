"""`checker report` and reports that are folders, as their users run them."""

import json
import os
import subprocess

import pytest

from checker.cli import folder_output
from checker.errors import UsageError
from checker.render import Page
from tests.command import COMMAND

from .conftest import NOW


@pytest.fixture
def audited(run, repository, tmp_path):
    """Keep the JSON report of an audit of one repository."""
    done = run(
        "audit", repository("a", {"a.py": "x\n"}), "-p", "small.yml", "-o", "json=a.json", "--now", NOW
    )
    assert done.returncode == 1
    return tmp_path / "a.json"


def test_an_audit_makes_a_site(run, repository, tmp_path):
    """-o html=FOLDER beside the table, byte by byte as the report made of its JSON later."""
    options = ("-p", "small.yml", "-o", "html=site", "-o", "json=a.json", "--now", NOW)
    done = run("audit", repository("a", {"a.py": "x\n"}), *options)
    assert done.returncode == 1
    assert "There is a README" in done.stdout
    assert "There is a README" in (tmp_path / "site" / "index.html").read_text()
    done = run("report", "a.json", "-o", "html=again", "-o", "csv=a.csv", "-o", "markdown")
    assert (done.returncode, done.stderr) == (
        0,
        "wrote again/index.html\nwrote a.csv\n".replace("/", os.sep),
    )
    assert "There is a README" in done.stdout
    names = sorted(path.relative_to(tmp_path / "site") for path in (tmp_path / "site").rglob("*.*"))
    assert names == sorted(path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*.*"))
    for name in names:
        assert (tmp_path / "site" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_badges_and_metrics(run, audited, tmp_path):
    """A folder of badges, and metrics on stdout, of an audit that is there; partners get an edition too."""
    done = run("report", audited, "-o", "badge=badges", "-o", "metrics")
    assert (done.returncode, done.stderr) == (0, "wrote badges\n")
    assert done.stdout.endswith("# EOF\n")
    assert "standards_checker_repository_score_ratio{" in done.stdout
    assert json.loads((tmp_path / "badges" / "organization" / "score.json").read_text())["schemaVersion"] == 1
    assert list((tmp_path / "badges" / "repositories").rglob("score.svg"))
    assert run("report", audited, "--audience", "partner", "-o", "badge=badges", "-q").returncode == 0
    assert not (tmp_path / "badges" / "repositories").exists()


def test_a_folder_needs_a_name(run, audited):
    """A site cannot go to stdout, and the message says what to write instead."""
    done = run("report", audited, "-o", "html")
    assert done.returncode == 2
    assert "say where: -o html=FOLDER" in done.stderr


def test_a_folder_of_others_is_left_alone(run, repository, audited, tmp_path):
    """Neither a folder with other files nor a file is replaced, and it is said before any work."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    for command in (("report", audited), ("audit", tmp_path / "a", "-p", "small.yml")):
        done = run(*command, "-o", "html=mine")
        assert done.returncode == 2
        assert "is there, and no such report of ours" in done.stderr
    assert run("report", audited, "-o", f"html={audited}").returncode == 2
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_a_report_of_ours_is_replaced(run, audited, tmp_path):
    """Pages that are gone go; what others put beside the pages stays, such as .git and CNAME."""
    assert run("report", audited, "-o", "html=site").returncode == 0
    site = tmp_path / "site"
    (site / "CNAME").write_text("standards.example")
    (site / ".git").mkdir()
    (site / ".git" / "HEAD").write_text("ref: x")
    assert run("report", audited, "-o", "html=site", "--audience", "executive").returncode == 0
    assert not (site / "rules").exists()
    assert (site / "CNAME").read_text() == "standards.example"
    assert (site / ".git" / "HEAD").read_text() == "ref: x"
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".site")} == set()


def test_executives_get_one_page(run, audited, tmp_path):
    """As a folder; a format that gives one text has no edition for them, and says so."""
    done = run("report", audited, "--audience", "executive", "-o", "html=site", "-o", "json")
    assert done.returncode == 2
    assert "json has no edition for executives" in done.stderr
    done = run("report", audited, "--audience", "executive", "-o", "html=site", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Decisions needed" in (tmp_path / "site" / "index.html").read_text()


def test_partners_get_json_without_evidence(run, audited):
    """The same redaction holds for every format, and the report says what is not in it."""
    done = run("report", audited, "--audience", "partner", "-o", "json")
    report = json.loads(done.stdout)
    assert "Edition for partners. Left out" in report["warnings"][0]
    assert [each["findings"] for each in report["subjects"][0]["results"]] == [[], []]
    assert report["subjects"][0]["commit"] == ""


def test_a_team_that_is_not_there(run, audited):
    """Exit 2, and the names that there are."""
    done = run("report", audited, "--team", "paymants", "-o", "csv")
    assert done.returncode == 2
    assert "no team of this audit is called 'paymants'" in done.stderr


def test_references_that_lead_nowhere(run, audited, tmp_path):
    """A file that is not there, no report, no history: each is told with what to do."""
    for reference in ("nowhere.json", "small.yml"):
        done = run("report", reference, "-o", "csv")
        assert done.returncode == 2
        assert reference in done.stderr
        assert "checker audit -o json=FILE" in done.stderr or "--history" in done.stderr
    done = run("report", "-o", "csv")
    assert done.returncode == 2
    assert "history" in done.stderr


def test_the_history_tells_trends_and_changes(run, repository, tmp_path):
    """An audit of the history is told with its past, by whatever name it is asked for."""
    target = repository("a", {"a.py": "x\n"})
    options = ("-p", "small.yml", "--history", "sqlite:///h.db", "-q")
    run("audit", target, *options, "--now", "2026-11-01T12:00:00Z")
    (target / "README").write_text("x")
    commit = ("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qam", "y")
    import subprocess

    subprocess.run(["git", "add", "-A"], cwd=target, check=True)
    subprocess.run(["git", *commit], cwd=target, check=True)
    done = run("audit", target, *options, "--now", NOW, "-o", "html=now")
    assert done.returncode == 0
    assert run("report", "--history", "sqlite:///h.db", "-o", "html=later", "-q").returncode == 0
    for name in ("now", "later"):
        page = (tmp_path / name / "changes.html").read_text()
        assert "There is a README" in page
        assert "Score and coverage over time" in (tmp_path / name / "index.html").read_text()
    assert run("report", "previous", "--history", "sqlite:///h.db", "-o", "html=first", "-q").returncode == 0
    assert not (tmp_path / "first" / "changes.html").exists()


def test_two_files_can_be_compared(run, repository, audited, tmp_path):
    """--before says what the audit is held against where there is no history."""
    (tmp_path / "a" / "README").write_text("x")
    import subprocess

    subprocess.run(["git", "add", "-A"], cwd=tmp_path / "a", check=True)
    commit = ("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qam", "y")
    subprocess.run(["git", *commit], cwd=tmp_path / "a", check=True)
    run("audit", "a", "-p", "small.yml", "-o", "json=b.json", "--now", "2026-11-23T00:00:00Z")
    assert run("report", "b.json", "--before", audited, "-o", "html=site").returncode == 0
    assert "There is a README" in (tmp_path / "site" / "changes.html").read_text()


SCHEMA = "urn:standards-checker:site-2"


def pages(*names: str) -> list[Page]:
    listed = json.dumps({"schema": "urn:standards-checker:site-1", "files": list(names)})
    return [*(Page(name, b"x") for name in names), Page("site.json", listed.encode())]


def test_a_writer_that_fails_leaves_the_old_report(tmp_path):
    """Half a report is none: the folder is as it was, and nothing is left beside it."""
    folder_output.write(pages("a.html"), tmp_path / "site", SCHEMA)

    def broken():
        yield Page("b.html", b"x")
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        folder_output.write(broken(), tmp_path / "site", SCHEMA)
    assert (tmp_path / "site" / "a.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_empty_folder_and_a_link_to_one_can_be_used(tmp_path):
    """A link stays a link, and where it leads is replaced."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    folder_output.write(pages("a/b.html"), tmp_path / "link", SCHEMA)
    folder_output.write(pages("c.html"), tmp_path / "link", SCHEMA)
    assert (tmp_path / "link").is_symlink()
    assert sorted(path.name for path in (tmp_path / "real").iterdir()) == ["c.html", "site.json"]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_site_can_be_read_by_its_host(tmp_path):
    """The folder has the mode that the user's umask gives folders."""
    old = os.umask(0o022)
    try:
        folder_output.write(pages("a.html"), tmp_path / "site", SCHEMA)
    finally:
        os.umask(old)
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o755


def test_a_folder_that_cannot_be_written(tmp_path):
    """The reason is told as an error of use."""
    with pytest.raises(UsageError, match="cannot be written"):
        folder_output.write(pages(f"{'n' * 300}.html"), tmp_path / "site", SCHEMA)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "said"),
    [(".", "where you stand"), ("..", "where you stand"), ("nowhere/site", "there is no folder nowhere")],
)
def test_a_folder_that_cannot_be_exchanged_is_refused(run, audited, tmp_path, place, said):
    """Nobody finds themselves in a folder that is gone."""
    (tmp_path / "here").mkdir()
    done = run("report", audited, "-o", f"html={place}", cwd=tmp_path / "here")
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps folders in which somebody stands")
def test_a_folder_that_is_gone_is_said_to_be(run, tmp_path):
    """Without a trace."""
    there = f"mkdir {tmp_path / 'gone'} && cd {tmp_path / 'gone'} && rmdir ../gone && exec {COMMAND}"
    for rest in ("audit", "init", "report"):
        done = subprocess.run(["sh", "-c", f"{there} {rest}"], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr == (
            "checker: the current directory no longer exists\nhint: change to another directory\n"
        )


def test_one_kind_of_report_does_not_replace_another(run, audited, tmp_path):
    """Badges leave a site alone."""
    assert run("report", audited, "-o", "html=site").returncode == 0
    done = run("report", audited, "-o", "badge=site")
    assert done.returncode == 2
    assert "no such report of ours" in done.stderr
    assert (tmp_path / "site" / "index.html").exists()
