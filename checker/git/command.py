"""Git as a child process: plumbing only, and nothing that a repository can configure."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Thread
from typing import TypeAlias, cast

from checker.errors import TargetError
from checker.git.child import Child, GitError, Late

TIMEOUT = 120.0
"""Seconds that one answer of a local Git may take; it only ends what hangs."""
OUTPUT_LIMIT = 512 * 1024 * 1024
"""Bytes that one command may print."""

_OPTIONS = (
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "log.showSignature=false",
    "-c",
    "safe.directory=*",
    # Git would map packs by the gigabyte, and has the memory of the worker that asks (see executors).
    "-c",
    "core.packedGitWindowSize=64m",
    "-c",
    "core.packedGitLimit=512m",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
    "GIT_CONFIG_PARAMETERS": "",
    "GIT_CONFIG_COUNT": "0",
    "GIT_NAMESPACE": "",
}
LOCAL = {
    **_ENVIRONMENT,
    # A report must not depend on who asks, so only the repository's own configuration is read.
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    # An object that is missing stays missing. Git before 2.45 knows only the second way to say so.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}
"""The environment for reading a repository that somebody else configured."""
REMOTE = {**_ENVIRONMENT, "GIT_ALLOW_PROTOCOL": "https:ssh:file:git", "GIT_LFS_SKIP_SMUDGE": "1"}
"""The environment for cloning: the user's own proxies and credentials are wanted."""


Spawn: TypeAlias = Callable[[Sequence[str], str, Mapping[str, str], Sequence[int]], "subprocess.Popen[bytes]"]
"""Starts a command line in a directory with some variables of its environment set and some handles inherited.

Raises FileNotFoundError when there is no Git.
"""


def by_gitpython(
    call: Sequence[str], directory: str, environment: Mapping[str, str], handles: Sequence[int]
) -> "subprocess.Popen[bytes]":
    """Start Git as GitPython does: on Windows never a `git.exe` of the folder, and without a console."""
    # Without this, importing GitPython fails where there is no Git.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import GitCommandNotFound
    from git.cmd import Git

    try:
        interrupt = Git(directory).execute(
            [Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *call[1:]],
            istream=subprocess.PIPE,
            as_process=True,
            env=dict(environment),
            # Its own session: no terminal to ask on, and one group to kill.
            start_new_session=os.name == "posix",
            **({"pass_fds": tuple(handles)} if handles else {}),
        )
    except GitCommandNotFound as error:
        raise FileNotFoundError from error
    # GitPython's wrapper would end the process when it is collected.
    process = cast("subprocess.Popen[bytes]", interrupt.proc)
    interrupt.proc = None
    return process


def _directly(
    call: Sequence[str], directory: str, environment: Mapping[str, str], handles: Sequence[int]
) -> "subprocess.Popen[bytes]":
    """Start Git without GitPython, whose import takes longer than what Git does for a small audit.

    A relative folder on the PATH would be looked for in the audited one, where anybody may have put a `git`.
    """
    folders = os.pathsep.join(filter(os.path.isabs, os.get_exec_path()))
    git = shutil.which("git", path=folders)
    if git is None:
        raise FileNotFoundError
    return subprocess.Popen(  # noqa: S603  # no shell, and Git's own options only
        [git, *call[1:]],
        cwd=directory,
        env={**os.environ, "LANGUAGE": "C", "LC_ALL": "C", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=handles,
    )


_LOCALLY: Spawn = _directly if os.name == "posix" else by_gitpython


class Command:
    """Git in one directory with one environment; *spawn* starts it.

    After a call that took too long all others fail at once, also those of commands made by `having`: where
    one waits for something that never comes, such as a pipe among Git's files, others would wait as well.
    """

    def __init__(
        self,
        directory: str,
        environment: Mapping[str, str],
        expired: Event | None = None,
        spawn: Spawn = _LOCALLY,
    ) -> None:
        self._directory = directory
        self._environment = dict(environment)
        self._expired = expired or Event()
        self._spawn = spawn

    def having(self, environment: Mapping[str, str]) -> "Command":
        """Return the same with some variables changed."""
        changed = {**self._environment, **environment}
        return Command(self._directory, changed, self._expired, self._spawn)

    def start(self, *arguments: str, handles: Sequence[int] = ()) -> Child:
        """Start `git ARGUMENTS` with pipes at both ends; it inherits the open *handles*.

        Raises TargetError when there is no Git, Late when an earlier call took too long.
        """
        if self._expired.is_set():
            raise Late("git took too long before")
        call = ["git", *_OPTIONS, *arguments]
        try:
            process = self._spawn(call, self._directory, self._environment, handles)
        except FileNotFoundError as error:
            raise TargetError(
                "there is no git on this machine", "install git and put it on the PATH"
            ) from error
        return Child(process, self._expired)

    def run(
        self,
        *arguments: str,
        lines: Sequence[str] = (),
        timeout: float | None = None,
        handles: Sequence[int] = (),
    ) -> bytes:
        """Return what `git ARGUMENTS`, fed with *lines* and inheriting *handles*, prints.

        Raises GitError when it fails, takes longer than *timeout* (else TIMEOUT) or prints too much.
        """
        child = self.start(*arguments, handles=handles)
        try:
            with child.deadline(timeout or TIMEOUT):
                if lines:  # Git may answer before it has read everything
                    Thread(target=child.feed, args=(lines,), daemon=True).start()
                else:
                    child.feed(lines)
                output = child.head(OUTPUT_LIMIT + 1)
                if len(output) > OUTPUT_LIMIT:
                    raise GitError(f"git printed more than {OUTPUT_LIMIT} bytes")
                child.finish()
        finally:
            child.close()
        return output
