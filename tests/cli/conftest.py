"""The command, and small repositories to run it on."""

import os
import subprocess

import pytest

from tests.command import run_checker

ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "2026-10-01T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_DATE": "2026-10-01T12:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
}
NOW = "2026-11-22T12:00:00Z"
POLICY = """\
policy: small
version: "1"
title: Small
extends: [common]
rules:
  - id: small/readme
    title: There is a README
    why: People must find out what it is.
    severity: high
    level: bronze
    assert: has_file("README*")
    fix: {text: Write one., effort: low}
  - id: small/protected
    title: The branch is protected
    why: Mistakes must not reach customers.
    severity: medium
    level: silver
    assert: protection.approvals >= 1
    fix: {text: Protect it., effort: low}
"""


@pytest.fixture
def run(tmp_path, cache):
    """Run the command in a directory of its own."""

    def call(*arguments, cwd=tmp_path, **environment):
        own = {"COLUMNS": "80", "CHECKER_CACHE_DIR": str(cache)}
        return run_checker(*arguments, cwd=cwd, env={**os.environ, **own, **environment})

    (tmp_path / "small.yml").write_text(POLICY)
    return call


@pytest.fixture
def repository(tmp_path):
    """Make a repository of some files below tmp_path."""

    def make(name, files):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content)
        environment = {**os.environ, **ENVIRONMENT}
        for arguments in (
            ["init", "-q", "-b", "main"],
            ["add", "-A"],
            ["commit", "-q", "--allow-empty", "-m", "x"],
        ):
            subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True)
        return folder

    return make
