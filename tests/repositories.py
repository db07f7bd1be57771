"""Real repositories for tests, made with plain Git."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_DEFAULT_HASH": "sha1",
}
START = 1_767_225_600
"""The time of a repository's first commit: 2026-01-01T00:00:00Z; each later one is a day after."""
DAY = 86_400


WORKFLOW = """name: CI
on: push
permissions: {contents: read}
jobs:
  a:
    runs-on: x
    timeout-minutes: 5
    steps:
      - uses: a/b@v1
"""
"""A workflow with one flaw: the action that it uses is not pinned."""


class Made:
    """A repository under construction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.commits = 0

    def __str__(self) -> str:
        return str(self.path)

    def git(self, *arguments: str, feed: bytes = b"", **environment: str) -> str:
        """Run Git here and return what it prints."""
        time = f"{START + self.commits * DAY} +0000"
        times = {"GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time}
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *arguments],
            cwd=self.path,
            input=feed,
            env={**os.environ, **_IDENTITY, **times, **environment},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode(errors="replace").strip()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Put files into the work tree."""
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: Mapping[str, str | bytes] | None = None, message: str = "change") -> str:
        """Commit everything in the work tree, and return the commit."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message)
        self.commits += 1
        return self.git("rev-parse", "HEAD")
