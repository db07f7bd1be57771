"""The commits, tags and branches of a repository; nothing is read before it is asked for."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from checker.errors import Unobserved
from checker.git.child import GitError
from checker.git.mailmap import Mailmap
from checker.git.objects import GitObject, Objects
from checker.git.repository import RepositoryLocation
from checker.model.history import Commit, Ref
from checker.model.tree import Tree
from checker.patterns import lazy

MESSAGE_LIMIT = 256 * 1024
"""Bytes of the longest commit that is read; there are pasted logs, but no longer messages."""
_KEPT = 1000
"""Commits that are kept: the newest ones are asked for twice, as such and as those of the last year."""
_PERSON = re.compile(rb"(?P<name>[^<]*)<(?P<email>[^>]*)> ?(?P<time>-?\d{1,18})?")
_HEADER = re.compile(rb"^([^ \n]+) ?(.*)$", re.MULTILINE)
"""What a line of a commit's head says; one that starts with a space continues a signature."""
_CHARSET = lazy(
    r"(?:iso[-_]?8859|latin|cp|windows|koi8|euc|shift|sjis|gb|big5|ascii|us-ascii|utf-?8)[-_\w]{0,20}",
    re.IGNORECASE,
)
_SIGNATURES = (b"gpgsig", b"gpgsig-sha256")
_REF_FORMAT = "%00".join(
    f"%({field})"
    for field in (
        "refname",
        "objecttype",
        "objectname",
        "committerdate:unix",
        "*objecttype",
        "*objectname",
        "*committerdate:unix",
        "symref",
    )
)


class GitHistory:
    """A CommitHistory over a repository; *tip* is the audited commit."""

    def __init__(self, place: RepositoryLocation, objects: Objects, tree: Tree, tip: str) -> None:
        self._place = place
        self._objects = objects
        self._tree = tree
        self._tip = tip
        self._known: dict[str, Commit] = {}

    @property
    def shallow(self) -> bool:
        """Tell whether older commits were cut off when the repository was cloned."""
        return self._place.shallow

    def count(self) -> int:
        """Count the commits reachable from the audited one."""
        return int(self._run("rev-list", "--count", self._tip)) if self._tip else 0

    def commits(self, since: int | None = None, limit: int = 10_000) -> Sequence[Commit]:
        """Return at most *limit* commits committed at or after *since*, newest first."""
        if not self._tip:
            return []
        names = [self._tip] if limit == 1 and since is None else self._listed(since, limit)
        unread = [name for name in names if name not in self._known]
        new = {oid: self._commit(oid, found) for oid, found in zip(unread, self._read(unread), strict=True)}
        commits = [self._known.get(name) or new[name] for name in names]
        self._known.update(islice(new.items(), max(_KEPT - len(self._known), 0)))
        return commits

    def _listed(self, since: int | None, limit: int) -> list[str]:
        after = [] if since is None else [f"--max-age={since}"]
        oids = self._run("rev-list", f"--max-count={limit}", *after, self._tip).split()
        return [oid.decode() for oid in oids]

    def _read(self, names: Sequence[str]) -> list[GitObject | str]:
        return list(self._objects.look(names, MESSAGE_LIMIT))

    def _commit(self, oid: str, found: GitObject | str) -> Commit:
        if isinstance(found, str) or found.content is None:
            reason = found if isinstance(found, str) else f"is longer than {MESSAGE_LIMIT} bytes"
            raise Unobserved("history", f"commit {oid[:12]} cannot be read: {reason}")
        return parse(oid, found.content, self._mailmap)

    @cached_property
    def _mailmap(self) -> Mailmap:
        for entry in self._tree.entries:
            if entry.path == ".mailmap" and entry.is_file:
                return Mailmap(self._tree.read(entry).decode(errors="replace"))
        return Mailmap("")

    def tags(self) -> Sequence[Ref]:
        """Return all tags that lead to commits, newest first."""
        return self._refs("refs/tags/", ("refs/tags/",))

    def branches(self) -> Sequence[Ref]:
        """Return the branches, newest first, each by its name without a remote's.

        So they are called in a bare clone and on the server, too. Of a name, what was fetched counts before
        what lies here; of several remotes, `origin` is the repository itself.
        """
        found = {ref.name: ref for ref in self._refs("refs/heads/", ("refs/heads/",))}
        remotes = self._place.remotes
        for remote in ("origin",) if "origin" in remotes else remotes:
            prefix = f"refs/remotes/{remote}/"
            found.update({ref.name: ref for ref in self._refs(prefix, (prefix,))})
        return sorted(found.values(), key=lambda ref: (-ref.committed_at, ref.name))

    def _refs(self, prefix: str, patterns: Sequence[str]) -> list[Ref]:
        output = self._run("for-each-ref", f"--format={_REF_FORMAT}", *patterns)
        refs = []
        for line in output.decode(errors="replace").splitlines():
            fields = line.split("\0")
            ref = self._ref(fields, prefix) if len(fields) == 8 and not fields[7] else None
            if ref:
                refs.append(ref)
        return sorted(refs, key=lambda ref: (-ref.committed_at, ref.name))

    def _ref(self, fields: Sequence[str], prefix: str) -> Ref | None:
        """Read one line; None if it leads to no commit."""
        name = fields[0].removeprefix(prefix)
        annotated = fields[1] == "tag"
        kind, oid, time = fields[4:7] if annotated else fields[1:4]
        if kind == "tag":  # a tag of a tag: Git before 2.45 peels only once
            return self._peeled(name, oid)
        if kind != "commit" or not time.isdigit():
            return None
        return Ref(name, oid, int(time), annotated)

    def _peeled(self, name: str, oid: str) -> Ref | None:
        found = self._read([f"{oid}^{{commit}}"])[0]
        if isinstance(found, str) or found.content is None:
            return None
        return Ref(name, found.oid, parse(found.oid, found.content, Mailmap("")).committed_at, True)

    def _run(self, *arguments: str) -> bytes:
        try:
            return self._place.command.run(*arguments)
        except GitError as error:
            raise Unobserved("history", f"git {arguments[0]}: {error}") from error


def parse(oid: str, content: bytes, mailmap: Mailmap) -> Commit:
    """Read a commit object; whatever it lacks is "" or 0."""
    head, _, message = content.partition(b"\n\n")
    headers: dict[bytes, list[bytes]] = {}
    for key, value in _HEADER.findall(head):
        headers.setdefault(key, []).append(value)
    encoding = headers.get(b"encoding", [b"utf-8"])[0].decode("ascii", errors="replace")
    author, address, written_at = _person(headers.get(b"author", [b""])[0], encoding, mailmap)
    _, committer, committed_at = _person(headers.get(b"committer", [b""])[0], encoding, mailmap)
    return Commit(
        oid,
        tuple(parent.decode(errors="replace") for parent in headers.get(b"parent", ())),
        author,
        address,
        written_at,
        committer,
        committed_at,
        any(header in headers for header in _SIGNATURES),
        _text(message, encoding),
    )


def _person(value: bytes, encoding: str, mailmap: Mailmap) -> tuple[str, str, int]:
    """Return name, address and time."""
    match = _PERSON.match(value)
    if match is None:
        return "", "", 0
    name, email, time = match.groups()
    key = (name, email, encoding)
    if key not in mailmap.known:  # few people write most of a history
        mailmap.known[key] = mailmap.resolve(_text(name, encoding).strip(), _text(email, encoding))
    return *mailmap.known[key], int(time or 0)


def _text(content: bytes, encoding: str) -> str:
    # Python also knows encodings that are programs of a kind: escapes, compression, punycode.
    if encoding != "utf-8" and not _CHARSET.fullmatch(encoding):
        encoding = "utf-8"
    try:
        return content.decode(encoding, errors="replace")
    except LookupError:
        return content.decode(errors="replace")
