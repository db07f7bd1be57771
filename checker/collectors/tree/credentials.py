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
    for pattern, read in _READERS:
        if pattern.search(name):
            yield from read(text)
            return


_ASSIGNMENT = re.compile(
    r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]{0,80})[ \t]*=[ \t]*(\S[^\n]{0,500})$", re.MULTILINE
)
_TELLING = re.compile(
    r"(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY|ACCESS_KEY|CREDENTIALS?)$", re.IGNORECASE
)
_PUBLIC = re.compile(r"^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|EXPO_PUBLIC_|PUBLIC_|NUXT_PUBLIC_|GATSBY_|VUE_APP_)")
_HARMLESS = re.compile(
    r"[${}<>%]|\s|^(?:true|false|null|none|[0-9.]+)$|^https?://|local|develop|test|secret|passw|admin|postgres|root|token",
    re.IGNORECASE,
)


def _assignments(text: str) -> Places:
    """Return the variables named for a secret whose values are long, varied and no placeholders."""
    for match in _ASSIGNMENT.finditer(text):
        name, value = match[1], _value(match[2])
        if _TELLING.search(name) and not _PUBLIC.match(name) and _is_secret(value):
            yield line_of(text, match.start(1)), "secret in an environment file"


def _value(written: str) -> str:
    written = written.strip()
    if written[:1] in "\"'" and (end := written.find(written[0], 1)) > 0:
        return written[1:end]
    return written.partition(" #")[0].strip().rstrip(",;")


def _is_secret(value: str) -> bool:
    """Tell a generated value: long, of letters and digits, hardly a character twice as often as others."""
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return 20 <= len(value) <= 500 and mixed and is_varied(value, 12) and _HARMLESS.search(value) is None


def _is_password(value: str) -> bool:
    """Tell a password in a file that holds nothing else: six characters and no placeholder."""
    return len(value) >= 6 and is_varied(value, 4) and _HARMLESS.search(value) is None


def _lines(pattern: str, kind: str, is_real: Callable[[str], bool]) -> Callable[[str], Places]:
    compiled = re.compile(pattern, re.MULTILINE)

    def read(text: str) -> Places:
        for match in compiled.finditer(text):
            if is_real(match[1]):
                yield line_of(text, match.start(1)), kind

    return read


def _state(text: str) -> Places:
    """Return a Terraform state that describes resources: it holds their attributes in the clear."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    if (
        isinstance(data, dict)
        and "terraform_version" in data
        and (data.get("resources") or data.get("modules"))
    ):
        yield 1, "Terraform state"


def _docker(text: str) -> Places:
    for match in re.finditer(r"\"auth\"\s{0,10}:\s{0,10}\"([A-Za-z0-9+/]{12,2000}={0,2})\"", text):
        try:
            user, _, password = base64.b64decode(match[1], validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            continue
        if user and _is_password(password):
            yield line_of(text, match.start(1)), "registry password"


def _putty(text: str) -> Places:
    if text.startswith("PuTTY-User-Key-File") and "Encryption: none" in text[:300]:
        yield 1, "private key"


_READERS: tuple[tuple[re.Pattern[str], Callable[[str], Places]], ...] = (
    (re.compile(r"^\.env(?:\.|$)|\.env$"), _assignments),
    (re.compile(r"\.tfvars$"), _assignments),
    (re.compile(r"\.tfstate$"), _state),
    (re.compile(r"^[._]?netrc$"), _lines(r"\bpassword[ \t]+(\S{1,200})", "password", _is_password)),
    (
        re.compile(r"^\.pypirc$"),
        _lines(r"^[ \t]*password[ \t]*[=:][ \t]*(\S{1,300})", "password", _is_password),
    ),
    (
        re.compile(r"^\.npmrc$"),
        _lines(
            r"(?:_authToken|_password|_auth)[ \t]*=[ \t]*\"?([^\s\"]{1,300})", "registry token", _is_secret
        ),
    ),
    (
        re.compile(r"^\.git-credentials$"),
        _lines(r"^https?://[^:/\s]{1,100}:([^@\s]{1,300})@", "password", _is_password),
    ),
    (re.compile(r"^(?:\.dockercfg|config\.json)$"), _docker),
    (re.compile(r"\.ppk$"), _putty),
)
