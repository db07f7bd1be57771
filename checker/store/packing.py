"""JSON documents as small bytes: two that name the dictionary, then raw deflate."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

NO_DICTIONARY = 0
DICTIONARY_LIMIT = 32 * 1024 - 300
"""Bytes of the longest dictionary: what deflate looks back on."""
DOCUMENT_LIMIT = 256 * 1024 * 1024
"""Bytes of the longest document that is unpacked; a snapshot of a million files takes half of it."""
_RAW = -15


def plain(value: Any) -> str:
    """Return *value* as JSON in one line, in ASCII."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


class Packer:
    """Packs documents with one dictionary, and unpacks them with whichever they were packed with."""

    def __init__(self, dictionaries: Mapping[int, bytes], chosen: int = NO_DICTIONARY) -> None:
        self._dictionaries = dictionaries
        self._prefix = chosen.to_bytes(2, "big")
        self._primed = _compressor(dictionaries[chosen] if chosen else b"")

    def pack(self, value: Any) -> bytes:
        """Return a value of maps, lists and plain values as bytes."""
        compressor = self._primed.copy()
        packed: bytes = compressor.compress(plain(value).encode()) + compressor.flush()
        return self._prefix + packed

    def unpack(self, packed: bytes) -> Any:
        """Return the value that was packed.

        Raises ValueError, zlib.error, KeyError or RecursionError when it was not packed by us.
        """
        number = int.from_bytes(packed[:2], "big")
        content = self._dictionaries[number] if number else b""
        unpacking = zlib.decompressobj(_RAW, content)
        text = unpacking.decompress(packed[2:], DOCUMENT_LIMIT)
        if not unpacking.eof or unpacking.unused_data:
            raise ValueError("a document is cut off, or far too large")
        return json.loads(text)


def _compressor(dictionary: bytes) -> Any:
    return zlib.compressobj(wbits=_RAW, memLevel=9, zdict=dictionary)


class Samples:
    """Collects what many documents will have in common: one result of each rule and outcome."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], str] = {}
        self.subjects = 0

    def add(self, results: Mapping[str, Mapping[str, Any]]) -> None:
        """Look at the results of a subject by the number of their rule."""
        self.subjects += 1
        for number, record in results.items():
            key = (number, record.get("outcome", ""))
            self._seen[key] += 1
            if key not in self._first:
                self._first[key] = plain({number: record})[1:-1]

    def dictionary(self) -> bytes:
        """Return the samples, the most frequent last: what is near costs least."""
        return b"".join(reversed(list(self._fitting())))

    def _fitting(self) -> Iterator[bytes]:
        left = DICTIONARY_LIMIT
        for key, _ in self._seen.most_common():
            text = self._first[key].encode()
            left -= len(text)
            if left < 0:
                return
            yield text
