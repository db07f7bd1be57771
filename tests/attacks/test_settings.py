"""The settings in a clone may be a stranger's: they hold for their folder, and lead nowhere else."""

import json
import os

import pytest

from tests.cli.conftest import POLICY

SECRET = "TOKEN=abc123"
OUTSIDE = {
    "outputs: {csv: ../mine}": (),
    "outputs: {metrics: /ABSOLUTE/mine}": (),
    "outputs: {json: in/../../mine}": (),
    "outputs: {json: linked/mine}": (),
    "outputs: {json: link.json}": (),
    "outputs: {html: linked}": (),
    "history: sqlite:///../mine.db": (),
    "history: sqlite:////ABSOLUTE/mine.db": (),
    "history: sqlite:///linked/mine.db": (),
    "history: postgresql://somebody@127.0.0.1:9/x": (),
    "targets: [../other]": (),
    "targets: [/ABSOLUTE/other]": (),
    "targets: [linked]": (),
    "targets: [https://example.invalid/a/b]": (),
    'targets: ["git@example.invalid:a/b"]': (),
    "targets: [github:acme]": (),
    "debt: ../debt.yml": (),
    "debt: linked/debt.yml": (),
    "debt: .git/debt.yml": (),
    "history: sqlite:///.git/h.db": (),
    "history: sqlite:///%2e%2e/mine.db": (),
    "history: sqlite:///%2Fvar%2Ftmp/mine.db": (),
    "policy: [../mine]": (),
    "policy: [/ABSOLUTE/mine]": (),
    "policy: [linked/mine]": (),
    "policy: [link.json]": (),
    "policy: [far.yml]": (),
    "teams: ../mine": (),
    "teams: {file: linked/mine}": (),
    "teams: {sources: [codeowners], groups: ../mine}": (),
}
"""What a configuration may say that leads out of its folder."""


@pytest.fixture
def clone(make_repository, tmp_path):
    """Make a clone with links that lead out of it, beside a file of the user's and another repository."""
    other = make_repository("other", {"README.md": "# Other\n"})
    (tmp_path / "mine").write_text(SECRET + "\n")
    (tmp_path / "debt.yml").write_text("debt: []\n")
    made = make_repository("clone", {"README.md": "# A\n", "own.yml": POLICY})
    (made.path / "linked").symlink_to(tmp_path)
    (made.path / "link.json").symlink_to(tmp_path / "mine")
    made.commit({"far.yml": POLICY.replace("[common]", "[../mine]")})
    assert other.path.parent == tmp_path
    return made


def settings(tmp_path, text):
    policy = "" if text.startswith("policy") else "policy: [own.yml]\n"
    return text.replace("ABSOLUTE", str(tmp_path).removeprefix("/")) + "\n" + policy


@pytest.mark.parametrize("text", OUTSIDE)
def test_settings_of_a_clone_lead_nowhere(clone, run, tmp_path, text):
    """Nothing beside the clone is written, read, audited or told, and the error says how to mean it."""
    clone.commit({"checker.yml": settings(tmp_path, text)})
    before = sorted(path.name for path in tmp_path.iterdir())
    done = run("audit", cwd=clone.path, GITHUB_TOKEN="t")
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "abc123" not in done.stdout + done.stderr
    assert (tmp_path / "mine").read_text() == SECRET + "\n"
    assert sorted({path.name for path in tmp_path.iterdir()} - {"cache"}) == sorted({*before} - {"cache"})


@pytest.mark.parametrize("text", ["outputs: {csv: ../mine.csv}", "history: sqlite:///../mine.db"])
def test_the_error_names_the_trusted_way(clone, run, text):
    clone.commit({"checker.yml": f"{text}\npolicy: [own.yml]\n"})
    done = run("audit", cwd=clone.path)
    assert "--config" in done.stderr
    assert "CHECKER_CONFIG" in done.stderr


def test_settings_that_the_user_vouches_for_lead_anywhere(clone, run, tmp_path):
    """By option or by variable, relative to the file's folder."""
    clone.commit(
        {"checker.yml": "outputs: {csv: ../mine.csv}\npolicy: [own.yml]\nhistory: sqlite:///../h.db\n"}
    )
    assert run("audit", "--config", "checker.yml", cwd=clone.path).returncode in (0, 1)
    assert (tmp_path / "mine.csv").exists()
    (tmp_path / "mine.csv").unlink()
    done = run("audit", str(clone), cwd=tmp_path, CHECKER_CONFIG=str(clone.path / "checker.yml"))
    assert done.returncode in (0, 1), done.stderr
    assert (tmp_path / "mine.csv").exists()
    assert (tmp_path / "h.db").exists()


def test_what_a_command_does_not_use_stops_nobody(clone, run):
    """A key that leads out matters to the commands that use it."""
    text = "outputs: {csv: ../m.csv}\nhistory: sqlite:///../m.db\ntargets: [github:acme]\npolicy: [own.yml]\n"
    clone.commit({"checker.yml": text + "notifications: [{to: SLACK}]\n"})
    assert run("rules", cwd=clone.path).returncode == 0
    assert run("policy", "check", cwd=clone.path).returncode == 0
    chosen = ("audit", ".", "--fail-on", "never", "--no-history", "-o", "json")
    assert run(*chosen, cwd=clone.path).returncode == 0
    assert run("audit", "--base", "HEAD", cwd=clone.path).returncode == 0
    assert run("audit", "--staged", "--base", "HEAD", cwd=clone.path).returncode == 0
    assert run("notify", cwd=clone.path).returncode == 2
    assert run("trend", cwd=clone.path).returncode == 2


def test_what_stays_inside_works(clone, run):
    """Reports, a history and debt below the folder are as always."""
    text = (
        "outputs: {csv: out/a.csv, json: b.json}\nhistory: sqlite:///h.db\ntargets: [.]\npolicy: [own.yml]\n"
    )
    clone.commit({"checker.yml": text, "out/.keep": ""})
    done = run("audit", "--fail-on", "never", cwd=clone.path)
    assert done.returncode == 0, done.stderr
    assert {(clone.path / name).exists() for name in ("out/a.csv", "b.json", "h.db")} == {True}


def test_a_linked_configuration_is_not_taken(clone, run, tmp_path):
    (tmp_path / "theirs.yml").write_text("policy: [own.yml]\n")
    (clone.path / "checker.yml").symlink_to(tmp_path / "theirs.yml")
    done = run("audit", cwd=clone.path)
    assert (done.returncode, "symbolic link" in done.stderr) == (2, True), done.stderr


def test_the_word_of_a_folder_inside_the_work_tree_is_confined_to_it(clone, run):
    """Also within the repository: what lies above the folder of a configuration is not its to use."""
    clone.commit({"ops/checker.yml": "policy: [../own.yml]\n"})
    done = run("audit", str(clone), cwd=clone.path / "ops")
    assert (done.returncode, "leads out of" in done.stderr) == (2, True), done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_file_of_another_user_is_refused(run, tmp_path):
    """It is never taken, and never passed over in silence."""
    folder = tmp_path / "shared" / "below"
    folder.mkdir(parents=True)
    (tmp_path / "shared/checker.yml").write_text("policy: [docs]\n")
    os.chown(tmp_path / "shared/checker.yml", 12345, 12345)
    done = run("rules", cwd=folder)
    assert (done.returncode, "--config" in done.stderr) == (2, True), done.stderr
    assert run("rules", "--config", "../checker.yml", cwd=folder).returncode == 0


@pytest.mark.parametrize(("mode", "code"), [(0o777, 2), (0o1777, 2), (0o775, 0), (0o755, 0)])
def test_a_folder_that_everybody_may_write_to_holds_no_settings(run, tmp_path, mode, code):
    folder = tmp_path / "open"
    folder.mkdir()
    (folder / "checker.yml").write_text("policy: [docs]\n")
    folder.chmod(mode)
    done = run("rules", cwd=folder)
    assert done.returncode == code, done.stderr


def test_a_shared_folder_is_not_trusted_because_somebody_made_it_a_work_tree(run, make_repository, tmp_path):
    """As a .git in /tmp would."""
    shared = make_repository("shared", {"checker.yml": "policy: [docs]\n"})
    (shared.path / "mine").mkdir()
    shared.path.chmod(0o1777)
    done = run("rules", cwd=shared.path / "mine")
    assert (done.returncode, "--config" in done.stderr) == (2, True), done.stderr


def test_a_sticky_folder_above_harms_nobody(run, tmp_path):
    above = tmp_path / "tmp"
    (above / "mine").mkdir(parents=True)
    above.chmod(0o1777)
    (above / "mine/checker.yml").write_text("policy: [docs]\n")
    assert run("rules", cwd=above / "mine").returncode == 0


def test_a_file_that_is_not_there_is_said(run, tmp_path):
    for chosen in ("gone.yml", str(tmp_path)):
        done = run("rules", "--config", chosen)
        assert (done.returncode, "no such configuration file" in done.stderr) == (2, True), done.stderr
    assert run("rules", "--config", "").returncode == 2
    assert run("rules", CHECKER_CONFIG="").returncode == 0


def test_every_command_takes_a_configuration(run):
    from checker.cli import cli
    from checker.cli.help_texts import helps

    for name, text in helps(cli, "checker").items():
        assert "Commands:" in text or "--config FILE" in text, name


def test_the_api_tells_a_file_from_a_folder(clone, tmp_path):
    """A file that a program names is vouched for; what is found in a folder is not."""
    import checker

    clone.commit({"checker.yml": "targets: [../other]\npolicy: [own.yml]\n"})
    with pytest.raises(checker.UsageError, match="other"):
        checker.audit(configuration=clone.path)
    found = checker.audit(configuration=clone.path / "checker.yml")
    assert [each.repository.path for each in found.subjects if each.repository] == ["../other"]


def test_a_report_says_nothing_of_what_lies_outside(clone, run):
    """The judged one is the clone, whatever its settings name."""
    clone.commit({"checker.yml": "policy: [own.yml]\n"})
    found = json.loads(run("audit", "-o", "json", cwd=clone.path).stdout)
    assert [each["subject"] for each in found["subjects"] if each["kind"] == "repository"] == ["clone"]


@pytest.mark.parametrize("name", [".checker/debt.yml", ".checker"])
@pytest.mark.parametrize("stated", [False, True])
def test_recorded_debt_is_not_read_through_a_link(clone, run, tmp_path, name, stated):
    """Its usual place holds also without a configuration: what a link there leads to is read and told nobody."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/debt.yml").write_text(SECRET + "\n")
    link = clone.path / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / ("theirs" if name == ".checker" else "theirs/debt.yml"))
    clone.commit({"checker.yml": "policy: [own.yml]\n"} if stated else {})
    done = run("audit", "--fail-on", "never", cwd=clone.path)
    assert "abc123" not in done.stdout + done.stderr
    assert done.returncode == (2 if stated else 0), done.stderr
    assert run("debt", "record", "--owner", "x", cwd=clone.path).returncode == 2
    assert (tmp_path / "theirs/debt.yml").read_text() == SECRET + "\n"
