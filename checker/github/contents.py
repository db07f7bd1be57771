"""The files of a repository without a clone: one request for the list, batches for what is read."""

import base64
from collections.abc import Iterable, Mapping, Sequence

from checker import cache
from checker.errors import TargetError, Unobserved
from checker.github.client import Client
from checker.github.fetch import filled
from checker.github.query import COST
from checker.github.responses import AnswerState, Listed
from checker.model.json_value import Json
from checker.model.tree import BLOB_LIMIT, SUBMODULE_MODE, TreeEntry

KIND = "blobs"
"""The folder of the cache that contents lie in, by object id."""
_BATCH = 50
_MODES = frozenset((0o100644, 0o100755, 0o120000, SUBMODULE_MODE))


def contents(client: Client, listed: Listed) -> "Contents":
    """Return the tree at the head of a repository.

    Raises TargetError when it cannot be listed, or is too large for one list.
    """
    if not listed.head:
        return Contents(client, listed, ())
    path = "repos/{repository}/git/trees/{head}?recursive=1"
    answer = client.get(filled(path, listed, None))
    found = answer.value
    if answer.state is not AnswerState.SEEN or not isinstance(found, Mapping):
        raise TargetError(
            f"{listed.full_name}: its files cannot be listed: {answer.message}", "leave out --no-clone"
        )
    tree = found.get("tree")
    if found.get("truncated") is not False or not isinstance(tree, list):
        raise TargetError(f"{listed.full_name}: has too many files to list", "leave out --no-clone")
    entries = [entry for each in tree if (entry := _entry(each))]
    return Contents(client, listed, sorted(entries, key=lambda entry: entry.path))


def _entry(found: Json) -> TreeEntry | None:
    if not isinstance(found, Mapping) or found.get("type") == "tree":
        return None
    path, mode, oid, size = (found.get(key) for key in ("path", "mode", "sha", "size"))
    if not (isinstance(path, str) and isinstance(mode, str) and isinstance(oid, str) and mode.isdigit()):
        return None
    number = int(mode, 8)
    return TreeEntry(
        path, number if number in _MODES else 0o100644, oid, size if isinstance(size, int) else None
    )


def query_of(oids: Sequence[str]) -> str:
    """Return a query of the texts of these objects of the repository with the id `$id`."""
    fields = " ".join(
        f'b{n}: object(oid: "{oid}") {{ ... on Blob {{ text isBinary isTruncated byteSize }} }}'
        for n, oid in enumerate(oids)
        if oid.isalnum()
    )
    return f"query($id: ID!) {{ {COST} node(id: $id) {{ ... on Repository {{ {fields} }} }} }}"


class Contents:
    """A Tree over GitHub. What was read once is kept by its object id."""

    def __init__(self, client: Client, listed: Listed, entries: Sequence[TreeEntry]) -> None:
        self._client = client
        self._listed = listed
        self._kept: dict[str, bytes] = {}
        self.entries: Sequence[TreeEntry] = entries

    @property
    def commit(self) -> str:
        """The head that was listed."""
        return self._listed.head

    def read(self, entry: TreeEntry) -> bytes:
        """Return a file's bytes; raises Unobserved when GitHub does not give them."""
        if entry.is_submodule or (entry.size or 0) > BLOB_LIMIT:
            raise Unobserved(
                entry.path, "is too large to be read" if not entry.is_submodule else "is a submodule"
            )
        if entry.oid not in self._kept:
            self._kept[entry.oid] = cache.get(KIND, entry.oid) or self._fetched(entry)
        return self._kept[entry.oid]

    def head(self, entry: TreeEntry, size: int) -> bytes:
        """Return at most the first *size* bytes."""
        return self.read(entry)[:size]

    def prefetch(self, entries: Iterable[TreeEntry]) -> None:
        """Read texts in batches; binary and long files come one by one, when they are asked for."""
        wanted = [e for e in entries if e.oid not in self._kept and e.is_file and (e.size or 0) <= BLOB_LIMIT]
        missing = {}
        for entry in wanted:
            kept = cache.get(KIND, entry.oid)
            if kept is None:
                missing[entry.oid] = entry
            else:
                self._kept[entry.oid] = kept
        oids = list(missing)
        for start in range(0, len(oids), _BATCH):
            self._texts(oids[start : start + _BATCH])

    def _texts(self, oids: Sequence[str]) -> None:
        reply = self._client.query(query_of(oids), {"id": self._listed.node}, 1)
        node = reply.data.get("node") if reply.data else None
        for number, oid in enumerate(oids):
            found = node.get(f"b{number}") if isinstance(node, Mapping) else None
            text = found.get("text") if isinstance(found, Mapping) else None
            if isinstance(text, str) and isinstance(found, Mapping) and found.get("isTruncated") is False:
                content = text.encode("utf-8", "surrogatepass")
                if len(content) == found.get("byteSize"):  # else it was not UTF-8
                    self._keep(oid, content)

    def _fetched(self, entry: TreeEntry) -> bytes:
        path = filled("repos/{repository}/git/blobs/", self._listed, None) + entry.oid
        answer = self._client.get(path)
        found = answer.value if isinstance(answer.value, Mapping) else {}
        content = found.get("content")
        if (
            answer.state is not AnswerState.SEEN
            or found.get("encoding") != "base64"
            or not isinstance(content, str)
        ):
            raise Unobserved(entry.path, answer.message or "GitHub gave no contents", answer.permission)
        try:
            return self._keep(entry.oid, base64.b64decode(content))
        except ValueError:
            raise Unobserved(entry.path, "GitHub gave no contents") from None

    def _keep(self, oid: str, content: bytes) -> bytes:
        cache.put(KIND, oid, content)
        self._kept[oid] = content
        return content
