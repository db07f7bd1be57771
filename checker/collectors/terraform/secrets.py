"""Secrets among the values of variables."""

import re
from collections.abc import Iterator

from checker.documents.hcl import Block
from checker.model.json_value import Json

_NAME = (
    r"(?:^|_)(?:password|passwd|passphrase|secret|token|api_?key|access_key|secret_key|private_key"
    r"|credentials?|client_secret)$"
)
_PLACEHOLDER = (
    r"^[<{(\[*%$]|^(?:x+|none|null|true|false|secret|password|token|admin|root)$|example|sample|dummy|fake"
    r"|placeholder|change[-_]?me|replace|insert|your[-_]|default|redacted|todo|^\d{1,8}$|^[/.~]|^[\w.+-]+:"
    r"|^projects/"
)
_SHORTEST = 6


def read(path: str, variables: Block) -> Iterator[Json]:
    """Yield the variables of one tfvars file that are named like a secret and hold a plain value."""
    for name, value in variables.values.items():
        if value.text is not None and _is_secret(name, value.text):
            yield {"path": path, "line": value.line, "what": f"the value of {name}"}


def _is_secret(name: str, value: str) -> bool:
    if len(value) < _SHORTEST or not re.search(_NAME, name.lower()):
        return False
    return re.search(_PLACEHOLDER, value.lower()[:1000]) is None
