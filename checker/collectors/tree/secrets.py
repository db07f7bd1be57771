"""Credentials in a tree: told by where they stand and by a value that can only be real.

A false alarm of the worst severity would teach people to ignore it, so every kind is checked
beyond its looks (checksum, decoded key, variety of characters), and tests, examples,
documentation and templates are left out. Values never leave this module.
"""

import re
from collections.abc import Iterator

from checker.collectors import bounded
from checker.collectors.tree.credentials import in_file
from checker.collectors.tree.purpose import is_fixture
from checker.collectors.tree.tokens import in_text
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, Problem
from checker.model.plain import Plain
from checker.model.tree import Entry, PathClass

TEXT_LIMIT = 64 * 1024
"""Bytes of the largest configuration that is searched for tokens."""
STATE_LIMIT = 1024 * 1024
"""Bytes of the largest credential file, known by its name, that is read."""
FILES_LIMIT = 1500
"""Files that are read at most."""

_NAMED = re.compile(
    r"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.env(?:\.[\w.-]{1,40})?|[\w.-]{1,40}\.env|\.?netrc|_netrc|\.pypirc|\.npmrc"
    r"|\.git-credentials|\.dockercfg|kubeconfig[^/]{0,40}|[^/]{1,60}\.kubeconfig|(?:admin|kubelet)\.conf)$"
    r"|\.(?:pem|key|p8|pk8|ppk|tfstate|tfvars)$|(?:^|/)\.(?:kube|docker)/config(?:\.json)?$"
)
_CONFIGURATION = re.compile(
    r"\.(?:ya?ml|json|toml|ini|cfg|conf|config|properties|xml|sh|bash|ps1|tf|env|plist|gradle|service)$"
    r"|(?:^|/)(?:Dockerfile|Jenkinsfile|Makefile|Procfile|docker-compose)[^/]{0,40}$"
)
_PRETENDED = re.compile(
    r"(?:^|[/._-])(?:docs?|documentation|example|sample|template|tmpl|tpl|dist|default|defaults|schema|test|tests|testing"
    r"|testdata|fake|dummy|mock|snakeoil|insecure|localhost|selfsigned|self-signed|vagrant|demo|i18n|locales?)"
    r"(?:[/._-]|$)|(?:^|/)(?:package-lock|composer|pnpm-lock|yarn|poetry|uv|Cargo)\.(?:json|lock|yaml)$",
    re.IGNORECASE,
)


def facts(files: Files) -> Facts:
    """Find credentials that look real."""
    entries = list(_candidates(files))
    opened = entries[:FILES_LIMIT]
    reason = (
        f"{len(entries)} files would have to be read, more than {FILES_LIMIT}"
        if entries[FILES_LIMIT:]
        else ""
    )
    files.tree.prefetch(opened)
    records: list[Plain] = []
    for entry in opened:
        try:
            records.extend(_records(entry, files.text(entry.path)))
        except Unobserved as error:
            reason = reason or str(error)
    if reason:
        return Facts(problems=(Problem("tree.secrets", reason, seen=records[:1000]),))
    return bounded("tree.secrets", records)


def _candidates(files: Files) -> Iterator[Entry]:
    """Return the files to read, those known by their name first."""
    configurations: list[Entry] = []
    for entry in files.tree.entries:
        if not entry.is_file or entry.size == 0 or entry.path_class is PathClass.VENDORED:
            continue
        size = entry.size or 0
        if _NAMED.search(entry.path):
            if size <= STATE_LIMIT and _is_real(entry):
                yield entry
        elif size <= TEXT_LIMIT and _CONFIGURATION.search(entry.path) and _is_real(entry):
            configurations.append(entry)
    yield from configurations


def _is_real(entry: Entry) -> bool:
    return not is_fixture(entry) and _PRETENDED.search(entry.path) is None


def _records(entry: Entry, text: str) -> Iterator[Plain]:
    places = {*in_file(entry.path, text), *in_text(text)}
    for line, kind in sorted(places):
        yield {"path": entry.path, "line": line, "kind": kind}
