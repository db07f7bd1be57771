"""The scenario's repositories as Git has them, served by Git itself."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.forge.store import Repository

_QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class Disk:
    """Bare repositories in a folder of their own, made when they are needed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="forge-"))
        self._lock = threading.Lock()
        self._heads: dict[str, str] = {}

    def head(self, repository: "Repository") -> str:
        """Return the head of a repository that has files, and make it if it is not there."""
        with self._lock:
            if repository.full_name not in self._heads:
                self._heads[repository.full_name] = self._make(repository)
            return self._heads[repository.full_name]

    def _make(self, repository: "Repository") -> str:
        made, head = _made(repository["branch"], "".join(_commands(repository)))
        shutil.copytree(made, self.folder / f"{repository.full_name.lower()}.git")
        return head

    def serve(
        self, path: str, method: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer one request of Git's smart protocol; return status, headers and body."""
        environment = {
            **os.environ,
            **_QUIET,
            "GIT_PROJECT_ROOT": str(self.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": headers.get("content-type", ""),
            "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
            "GIT_PROTOCOL": headers.get("git-protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(_backend(), input=body, capture_output=True, check=True, env=environment)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        pairs = (line.partition(": ") for line in head.decode().split("\r\n"))
        found = {name.lower(): value for name, _, value in pairs}
        return int(found.pop("status", "200").split()[0]), found, content

    def close(self) -> None:
        with suppress(OSError):
            shutil.rmtree(self.folder)


@cache
def _made(branch: str, commands: str) -> tuple[Path, str]:
    """Make a bare repository that others are copies of; return where it is, and its head."""
    place = Path(tempfile.mkdtemp(dir=_kept().name))
    _git("init", "--quiet", "--bare", "--template=", f"--initial-branch={branch}", str(place))
    with (place / "config").open("a", encoding="utf-8") as config:
        config.write("[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n")
    # One pack is copied sooner than many objects.
    _git("-C", str(place), "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", text=commands.encode())
    return place, _git("-C", str(place), "rev-parse", "HEAD").strip()


@cache
def _kept() -> "tempfile.TemporaryDirectory[str]":
    """Return the folder of what is copied; it goes when this process ends."""
    return tempfile.TemporaryDirectory(prefix="forge-made-")


@cache
def _backend() -> Sequence[str]:
    """Return the command that serves repositories: without `git` around it, which is a process of its own."""
    found = shutil.which("git-http-backend", path=_git("--exec-path").strip())
    return [found] if found else ["git", "http-backend"]


def _git(*arguments: str, text: bytes = b"") -> str:
    environment = {**os.environ, **_QUIET}
    done = subprocess.run(["git", *arguments], input=text, capture_output=True, check=True, env=environment)
    return done.stdout.decode()


def _commands(repository: "Repository") -> Iterator[str]:
    """Yield what `git fast-import` reads: the older commits change a file, the newest has them all."""
    commits = repository["commits"] or [{"days": repository["pushed"], "author": "ada"}]
    for number, commit in enumerate(reversed(commits), 1):
        moment = repository.world.now - timedelta(days=commit["days"])
        author = str(commit["author"])
        message = str(commit.get("message", f"Change {number}"))
        yield f"commit refs/heads/{repository['branch']}\n"
        yield f"committer {author} <{author}@acme.example> {int(moment.timestamp())} +0000\n"
        yield f"data {len(message.encode())}\n{message}\n"
        if number == len(commits):
            yield "deleteall\n"
            for path, content in repository["files"].items():
                yield f"M 100644 inline {path}\ndata {len(content.encode())}\n{content}\n"
        else:
            yield f"M 100644 inline HISTORY\ndata {len(str(number))}\n{number}\n"
    for release in repository["releases"]:
        if not release.get("draft"):
            yield f"reset refs/tags/{release['tag']}\nfrom refs/heads/{repository['branch']}\n\n"
    yield "done\n"
