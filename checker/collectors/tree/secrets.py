"""Credentials in a tree: told by where they stand and by a value that can only be real.

A false alarm of the worst severity would teach people to ignore it, so every kind is checked
beyond its looks (checksum, decoded key, variety of characters), and tests, examples,
documentation and templates are left out. Values never leave this module.
"""

from collections.abc import Iterator

from checker.collectors import bounded
from checker.collectors.tree.credentials import in_file
from checker.collectors.tree.purpose import is_fixture, words
from checker.collectors.tree.tokens import in_text
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, Problem
from checker.model.plain import Plain
from checker.model.tree import Entry

TEXT_LIMIT = 64 * 1024
"""Bytes of the largest configuration that is searched for tokens."""
STATE_LIMIT = 1024 * 1024
"""Bytes of the largest credential file, known by its name, that is read."""
FILES_LIMIT = 1500
"""Files that are read at most."""

_NAMED = (
    "**/id_{rsa,dsa,ecdsa,ed25519}",
    "**/{.netrc,_netrc,netrc,.pypirc,.npmrc,.git-credentials,.dockercfg}",
    "**/{.env,.env.*,kubeconfig,kubeconfig.*}",
    "**/*.{env,kubeconfig,pem,key,p8,pk8,ppk,tfstate,tfvars}",
    "**/.kube/config",
    "**/.docker/config.json",
    "**/{admin,kubelet}.conf",
)
_CONFIGURATION = (
    "**/*.{yml,yaml,json,toml,ini,cfg,conf,config,properties,xml,sh,bash,ps1,tf,plist,gradle,service}",
    "**/{Dockerfile,Jenkinsfile,Makefile,Procfile}",
)
_PRETENDED_WORDS = (
    "doc docs documentation example examples sample template templates tmpl tpl dist default defaults "
    "schema schemas test tests testing fake dummy mock snakeoil insecure localhost selfsigned signed "
    "vagrant demo i18n locale locales lock"
)
_PRETENDED = frozenset(_PRETENDED_WORDS.split())


def facts(files: Files) -> Facts:
    """Find credentials that look real."""
    entries = [*_candidates(files, _NAMED, STATE_LIMIT), *_candidates(files, _CONFIGURATION, TEXT_LIMIT)]
    entries = list({entry.path: entry for entry in entries}.values())
    opened = entries[:FILES_LIMIT]
    reason = f"{len(entries)} files would have to be read, more than {FILES_LIMIT}"
    reason = reason if len(entries) > FILES_LIMIT else ""
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


def _candidates(files: Files, globs: tuple[str, ...], limit: int) -> Iterator[Entry]:
    for glob in globs:
        for path in files.glob(glob):
            entry = files.entry(path)
            if entry and entry.is_file and 0 != (entry.size or limit) <= limit and _is_real(entry):
                yield entry


def _is_real(entry: Entry) -> bool:
    return not is_fixture(entry) and not _PRETENDED & words(entry.path)


def _records(entry: Entry, text: str) -> Iterator[Plain]:
    places = {*in_file(entry.path, text), *in_text(text)}
    for line, kind in sorted(places):
        yield {"path": entry.path, "line": line, "kind": kind}
