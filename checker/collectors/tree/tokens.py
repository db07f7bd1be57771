"""Tokens and keys that are recognised by their own form, wherever they stand."""

import base64
import binascii
import re
import string
import zlib
from collections.abc import Callable, Iterator

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_PRETENCE = (
    r"(?i)example|sample|placeholder|change[-_]?me|replace|insert|dummy|fake|redacted|your[-_]|my[-_]?secret"
    r"|todo|xxxx|\*\*\*\*|\.\.\.|1234567|abcdefg|deadbeef|testtest|not[-_]?a[-_]?(?:real|secret)"
)


def line_of(text: str, position: int) -> int:
    """Return the line (from 1) of a character."""
    return text.count("\n", 0, position) + 1


def is_varied(value: str, distinct: int = 10) -> bool:
    """Tell a random value from a placeholder: many different characters, and no telling word."""
    return len(set(value)) >= distinct and re.search(_PRETENCE, value) is None


def in_text(text: str) -> Iterator[tuple[int, str]]:
    """Return line and kind of every token or private key in *text*."""
    for hint, pattern, kind, is_real in _TOKENS:
        if hint not in text:
            continue
        for match in re.finditer(pattern, text):
            if is_real(match[1]):
                yield line_of(text, match.start(1)), kind
    yield from _amazon(text)
    yield from private_keys(text)


def has_checksum(token: str) -> bool:
    """Tell whether a token's last six characters are the CRC-32 of the rest, as GitHub's and npm's are."""
    body, checksum = token.partition("_")[2][:-6], token[-6:]
    number = zlib.crc32(body.encode())
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits.rjust(6, "0") == checksum


_TOKENS: tuple[tuple[str, str, str, Callable[[str], bool]], ...] = (
    ("gh", r"\b(gh[pousr]_[A-Za-z0-9]{36})\b", "GitHub token", has_checksum),
    ("github_pat_", r"\b(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b", "GitHub token", is_varied),
    ("npm_", r"\b(npm_[A-Za-z0-9]{36})\b", "npm token", has_checksum),
    ("pypi-AgEIcHlwaS5vcmc", r"\b(pypi-AgEIcHlwaS5vcmc[\w-]{60,250})", "PyPI token", is_varied),
    ("xox", r"\b(xox[abprs]-[0-9]{10,13}-[0-9]{10,13}[0-9A-Za-z-]{16,120})", "Slack token", is_varied),
    ("glpat-", r"\b(glpat-[\w-]{20})\b", "GitLab token", is_varied),
    ("sk_live_", r"\b([rs]k_live_[0-9A-Za-z]{24,100})\b", "Stripe key", is_varied),
    ("SG.", r"\b(SG\.[\w-]{22}\.[\w-]{43})\b", "SendGrid key", is_varied),
    ("sk-ant-", r"\b(sk-ant-api03-[\w-]{93}AA)\b", "Anthropic key", is_varied),
    (
        "client-key-data",
        r"client-key-data\"?:\s{0,10}\"?([A-Za-z0-9+/]{100,8000}={0,2})",
        "Kubernetes client key",
        lambda value: next(private_keys(_decoded(value)), None) is not None,
    ),
)
_AMAZON_ID = r"(?<![A-Z0-9])A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Z0-9])"
_AMAZON_SECRET = r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"


def _amazon(text: str) -> Iterator[tuple[int, str]]:
    """Return key ids that have a secret close by: an id alone opens nothing."""
    if "AKIA" not in text and "ASIA" not in text:
        return
    for match in re.finditer(_AMAZON_ID, text):
        around = text[max(0, match.start() - 400) : match.end() + 400]
        secrets = (found[0] for found in re.finditer(_AMAZON_SECRET, around))
        if is_varied(match[0], 8) and any(is_varied(secret, 20) for secret in secrets):
            yield line_of(text, match.start()), "AWS access key"


_BEGIN = "-----BEGIN "
_KEY = (
    r"-----BEGIN ((?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY)-----([A-Za-z0-9+/=\s\\]{64,20000})-----END \1-----"
)


def private_keys(text: str) -> Iterator[tuple[int, str]]:
    """Return line and kind of every unencrypted private key whose body decodes to one."""
    if _BEGIN not in text:
        return
    for match in re.finditer(_KEY, text):
        body = re.sub(r"\\[nr]|\s|\\", "", match[2])
        if is_varied(body, 20) and _is_key(body):
            yield line_of(text, match.start()), "private key"


def _is_key(body: str) -> bool:
    """Tell whether base64 text is a DER sequence of the stated length, or OpenSSH's format, unencrypted."""
    try:
        content = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return False
    if content.startswith(b"openssh-key-v1\0"):
        return content[15:].startswith(b"\0\0\0\4none")
    if len(content) < 40 or content[0] != 0x30:
        return False
    return _der_length(content) == len(content)


def _der_length(content: bytes) -> int:
    """Return how long the DER sequence that starts *content* says it is."""
    first = content[1]
    if first < 0x80:
        return first + 2
    count = first & 0x7F
    return int.from_bytes(content[2 : 2 + count], "big") + 2 + count if count <= 4 else -1


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("ascii", errors="replace")
    except (binascii.Error, ValueError):
        return ""
