"""Who asks GitHub: a token, an App, what `gh` stored, or nobody."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from checker.documents import Malformed, parse
from checker.errors import UsageError
from checker.github.responses import TokenKind

_PREFIXES = {"github_pat_": TokenKind.FINE_GRAINED, "ghs_": TokenKind.APP, "ghp_": TokenKind.CLASSIC}
_GH_SECONDS = 10
_FILE_LIMIT = 1 << 20


class Secret:
    """A text that is never shown: not by repr, not by str, and it does not pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret stays in its process")


class App(Struct, frozen=True):
    """A GitHub App; *installation* is 0 where it is to be looked up."""

    identity: str
    key: Secret
    installation: int = 0


class Credentials(Struct, frozen=True):
    """One way to ask. *token* and *app* are None where it is the other, or nobody."""

    kind: TokenKind
    token: Secret | None = None
    app: App | None = None


def find(environment: Mapping[str, str], host: str) -> Credentials:
    """Return the first credentials there are for *host*.

    Raises UsageError when an App is named but incompletely.
    """
    stated = environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN")
    if stated:
        return _of_token(stated.strip(), environment)
    if environment.get("GITHUB_APP_ID"):
        return Credentials(TokenKind.APP, app=_app(environment))
    stored = _of_gh(environment, host)
    return _of_token(stored, environment) if stored else Credentials(TokenKind.NONE)


def _of_token(text: str, environment: Mapping[str, str]) -> Credentials:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError("the token holds characters that no token has", "check GITHUB_TOKEN")
    kind = next((kind for prefix, kind in _PREFIXES.items() if text.startswith(prefix)), TokenKind.CLASSIC)
    if kind is TokenKind.APP and environment.get("GITHUB_ACTIONS") == "true":
        kind = TokenKind.WORKFLOW
    return Credentials(kind, Secret(text))


def _app(environment: Mapping[str, str]) -> App:
    key = environment.get("GITHUB_APP_PRIVATE_KEY", "")
    path = environment.get("GITHUB_APP_PRIVATE_KEY_PATH", "")
    if not key and path:
        try:
            key = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: the App's key cannot be read: {error}") from error
    installation = environment.get("GITHUB_APP_INSTALLATION_ID", "")
    if "PRIVATE KEY" not in key or not (installation.isdigit() or not installation):
        raise UsageError(
            "GITHUB_APP_ID is set, but the App's key or installation is not",
            "set GITHUB_APP_PRIVATE_KEY or GITHUB_APP_PRIVATE_KEY_PATH (PEM); the installation is a number",
        )
    return App(environment["GITHUB_APP_ID"], Secret(key), int(installation or 0))


def _of_gh(environment: Mapping[str, str], host: str) -> str:
    """Return the token that `gh auth login` stored in its file, else what it keeps in the keyring."""
    folder = _gh_folder(environment)
    try:
        path = folder / "hosts.yml"
        if path.stat().st_size > _FILE_LIMIT:
            return ""
        hosts = parse("hosts.yml", path.read_text(encoding="utf-8")).data
    except (OSError, UnicodeDecodeError, Malformed):
        return ""
    known = hosts.get(host) if isinstance(hosts, Mapping) else None
    if not isinstance(known, Mapping):
        return ""
    stored = known.get("oauth_token")
    return stored if isinstance(stored, str) else _from_keyring(host)


def _gh_folder(environment: Mapping[str, str]) -> Path:
    if environment.get("GH_CONFIG_DIR"):
        return Path(environment["GH_CONFIG_DIR"])
    if os.name == "nt" and environment.get("APPDATA"):
        return Path(environment["APPDATA"]) / "GitHub CLI"
    home = environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "~")).expanduser() / ".config"
    return Path(home) / "gh"


def _from_keyring(host: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program, and a host that its own file names
            ["gh", "auth", "token", "--hostname", host],  # noqa: S607  # wherever the user has it
            capture_output=True,
            text=True,
            check=False,
            timeout=_GH_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
