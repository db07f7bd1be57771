"""Files that are made to hold credentials, each read in its own format."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator

from checker.collectors.tree.tokens import is_varied, line_of

Places = Iterator[tuple[int, str]]


def in_file(path: str, text: str) -> Places:
    """Return line and kind of the credentials that a file of this name is made for."""
    name = path.rpartition("/")[2]
    for endings, read in _READERS:
        if name.endswith(endings) or (endings is _VARIABLES and name.startswith(".env.")):
            yield from read(text)
            return


_ASSIGNMENT = r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]{0,80})[ \t]*=[ \t]*(\S[^\n]{0,500})$"
_TELLING = ("SECRET", "TOKEN", "PASSWORD", "PASSWD", "APIKEY", "API_KEY", "PRIVATE_KEY", "ACCESS_KEY")
# What build tools put into the code that every visitor gets.
_PUBLIC = (
    "NEXT_PUBLIC_",
    "VITE_",
    "REACT_APP_",
    "EXPO_PUBLIC_",
    "PUBLIC_",
    "NUXT_PUBLIC_",
    "GATSBY_",
    "VUE_APP_",
)
_HARMLESS = (
    *("$", "{", "<", ">", "%", " ", "\t", "http:", "https:"),
    *("local", "develop", "test", "secret", "passw", "admin", "postgres", "root", "token"),
)


def _assignments(text: str) -> Places:
    """Return the variables named for a secret whose values are long, varied and no placeholders."""
    for match in re.finditer(_ASSIGNMENT, text, re.MULTILINE):
        name = match[1].upper()
        if name.endswith(_TELLING) and not name.startswith(_PUBLIC) and _is_secret(_value(match[2])):
            yield line_of(text, match.start(1)), "secret in an environment file"


def _value(written: str) -> str:
    written = written.strip()
    if written[:1] in "\"'" and (end := written.find(written[0], 1)) > 0:
        return written[1:end]
    return written.partition(" #")[0].strip().rstrip(",;")


def _is_secret(value: str) -> bool:
    """Tell a generated value: long, varied, of letters and digits."""
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return 20 <= len(value) <= 500 and mixed and is_varied(value, 12) and not _is_harmless(value)


def _is_password(value: str) -> bool:
    """Tell a password in a file that holds nothing else: six characters and no placeholder."""
    return len(value) >= 6 and is_varied(value, 4) and not _is_harmless(value)


def _is_harmless(value: str) -> bool:
    """Tell references, addresses and the words that stand in for a secret."""
    lowered = value.lower()
    return any(part in lowered for part in _HARMLESS)


def _lines(pattern: str, kind: str, is_real: Callable[[str], bool]) -> Callable[[str], Places]:
    def read(text: str) -> Places:
        for match in re.finditer(pattern, text, re.MULTILINE):
            if is_real(match[1]):
                yield line_of(text, match.start(1)), kind

    return read


def _state(text: str) -> Places:
    """Return a Terraform state that describes resources: it holds their attributes in the clear."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(data, dict) or "terraform_version" not in data:
        return
    if data.get("resources") or data.get("modules"):
        yield 1, "Terraform state"


def _docker(text: str) -> Places:
    for match in re.finditer(r"\"auth\"\s{0,10}:\s{0,10}\"([A-Za-z0-9+/]{8,2000}={0,2})\"", text):
        try:
            user, _, password = base64.b64decode(match[1], validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            continue
        if user and _is_password(password):
            yield line_of(text, match.start(1)), "registry password"


def _putty(text: str) -> Places:
    if text.startswith("PuTTY-User-Key-File") and "Encryption: none" in text[:300]:
        yield 1, "private key"


_NPM = r"(?:_authToken|_password|_auth)[ \t]*=[ \t]*\"?([^\s\"]{1,300})"
_PYPI = r"^[ \t]*password[ \t]*[=:][ \t]*(\S{1,300})"
_NETRC = r"\bpassword[ \t]+(\S{1,200})"
_GIT = r"^https?://[^:/\s]{1,100}:([^@\s]{1,300})@"
_VARIABLES = (".env", ".tfvars")
_READERS: tuple[tuple[tuple[str, ...], Callable[[str], Places]], ...] = (
    (_VARIABLES, _assignments),
    ((".tfstate",), _state),
    (("netrc",), _lines(_NETRC, "password", _is_password)),
    ((".pypirc",), _lines(_PYPI, "password", _is_password)),
    ((".npmrc",), _lines(_NPM, "registry token", _is_secret)),
    ((".git-credentials",), _lines(_GIT, "password", _is_password)),
    ((".dockercfg", "config.json"), _docker),
    ((".ppk",), _putty),
)
