"""Credentials in a tree: told by where they stand and by a value that can only be real.

A false alarm of the worst severity would teach people to ignore it, so every kind is checked
beyond its looks (checksum, decoded key, variety of characters), and tests, examples,
documentation and templates are left out. Values never leave this module.
"""

from collections.abc import Iterator

from checker.collectors import fact
from checker.collectors.tree.credentials import in_file
from checker.collectors.tree.purpose import is_fixture, words
from checker.collectors.tree.tokens import in_text
from checker.files import Files
from checker.model.facts import Facts
from checker.model.json_value import Json
from checker.model.tree import BLOB_LIMIT, PathClass, TreeEntry

FILES_LIMIT = 1500
"""Files that are read at most."""
TOTAL_LIMIT = 64 * 1024 * 1024
"""Bytes that are read at most."""

_NAMED_WORDS = (
    "id_rsa id_dsa id_ecdsa id_ed25519 .netrc _netrc netrc .pypirc .npmrc .git-credentials .dockercfg .env"
    " kubeconfig admin.conf kubelet.conf"
)
_NAMED = frozenset(_NAMED_WORDS.split())
_NAMED_ENDINGS = (".env", ".kubeconfig", ".pem", ".key", ".p8", ".pk8", ".ppk", ".tfstate", ".tfvars")
_KEY_WORDS = ("key", "rsa", "ecdsa", "ed25519", "secret", "credential")
"""What the name of a key holds that has no ending: `deploy_key`, `ssh_host_rsa_key`."""
_NAMED_PATHS = (".kube/config", ".docker/config.json")
_CONFIGURATION_WORDS = (
    "yml yaml json toml ini cfg conf config properties xml sh bash ps1 tf plist gradle service Dockerfile"
    " Jenkinsfile Makefile Procfile"
)
_CONFIGURATION = frozenset(_CONFIGURATION_WORDS.split())
_PRETENDED_WORDS = (
    "doc docs documentation example examples sample template templates tmpl tpl dist default defaults "
    "schema schemas test tests testing fake dummy mock snakeoil insecure localhost selfsigned signed "
    "vagrant demo i18n locale locales lock"
)
_PRETENDED = frozenset(_PRETENDED_WORDS.split())


def facts(files: Files) -> Facts:
    """Find credentials that look real."""
    with files.watching() as gaps:
        records = list(_found(files))
    return fact("tree.secrets", records, gaps)


def _found(files: Files) -> Iterator[Json]:
    candidates = _candidates(files)
    regular = sorted(entry.path for entry in candidates if entry.is_file)
    paths = [entry.path for entry in candidates if entry.is_file or not files.repeats(entry.path, regular)]
    left = TOTAL_LIMIT
    for path in files.within(paths, FILES_LIMIT):
        entry = files.entry(path)
        left -= entry.size or 0 if entry and (entry.size or 0) <= BLOB_LIMIT else 0
        if left < 0:
            files.miss(path, f"not read: there are more than {TOTAL_LIMIT} bytes of configuration")
        elif entry and path in files.texts([path]):
            yield from _records(entry, files.text(path))


def _candidates(files: Files) -> list[TreeEntry]:
    """Return the files to read, those known by their name first."""
    named: list[TreeEntry] = []
    configurations: list[TreeEntry] = []
    for entry in files.index.of(PathClass.SOURCE):
        if entry.size == 0:
            continue
        name = entry.path[entry.path.rfind("/") + 1 :]
        if _is_named(entry.path, name):
            if _is_real(entry):
                named.append(entry)
        elif name[name.rfind(".") + 1 :] in _CONFIGURATION and _is_real(entry):
            configurations.append(entry)
    return named + configurations


def _is_named(path: str, name: str) -> bool:
    if name in _NAMED or name.endswith(_NAMED_ENDINGS) or path.endswith(_NAMED_PATHS):
        return True
    if name.startswith((".env.", "kubeconfig.")):
        return True
    return "." not in name and any(word in name.lower() for word in _KEY_WORDS)


def _is_real(entry: TreeEntry) -> bool:
    return not entry.is_submodule and not is_fixture(entry) and not _PRETENDED & words(entry.path)


def _records(entry: TreeEntry, text: str) -> Iterator[Json]:
    places = {*in_file(entry.path, text), *in_text(text)}
    for line, kind in sorted(places):
        yield {"path": entry.path, "line": line, "kind": kind}
