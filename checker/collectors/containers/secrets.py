"""Secrets that a build would leave in its image or its cache."""

import re
from collections.abc import Callable, Iterator, Sequence

from checker.collectors.containers.dockerfile import Instruction
from checker.collectors.containers.variables import assignments, unquote
from checker.model.json_value import Json

_NAME = (
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY"
    r"|CREDENTIALS?)(?:_(?:KEY|BASE|ID|KEY_BASE|VALUE))?$"
)
_PLACEHOLDER = (
    r"^$|\$|^[<{(\[*%]|^(?:x+|none|null|nil|true|false|yes|no|unset|undefined|secret|password|passw0rd|token|root"
    r"|admin|postgres|mysql|guest|user|changeit)$|example|sample|dummy|fake|placeholder|change[-_]?me|replace"
    r"|insert|your[-_]|\btest\b|not[-_]?(?:a|so|used|needed)|unused|default|redacted|todo|^\d{1,8}$|^[/.~]|^[\w.+-]+://"
)
_SHORTEST = 6
_KNOWN_TOKEN = (
    r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{60}|glpat-[\w-]{20}|xox[bp]-[\w-]{20}"
    r"|npm_[0-9A-Za-z]{36}|pypi-AgEI[\w-]{50})"
)
_SECRET_FILE = (
    r"(?:^|/)(?:\.env(?:\.(?:local|prod|production|staging))?|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pypirc"
    r"|\.git-credentials|\.aws/credentials|\.?kubeconfig|[\w.-]+\.(?:p12|pfx))$"
)


def read(
    path: str, instructions: Sequence[Instruction], is_committed: Callable[[str], bool]
) -> Iterator[Json]:
    """Yield the secrets in one file's instructions, by name and never with their value.

    A file that *is_committed* is no secret of the build: it is judged where it lies.
    """
    for instruction in instructions:
        for kind, name in _found(instruction, is_committed):
            yield {"path": path, "line": instruction.line, "name": name, "kind": kind}


def _found(instruction: Instruction, is_committed: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    if token := re.search(_KNOWN_TOKEN, instruction.value):
        yield "token", token[0][:4] + "…"
    elif instruction.keyword in {"ARG", "ENV"}:
        for name, value in assignments(instruction):
            if _is_secret(name, unquote(value)):
                yield instruction.keyword, name
    elif instruction.keyword in {"ADD", "COPY"} and "from" not in instruction.flags:
        for word in instruction.words[:-1]:
            source = word.strip("[\",'")
            if re.search(_SECRET_FILE, source) and not is_committed(source):
                yield instruction.keyword, source


def _is_secret(name: str, value: str) -> bool:
    if len(value) < _SHORTEST or not re.search(_NAME, name.upper()):
        return False
    return re.search(_PLACEHOLDER, value.lower()[:1000]) is None
