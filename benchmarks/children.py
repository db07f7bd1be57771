"""Child processes that learn nothing of who starts them, end in time, and whose failures are words.

    done = run(["git", "--version"], seconds=60)       # done.stdout
    run(command, seconds=900, variables=environment(HOME="/scratch"))

They read repositories that anybody can write. So they get the few variables that a program needs to run and
to reach the network, but no token, no credentials of a cloud, and none that changes what our command does.
"""

import os
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec

_KEPT = (
    *("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "PATHEXT", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"),
    *("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"),
    *("CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "NODE_EXTRA_CA_CERTS", "SSL_CERT_DIR", "SSL_CERT_FILE"),
)
"""Places and languages, proxies, and certificates that are trusted."""


class Failed(Exception):
    """A command is not there, did not end in time or did not succeed; the message says which."""


def environment(**more: str) -> Mapping[str, str]:
    """Return the variables that children get, and *more*."""
    return {name: value for name, value in os.environ.items() if name.upper() in _KEPT} | more


class Home(msgspec.Struct, frozen=True):
    """A home of its own for our command: `gh` keeps tokens in the user's, and settings may lie there.

    Settings are looked for in the folders above as well; naming empty ones prevents it.
    """

    folder: Path
    settings: Path
    variables: Mapping[str, str]

    @classmethod
    def made(cls, folder: Path) -> "Home":
        """Make the folder and the empty settings in it."""
        folder.mkdir(parents=True, exist_ok=True)
        settings = folder / "checker.yml"
        settings.write_text("{}\n", encoding="utf-8")
        return cls(folder, settings, environment(HOME=str(folder), XDG_CACHE_HOME=str(folder / "cache")))


def run(
    command: Sequence[str | Path],
    *,
    seconds: float,
    folder: Path | None = None,
    accepted: Collection[int] = (0,),
    variables: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; raises Failed unless it ends in time with an *accepted* exit code."""
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment() if variables is None else variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"{name} was not finished after {seconds:.0f} s") from None
    except OSError as error:
        raise Failed(f"{name} does not start: {error.strerror}") from None
    if done.returncode not in accepted:
        raise Failed(f"{name} ended with {done.returncode}: {_reason(done.stderr)}")
    return done


def _reason(said: str) -> str:
    """Return the line that says what is wrong: Git says it first and advises then, others say it last."""
    lines = said.strip().splitlines() or ["it said nothing"]
    return next((line for line in lines if line.startswith("fatal: ")), lines[-1])
