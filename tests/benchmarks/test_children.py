"""Children of benchmarks learn no token, end in time, and their failures are words."""

import sys

import pytest

from benchmarks import children


def test_children_get_neither_tokens_nor_settings(monkeypatch):
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_APP_ID", "CHECKER_CONFIG", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "hidden")
    monkeypatch.setenv("https_proxy", "http://proxy.example")
    said = children.run([sys.executable, "-c", "import os; print(dict(os.environ))"], seconds=60).stdout
    assert "hidden" not in said
    assert "http://proxy.example" in said
    assert "PATH" in said


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["no-such-command"], "no-such-command does not start: No such file or directory"),
        (["git", "-C", "/", "rev-parse", "HEAD"], "git ended with 128: fatal: not a git repository"),
        ([sys.executable, "-c", "raise SystemExit(4)"], "ended with 4: it said nothing"),
    ],
)
def test_a_failure_is_told_in_one_line(command, reason):
    with pytest.raises(children.Failed) as failed:
        children.run(command, seconds=60)
    assert reason in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_command_that_does_not_end_is_stopped():
    with pytest.raises(children.Failed, match="was not finished after 0 s"):
        children.run([sys.executable, "-c", "import time; time.sleep(600)"], seconds=0.1)


def test_other_exit_codes_are_accepted_where_they_are_expected():
    done = children.run([sys.executable, "-c", "raise SystemExit(3)"], seconds=60, accepted=(0, 3))
    assert done.returncode == 3
